#include "app/card_run.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "app/rehearsal.h"

#define CARD_MS 10000u

static void read_source(Str *out, const char *path) {
    char piece[4096];
    FILE *file = fopen(path, "re");
    for (size_t n; file && (n = fread(piece, 1, sizeof piece, file)) > 0;)
        str_add_bytes(out, piece, n);
    if (file) fclose(file);
}

static size_t lines_in(const Str *text) {
    size_t lines = 0;
    for (size_t i = 0; i < text->len; i++) lines += text->s[i] == '\n';
    return lines;
}

static void take_output(CardRun *run, const Question *question, History *history, uint64_t asked) {
    run->decides = SIZE_MAX;
    for (uint64_t seq = history_first(history); seq < history_count(history); seq++) {
        const Event *ev = log_event(history_log(history), seq);
        if (seq == asked && question->kind == QUESTION_OUTPUT)
            run->decides = lines_in(&run->output);
        if (ev->kind != EV_OUTPUT) continue;
        StrView text = log_string(history_log(history), ev->arg[OUTPUT_text]);
        str_add_bytes(&run->output, text.s, text.len);
    }
}

static bool find_answer(CardRun *run, const Card *card, History *history, bool is_virtual,
                        Err *err) {
    const Question *question = &card->lesson.questions[0];
    uint64_t asked = question_place(&card->lesson, history, 0);
    if (asked == HISTORY_NONE)
        return err_set(err, "its program did not get as far as the question");
    if (!question_decide(question, history, asked, is_virtual, &run->decision))
        return err_set(err, "its program did not get as far as the answer");
    question_choices(question, history, asked, is_virtual, &run->choices);
    take_output(run, question, history, asked);
    return true;
}

bool card_run(CardRun *run, const Card *card, const Options *options, Err *err) {
    Launch launch = {0};
    Rehearsal rehearsal = {0};
    bool fine = launch_lesson(&launch, &card->lesson, card->path.s, options, err) &&
                rehearsal_start(&rehearsal, &launch, err);
    if (fine) {
        rehearsal_finish(&rehearsal, CARD_MS, NULL);
        fine = find_answer(run, card, rehearsal.history, launch.is_virtual, err);
        read_source(&run->source, card->path.s);
    }
    rehearsal_free(&rehearsal);
    launch_free(&launch);
    return fine;
}

void card_run_free(CardRun *run) {
    choices_free(&run->choices);
    str_free(&run->decision.answer);
    str_free(&run->source);
    str_free(&run->output);
    *run = (CardRun){0};
}
