#include "export/export_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"

// A star that stands for itself, or for the beginning of an item, has a blank on either side.
static bool is_emphasis(StrView line, size_t at) {
    bool is_after_blank = at == 0 || line.s[at - 1] == ' ', is_before_blank = at + 1 == line.len || line.s[at + 1] == ' ';
    return line.s[at] == '*' && !(is_after_blank && is_before_blank);
}

// A line of Markdown as it is read out: without the marks of emphasis and code.
static void add_unmarked(Str *out, StrView line) {
    bool is_code = false;
    for (size_t i = 0; i < line.len; i++) {
        if (line.s[i] == '`') is_code = !is_code;
        else if (is_code || !is_emphasis(line, i)) str_add_bytes(out, &line.s[i], 1);
    }
}

static void write_clean(const Teller *teller, StrView line) {
    Str unmarked = {0}, clean = {0};
    add_unmarked(&unmarked, line);
    text_clean_line(&clean, (StrView){str_text(&unmarked), unmarked.len}, 4, teller->ascii);
    fputs(str_text(&clean), teller->out);
    str_free(&unmarked);
    str_free(&clean);
}

// Take the first line off `text`; false: none is left.
static bool next_line(StrView *text, StrView *line) {
    if (!text->len) return false;
    const char *end = memchr(text->s, '\n', text->len);
    *line = (StrView){text->s, end ? (size_t)(end - text->s) : text->len};
    size_t used = line->len + (end != NULL);
    *text = (StrView){text->s + used, text->len - used};
    return true;
}

void teller_begin(Teller *teller) {
    if (!teller->lesson) return;
    StrView intro = {str_text(&teller->lesson->intro), teller->lesson->intro.len}, line;
    write_clean(teller, view_of(str_text(&teller->lesson->title)));
    fputs("\n\n", teller->out);
    while (next_line(&intro, &line)) {
        write_clean(teller, line);
        fputc('\n', teller->out);
    }
    if (teller->lesson->intro.len) fputc('\n', teller->out);
}

// A note is one line, whatever its author's line breaks.
static void tell_notes(const Teller *teller, uint64_t n) {
    Str notes = {0};
    lesson_notes_at(teller->lesson, teller->history, n, &notes);
    StrView text = {str_text(&notes), notes.len}, line;
    bool is_open = false;
    while (next_line(&text, &line)) {
        if (!line.len && is_open) fputc('\n', teller->out);
        if (line.len) {
            fputs(is_open ? " " : "       Note: ", teller->out);
            write_clean(teller, line);
        }
        is_open = line.len > 0;
    }
    if (is_open) fputc('\n', teller->out);
    str_free(&notes);
}

// --- questions ---------------------------------------------------------------------------------------------------------------------------

// A line of the lesson's own: a label, and text as it is read out.
static void tell_line(const Teller *teller, const char *label, const char *text) {
    fprintf(teller->out, "       %s: ", label);
    write_clean(teller, view_of(text));
    fputc('\n', teller->out);
}

static void ask_questions(Teller *teller, uint64_t n) {
    const Lesson *lesson = teller->lesson;
    Str words = {0};
    for (size_t i = question_at(lesson, teller->history, n, 0); i < lesson->n_questions; i = question_at(lesson, teller->history, n, i + 1)) {
        teller->asked = mem_grow(teller->asked, &teller->cap_asked, teller->n_asked + 1, sizeof *teller->asked);
        Asked *asked = &teller->asked[teller->n_asked++];
        *asked = (Asked){.number = i, .at = n};
        str_clear(&words);
        question_words(&words, &lesson->questions[i]);
        tell_line(teller, "Question", words.s);
        fflush(teller->out);
        if (teller->ask) teller->ask(lesson, i, &asked->given, teller->ask_arg);
    }
    str_free(&words);
}

static void tell_answer(const Teller *teller, const Asked *asked, const Decision *decision) {
    const Question *question = &teller->lesson->questions[asked->number];
    const char *given = str_text(&asked->given);
    Str text = {0};
    bool is_answered = given[0] && !decision->is_never;
    if (is_answered)
        str_add(&text, question_is_right(question, given, decision->answer.s) ? words("Right. ")
                                                                            : words("Not quite. "));
    question_verdict(&text, question, given, decision);
    if (question->because.len) str_addf(&text, words(" Because %s"), question->because.s);
    tell_line(teller, "Answer", text.s);
    str_free(&text);
}

// Those that what was told up to position n decides, or that nothing will.
static void tell_answers(Teller *teller, uint64_t n) {
    Decision decision = {0};
    size_t left = 0;
    for (size_t i = 0; i < teller->n_asked; i++) {
        Asked *asked = &teller->asked[i];
        const Question *question = &teller->lesson->questions[asked->number];
        bool is_decided = question_decide(question, teller->history, asked->at, teller->is_virtual,
                                          &decision);
        bool is_over = decision.is_never && n == history_count(teller->history);
        if ((is_decided && decision.position <= n) || is_over) {
            tell_answer(teller, asked, &decision);
            str_free(&asked->given);
        } else {
            teller->asked[left++] = *asked;
        }
    }
    teller->n_asked = left;
    str_free(&decision.answer);
}

static void tell_goals(const Teller *teller) {
    const Lesson *lesson = teller->lesson;
    Str why = {0};
    for (size_t i = 0; i < lesson->n_questions; i++) {
        const Question *goal = &lesson->questions[i];
        if (goal->kind != QUESTION_GOAL) continue;
        bool is_met = goal_judge(goal, teller->history, teller->is_virtual, &why);
        fputs("       Goal: ", teller->out);
        write_clean(teller, view_of(str_text(&goal->text)));
        fputs(is_met ? words(" Solved.\n") : words(" Not yet: "), teller->out);
        if (!is_met) write_clean(teller, view_of(str_text(&why)));
        if (!is_met) fputc('\n', teller->out);
    }
    str_free(&why);
}

// --- the story -----------------------------------------------------------------------------------------------------------------------------

static void tell_event(const Teller *teller, uint64_t seq, Str *line) {
    str_clear(line);
    explain_step_line(line, teller->history, seq, teller->ascii);
    fputs(str_text(line), teller->out);
    fputc('\n', teller->out);
}

// Up to event number `end`. Of what is not decided yet every told event is told: at the end of what there is.
static void tell_up_to(Teller *teller, uint64_t end, bool is_unfolded) {
    Str line = {0};
    if (teller->told < history_first(teller->history)) teller->told = history_first(teller->history);
    for (; teller->told < end; teller->told++) {
        if (history_is_step(teller->history, teller->told, is_unfolded)) tell_event(teller, teller->told, &line);
        if (!teller->lesson) continue;
        tell_answers(teller, teller->told + 1);
        ask_questions(teller, teller->told + 1);
        tell_answers(teller, teller->told + 1);
        tell_notes(teller, teller->told + 1);
    }
    str_free(&line);
}

void teller_catch_up(Teller *teller) {
    tell_up_to(teller, history_decided(teller->history), false);
    fflush(teller->out);
}

void teller_end(Teller *teller) {
    tell_up_to(teller, history_count(teller->history), true);
    if (teller->lesson) tell_goals(teller);
    for (size_t i = 0; i < teller->n_asked; i++) str_free(&teller->asked[i].given);
    free(teller->asked);
    teller->asked = NULL;
    teller->n_asked = 0;
    fflush(teller->out);
}
