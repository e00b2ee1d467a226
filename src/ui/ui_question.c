// A lesson's question: what is asked, and what can be chosen or is being typed.
#include "base/text.h"
#include "ui/markdown.h"
#include "ui/panes.h"

void ui_question_fill(Rich *rich, const UiQuestion *question, int chosen, StrView typed, bool ascii) {
    Str words = {0}, clean = {0};
    question_words(&words, question->question);
    markdown_render(rich, (StrView){str_text(&words), words.len}, ascii, false);
    rich_gap(rich);
    if (question->is_preparing) {
        rich_paragraph(rich);
        rich_add(rich, INK_DIM, view_of("one moment: the answers are being found out"));
    } else if (question->choices->count) {
        for (size_t i = 0; i < question->choices->count; i++) {
            bool is_chosen = (int)i == chosen;
            str_clear(&clean);
            text_clean_line(&clean, (StrView){str_text(&question->choices->options[i]), question->choices->options[i].len}, 4, ascii);
            RichParagraph *paragraph = rich_paragraph(rich);
            paragraph->indent = 1;
            paragraph->hang = 4;
            rich_addf(rich, is_chosen ? INK_ACCENT : INK_DIM, "%s %zu  ", is_chosen ? theme_glyph(GLYPH_LIVE, ascii) : " ", i + 1);
            rich_add(rich, is_chosen ? INK_TITLE : INK_TEXT, (StrView){str_text(&clean), clean.len});
        }
    } else {
        rich_paragraph(rich);
        rich_add(rich, INK_DIM, view_of(question->question->kind == QUESTION_TIME ? "seconds: " : "names, the first to finish first: "));
        text_clean_line(&clean, typed, 4, ascii);
        rich_add(rich, INK_TITLE, (StrView){str_text(&clean), clean.len});
        rich_add(rich, INK_ACCENT, view_of("_"));
    }
    str_free(&words);
    str_free(&clean);
}

static void add_text(Rich *rich, Style style, const char *text, bool ascii) {
    Str clean = {0};
    text_clean_line(&clean, view_of(text), 4, ascii);
    rich_add(rich, style, (StrView){str_text(&clean), clean.len});
    str_free(&clean);
}

void ui_verdict_fill(Rich *rich, const UiVerdict *verdict, bool ascii) {
    Str words = {0};
    rich_gap(rich);
    RichParagraph *paragraph = rich_paragraph(rich);
    paragraph->has_bar = true;
    question_words(&words, verdict->question);
    add_text(rich, INK_DIM, str_text(&words), ascii);
    rich_add(rich, INK_DIM, view_of("  "));
    if (!verdict->given[0]) rich_add(rich, INK_TEXT, view_of("It is "));
    else rich_add(rich, verdict->is_right ? INK_GOOD : INK_WARN, view_of(verdict->is_right ? "Right: " : "You said "));
    if (verdict->given[0] && !verdict->is_right) {
        add_text(rich, INK_TEXT, verdict->given, ascii);
        rich_add(rich, INK_TEXT, view_of("; it is "));
    }
    add_text(rich, INK_TITLE, verdict->answer, ascii);
    rich_add(rich, INK_TEXT, view_of("."));
    str_free(&words);
    if (!verdict->question->because.len) return;
    Str because = {0};
    str_addf(&because, "Because %s", verdict->question->because.s);
    markdown_render(rich, (StrView){because.s, because.len}, ascii, true);
    str_free(&because);
}
