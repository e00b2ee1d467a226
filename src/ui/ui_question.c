// What a lesson asks and says: a question with what can be chosen or is being typed, what became of
// an answer, and the end of the lesson with its goals.
#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/markdown.h"
#include "ui/panes.h"

static void add_said(Rich *rich, Style style, const char *text, bool ascii) {
    Str clean = {0};
    text_clean_line(&clean, view_of(text), 4, ascii);
    rich_add(rich, style, (StrView){str_text(&clean), clean.len});
    str_free(&clean);
}

// --- a question --------------------------------------------------------------------------------

static void add_option(Rich *rich, const Choices *choices, size_t i, int chosen, bool ascii) {
    bool is_chosen = (int)i == chosen;
    const char *mark = is_chosen ? theme_glyph(GLYPH_LIVE, ascii) : " ";
    rich_addf(rich, is_chosen ? INK_ACCENT : INK_DIM, "%s %u  ", mark, (unsigned)i + 1);
    add_said(rich, is_chosen ? INK_TITLE : INK_TEXT, str_text(&choices->options[i]), ascii);
}

enum { OPTION_SIGNS = 5 }; // the mark, the number, and the blanks behind them

static int option_cells(const Choices *choices, size_t i, bool ascii) {
    Str clean = {0};
    text_clean_line(&clean, view_of(str_text(&choices->options[i])), 4, ascii);
    int cells = OPTION_SIGNS + text_cells((StrView){str_text(&clean), clean.len});
    str_free(&clean);
    return cells;
}

// Two beside each other where each of them has room.
static bool fits_in_columns(const Choices *choices, int width, bool ascii) {
    for (size_t i = 0; i < choices->count; i++)
        if (option_cells(choices, i, ascii) + 3 > width / 2) return false;
    return choices->count > 2;
}

static size_t add_options(Rich *rich, const Choices *choices, int chosen, int width, bool ascii) {
    size_t columns = fits_in_columns(choices, width, ascii) ? 2 : 1, paragraph = 0;
    for (size_t i = 0; i < choices->count; i++) {
        if (i % columns == 0) {
            RichParagraph *row = rich_paragraph(rich);
            row->indent = 1;
            row->hang = OPTION_SIGNS - 1;
        }
        if ((int)i == chosen) paragraph = rich->n_paragraphs - 1;
        add_option(rich, choices, i, chosen, ascii);
        bool is_left = columns == 2 && i % 2 == 0 && i + 1 < choices->count;
        if (is_left)
            rich_addf(rich, INK_TEXT, "%*s", width / 2 - option_cells(choices, i, ascii), "");
    }
    return paragraph;
}

size_t ui_question_fill(Rich *rich, const UiQuestion *question, int chosen, StrView typed,
                        const char *refusal, int width, bool ascii) {
    Str text = {0};
    question_words(&text, question->question);
    markdown_render(rich, (StrView){str_text(&text), text.len}, ascii, false);
    str_free(&text);
    if (question->is_preparing) {
        rich_paragraph(rich);
        const char *why = words("One moment: a trial run finds the answers to choose from.");
        rich_add(rich, INK_DIM, view_of(why));
        return SIZE_MAX;
    }
    if (question->choices->count) return add_options(rich, question->choices, chosen, width, ascii);
    bool is_time = question->question->kind == QUESTION_TIME;
    rich_paragraph(rich);
    const char *label = is_time ? words("seconds:") : words("names, the first to end first:");
    rich_add(rich, INK_DIM, view_of(label));
    rich_add(rich, INK_DIM, view_of(" "));
    Str clean = {0};
    text_clean_line(&clean, typed, 4, ascii);
    rich_add(rich, INK_TITLE, (StrView){str_text(&clean), clean.len});
    rich_add(rich, INK_ACCENT, view_of("_"));
    str_free(&clean);
    if (refusal[0]) {
        rich_paragraph(rich);
        add_said(rich, INK_WARN, refusal, ascii);
    }
    return rich->n_paragraphs - 1;
}

// --- a verdict ---------------------------------------------------------------------------------

