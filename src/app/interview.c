#include "app/interview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/words.h"
#include "ui/markdown.h"

double interview_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

UiCard interview_card(const Interview *interview, size_t at, const CardRun *run) {
    UiCard card = {.lesson = &interview->deck->cards[at].lesson,
                   .number = at + 1,
                   .count = interview->count,
                   .typed = "",
                   .given = "",
                   .decides = SIZE_MAX};
    if (!run) return card;
    card.source = (StrView){str_text(&run->source), run->source.len};
    card.choices = &run->choices;
    card.output = (StrView){str_text(&run->output), run->output.len};
    card.decides = run->decides;
    return card;
}

// --- an answer -----------------------------------------------------------------------------------

bool interview_answer(Interview *interview, size_t at, UiCard *card, const CardRun *run,
                      const char *given, double seconds, Err *err) {
    const Card *of = &interview->deck->cards[at];
    const Question *question = &of->lesson.questions[0];
    double limit = interview->options->seconds ? atof(interview->options->seconds) : 0;
    card->is_answered = true;
    card->given = given ? given : "";
    card->decision = &run->decision;
    card->is_late = given && limit > 0 && seconds > limit;
    card->is_right = given && !card->is_late &&
                     question_is_right(question, given, str_text(&run->decision.answer));
    interview->asked++;
    interview->right += card->is_right;
    interview->missed[at] = !card->is_right;
    return progress_answer(interview->progress, of->key.s, 0, card->given,
                           str_text(&run->decision.answer), card->is_right, learner_now(), err);
}

// --- how it went ---------------------------------------------------------------------------------

static void add_clean(Rich *page, Style style, const char *text) {
    Str clean = {0};
    text_clean_said(&clean, view_of(text));
    rich_add(page, style, (StrView){str_text(&clean), clean.len});
    str_free(&clean);
}

void interview_summary(const Interview *interview, Rich *page) {
    rich_paragraph(page);
    rich_addf(page, INK_TITLE | MARK_BOLD, "%u of %u right.", interview->right, interview->asked);
    if (interview->right == interview->asked) return;
    rich_gap(page);
    rich_paragraph(page);
    rich_addf(page, INK_TEXT, "What you missed, and how to watch it run:");
    for (size_t i = 0; i < interview->count; i++) {
        if (!interview->missed[i]) continue;
        const Card *card = &interview->deck->cards[i];
        RichParagraph *paragraph = rich_paragraph(page);
        paragraph->indent = 2;
        paragraph->hang = 2;
        add_clean(page, INK_TITLE, str_text(&card->lesson.title));
        rich_paragraph(page)->indent = 4;
        Str path = {0};
        text_clean_said(&path, view_of(card->path.s));
        rich_addf(page, INK_CODE, "aioscope learn %s", path.s);
        str_free(&path);
    }
    rich_gap(page);
    rich_paragraph(page);
    const char *again = words("`aioscope interview --missed` asks you again what you missed.");
    markdown_render(page, view_of(again), false, false);
}

void interview_print(Rich *page, int width, bool ascii) {
    Grid grid = {0};
    Str row = {0};
    int rows = rich_layout(page, width);
    grid_reset(&grid, width, rows, ascii);
    Canvas canvas = canvas_of(&grid);
    rich_draw(page, &canvas, 0);
    for (int y = 0; y < rows; y++) {
        str_clear(&row);
        grid_row(&grid, y, &row);
        puts(str_text(&row));
    }
    str_free(&row);
    grid_free(&grid);
}