static void add_sign(Rich *rich, const UiVerdict *verdict, bool ascii) {
    static const struct {
        Glyph glyph;
        Style style;
        const char *word;
    } signs[] = {
        [UI_VERDICT_RIGHT] = {GLYPH_FINISHED, INK_GOOD, N_("Right.")},
        [UI_VERDICT_WRONG] = {GLYPH_FAILED, INK_WARN, N_("Not quite.")},
        [UI_VERDICT_SKIPPED] = {GLYPH_WAITING, INK_DIM, N_("Skipped.")},
        [UI_VERDICT_NEVER] = {GLYPH_WAITING, INK_DIM, N_("Not judged.")},
    };
    const char *glyph = theme_glyph(signs[verdict->how].glyph, ascii);
    rich_addf(rich, signs[verdict->how].style, "%s %s ", glyph, words(signs[verdict->how].word));
}

static void add_because(Rich *rich, const Question *question, bool ascii) {
    Str because = {0};
    if (!question->because.len) return;
    str_addf(&because, words("Because %s"), question->because.s);
    markdown_render(rich, (StrView){because.s, because.len}, ascii, false);
    str_free(&because);
}

void ui_verdict_fill(Rich *rich, const UiVerdict *verdict, bool ascii) {
    rich_gap(rich);
    rich_paragraph(rich)->has_bar = true;
    add_sign(rich, verdict, ascii);
    add_said(rich, INK_TEXT, verdict->text, ascii);
    add_because(rich, verdict->question, ascii);
}

// The question again, both answers, and the reason: the lesson's, else the event that decided it.
void ui_verdict_box_fill(Rich *rich, const UiVerdict *verdict, History *history, bool ascii) {
    Str text = {0};
    question_words(&text, verdict->question);
    markdown_render(rich, (StrView){str_text(&text), text.len}, ascii, false);
    rich_paragraph(rich);
    add_sign(rich, verdict, ascii);
    add_said(rich, INK_TITLE, verdict->text, ascii);
    str_clear(&text);
    if (verdict->question->because.len) add_because(rich, verdict->question, ascii);
    else if (verdict->reason != HISTORY_NONE) {
        explain_event(&text, history, verdict->reason, ascii);
        rich_paragraph(rich);
        rich_add(rich, INK_TEXT, (StrView){str_text(&text), text.len});
    }
    rich_paragraph(rich);
    if (verdict->decided == HISTORY_NONE) rich_add(rich, INK_DIM, view_of(words("enter: go on")));
    else rich_add(rich, INK_DIM, view_of(words("enter: go on   A: the moment that decided")));
    str_free(&text);
}

// --- the end of a lesson -----------------------------------------------------------------------

static void add_ways_on(Rich *rich, const UiLessonEnd *end) {
    bool has_goal = end->goals[0] && !end->is_solved;
    rich_gap(rich);
    if (has_goal) {
        rich_paragraph(rich);
        rich_add(rich, INK_TEXT, view_of(words("e: edit the program   E: edit one line here")));
        if (end->hints < end->all_hints) {
            rich_add(rich, INK_TEXT, view_of("   "));
            rich_addf(rich, INK_TEXT, words("u: hint %u of %u"), end->hints + 1, end->all_hints);
        }
    }
    rich_paragraph(rich);
    Style style = has_goal ? INK_DIM : INK_TITLE;
    if (end->next[0]) rich_addf(rich, style, words("enter: next lesson, %s"), end->next);
    else rich_add(rich, style, view_of(words("enter: back to the lessons")));
    rich_add(rich, INK_DIM, view_of("   "));
    rich_add(rich, INK_DIM, view_of(words("esc: stay here")));
}

void ui_lesson_end_fill(Rich *rich, const UiLessonEnd *end, bool ascii) {
    if (end->goals[0]) {
        markdown_render(rich, view_of(end->goals), ascii, false);
    } else {
        rich_paragraph(rich);
        rich_add(rich, INK_TITLE, view_of(words("You have reached the end.")));
    }
    if (end->failure[0] && !end->goals[0]) {
        rich_paragraph(rich);
        add_said(rich, INK_WARN, end->failure, ascii);
    }
    add_ways_on(rich, end);
}
