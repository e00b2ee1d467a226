#include "ui/card.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "ui/markdown.h"
#include "ui/python.h"

enum { TAB = 4, GUTTER = 2, NUMBER = 5, LEAST_ROWS = 3 };

static void add_clean(Rich *rich, Style style, StrView text, bool ascii) {
    Str clean = {0};
    text_clean_line(&clean, text, TAB, ascii);
    rich_add(rich, style, (StrView){str_text(&clean), clean.len});
    str_free(&clean);
}

static StrView next_line(StrView *rest) {
    const char *newline = memchr(rest->s, '\n', rest->len);
    StrView line = {rest->s, newline ? (size_t)(newline - rest->s) : rest->len};
    rest->s += line.len + (newline != NULL);
    rest->len -= line.len + (newline != NULL);
    return line;
}

static bool is_blank(StrView line) {
    for (size_t i = 0; i < line.len; i++)
        if (line.s[i] != ' ' && line.s[i] != '\t' && line.s[i] != '\r') return false;
    return true;
}

// --- the statement and the program ---------------------------------------------------------------

void card_fill_statement(Rich *rich, const UiCard *card, bool ascii) {
    rich_paragraph(rich);
    add_clean(rich, INK_TITLE | MARK_BOLD,
              (StrView){str_text(&card->lesson->title), card->lesson->title.len}, ascii);
}

// A line of code without a note of the lesson's behind it.
static StrView code_of(const Lesson *lesson, StrView line, unsigned number) {
    const Directive *directive = lesson_directive(lesson, number);
    if (directive && directive->column < line.len) line.len = directive->column;
    while (line.len && line.s[line.len - 1] == ' ') line.len--;
    return line;
}

static void add_code(Rich *rich, StrView line, unsigned number, bool is_asked, PythonLexer *lexer,
                     bool ascii) {
    Str clean = {0};
    RichParagraph *paragraph = rich_paragraph(rich);
    text_clean_line(&clean, line, TAB, ascii);
    size_t indent = strspn(str_text(&clean), " ");
    paragraph->hang =
        (int)(GUTTER + NUMBER + indent + 2 * TAB); // where a line that is too long goes on
    rich_add(rich, is_asked ? INK_ACCENT : INK_TEXT,
             view_of(is_asked ? theme_glyph(GLYPH_LIVE, ascii) : " "));
    if (line.len) rich_addf(rich, is_asked ? INK_ACCENT : INK_FAINT, " %3u  ", number);
    Style *styles = mem_new((clean.len + 1) * sizeof *styles);
    python_line(lexer, (StrView){str_text(&clean), clean.len}, styles);
    for (size_t i = 0, n; i < clean.len; i += n) {
        for (n = 1; i + n < clean.len && styles[i + n] == styles[i]; n++) continue;
        rich_add(rich, styles[i] | (is_asked ? MARK_BOLD : 0), (StrView){clean.s + i, n});
    }
    free(styles);
    str_free(&clean);
}

size_t card_fill_program(Rich *rich, const UiCard *card, bool is_dense, bool ascii) {
    StrView rest = card->source;
    PythonLexer lexer = {0};
    unsigned number = 0, asked = card->lesson->questions[0].line;
    size_t begin = rich->n_paragraphs, at = begin;
    bool has_begun = false, was_gap = true;
    while (rest.len) {
        StrView line = next_line(&rest);
        const Directive *directive = lesson_directive(card->lesson, ++number);
        bool was_string = lexer.quote != '\0',
             is_string = was_string || (line.len && strchr("\"'", line.s[0]));
        // The docstring has been read out already: it is the statement and what is said of it
        // afterwards.
        if (!has_begun && (is_string || is_blank(line) || line.s[0] == '#')) {
            python_line(&lexer, line, NULL);
            continue;
        }
        has_begun = true;
        if (directive && directive->is_alone) continue;
        bool is_gap = is_blank(line);
        if (is_gap && (is_dense || was_gap)) continue;
        was_gap = is_gap;
        if (number == asked) at = rich->n_paragraphs;
        add_code(rich, code_of(card->lesson, line, number), number, number == asked, &lexer, ascii);
    }
    return at;
}

// --- the question --------------------------------------------------------------------------------

void card_keys(Str *out, const UiCard *card) {
    if (!card->choices || !card->choices->count) return;
    if (card->choices->count == 2) str_add(out, words("1 or 2"));
    else str_addf(out, words("1 to %zu"), card->choices->count);
}

static const char *option_words(const UiCard *card, size_t i) {
    const char *text = str_text(&card->choices->options[i]);
    if (!question_is_myth(&card->lesson->questions[0])) return text;
    return strcmp(text, "myth") == 0 ? words("It's a myth.") : words("It's a fact.");
}

static void add_option(Rich *rich, const UiCard *card, size_t i, int cells, bool ascii) {
    Str clean = {0};
    text_clean_line(&clean, view_of(option_words(card, i)), TAB, ascii);
    rich_addf(rich, INK_ACCENT, "%u  ", (unsigned)i + 1);
    rich_add(rich, INK_TEXT, (StrView){str_text(&clean), clean.len});
    for (int pad = cells - text_cells((StrView){str_text(&clean), clean.len}); pad > 0; pad--)
        rich_add(rich, INK_TEXT, view_of(" "));
    str_free(&clean);
}

// Many short ones stand in two columns, one below the other first.
static void fill_options(Rich *rich, const UiCard *card, bool ascii) {
    enum { SHORT = 24, MANY = 4 };
    size_t count = card->choices->count;
    bool is_short = count > MANY;
    for (size_t i = 0; i < count; i++)
        is_short &= text_cells(view_of(option_words(card, i))) <= SHORT;
    size_t rows = is_short ? (count + 1) / 2 : count;
    for (size_t row = 0; row < rows; row++) {
        RichParagraph *paragraph = rich_paragraph(rich);
        paragraph->indent = GUTTER;
        paragraph->hang = 3;
        add_option(rich, card, row, is_short ? SHORT + 4 : 0, ascii);
        if (is_short && rows + row < count) add_option(rich, card, rows + row, 0, ascii);
    }
}

void card_fill_question(Rich *rich, const UiCard *card, bool has_statement, bool ascii) {
    const Question *question = &card->lesson->questions[0];
    Str text = {0};
    if (has_statement) card_fill_statement(rich, card, ascii);
    question_words(&text, question);
    markdown_render(rich, (StrView){str_text(&text), text.len}, ascii, false);
    str_free(&text);
    if (!card->choices) {
        rich_paragraph(rich)->indent = GUTTER;
        rich_addf(rich, INK_DIM, "One moment: the program is being run.");
    } else if (card->choices->count) {
        fill_options(rich, card, ascii);
    } else if (card->typed) {
        rich_paragraph(rich)->indent = GUTTER;
        rich_addf(rich, INK_DIM,
                  question->kind == QUESTION_TIME ? "seconds:" : "names, the first to end first:");
        rich_add(rich, INK_DIM, view_of(" "));
        add_clean(rich, INK_TITLE, view_of(card->typed), ascii);
        rich_add(rich, INK_ACCENT, view_of("_"));
    }
}

// --- the verdict ---------------------------------------------------------------------------------

// One line of the output, or frames of a traceback that are left out in its place.
typedef struct Shown {
    StrView line;
    bool is_frames;
} Shown;

typedef struct Evidence {
    Shown *rows;
    size_t count, cap;
    size_t lines;  // of the output
    size_t proves; // the row that proves the answer; SIZE_MAX: none does more than the others
} Evidence;

// Without what stands in front of each line of an exception group's traceback ("  | ").
static StrView without_margin(StrView line) {
    size_t blanks = 0;
    while (blanks < line.len && line.s[blanks] == ' ') blanks++;
    bool has_margin = blanks < line.len && strchr("|+", line.s[blanks]);
    size_t cut = has_margin ? blanks + 1 : 0;
    if (cut < line.len && has_margin && line.s[cut] == ' ') cut++;
    return (StrView){line.s + cut, line.len - cut};
}

static bool begins(StrView text, const char *prefix) {
    size_t len = strlen(prefix);
    return text.len >= len && memcmp(text.s, prefix, len) == 0;
}

static void add_row(Evidence *evidence, StrView line, bool is_frames) {
    size_t count = evidence->count;
    if (is_frames && count && evidence->rows[count - 1].is_frames) return;
    evidence->rows = mem_grow(evidence->rows, &evidence->cap, count + 1, sizeof *evidence->rows);
    evidence->rows[evidence->count++] = (Shown){line, is_frames};
}

// The line that was asked for proves the answer; else the exception that ends a traceback does.
// The frames before it say where in asyncio it came from, which nobody asked.
static Evidence evidence_of(const UiCard *card) {
    static const char *const heads[] = {"Traceback (most recent call last):",
                                        "Exception Group Traceback (most recent call last):"};
    Evidence evidence = {.proves = SIZE_MAX};
    bool in_traceback = false;
    for (StrView rest = card->output; rest.len; evidence.lines++) {
        StrView line = next_line(&rest), text = without_margin(line);
        bool is_frame = in_traceback && begins(text, "  "),
             decides = evidence.lines == card->decides;
        bool is_raised = in_traceback && !is_frame && card->decides == SIZE_MAX;
        if (decides || is_raised) evidence.proves = evidence.count;
        add_row(&evidence, line, is_frame && !decides);
        in_traceback = is_frame || begins(text, heads[0]) || begins(text, heads[1]);
    }
    return evidence;
}

static void add_output_row(Rich *rich, const Shown *row, bool proves, bool ascii) {
    rich_paragraph(rich)->hang = GUTTER;
    rich_add(rich, proves ? INK_ACCENT : INK_DIM,
             view_of(theme_glyph(proves ? GLYPH_LIVE : GLYPH_MARGIN, ascii)));
    rich_add(rich, INK_TEXT, view_of(" "));
    if (row->is_frames) rich_addf(rich, INK_DIM, "  %s", ascii ? "..." : "…");
    else add_clean(rich, proves ? INK_TITLE : INK_TEXT, row->line, ascii);
}

// What proves the answer is among the rows shown, and what came last where nothing does so alone:
// there a program says what became of it.
static void fill_output(Rich *rich, const UiCard *card, size_t most, bool ascii) {
    Evidence evidence = evidence_of(card);
    size_t shown = 0, last = evidence.proves == SIZE_MAX ? evidence.count : evidence.proves + 1;
    size_t first = last > most ? last - most : 0;
    if (evidence.count && most) {
        rich_gap(rich);
        rich_paragraph(rich);
        rich_addf(rich, INK_DIM, "What the program printed:");
        for (size_t i = first; i < evidence.count && i < first + most; i++) {
            add_output_row(rich, &evidence.rows[i], i == evidence.proves, ascii);
            shown += !evidence.rows[i].is_frames;
        }
        if (shown < evidence.lines) {
            rich_paragraph(rich)->indent = GUTTER;
            rich_addf(rich, INK_DIM, "(%zu of its %zu lines)", shown, evidence.lines);
        }
    }
    free(evidence.rows);
}

typedef struct Outcome {
    const char *words;
    Glyph glyph;
    Ink ink;
} Outcome;

static Outcome outcome_of(const UiCard *card) {
    if (card->is_right) return (Outcome){N_("Right."), GLYPH_FINISHED, INK_GOOD};
    if (card->is_late) return (Outcome){N_("Too late."), GLYPH_FAILED, INK_WARN};
    if (*card->given) return (Outcome){N_("Not quite."), GLYPH_FAILED, INK_WARN};
    return (Outcome){N_("Not answered."), GLYPH_NONE, INK_WARN};
}

void card_fill_verdict(Rich *rich, const UiCard *card, size_t lines, bool ascii) {
    const Question *question = &card->lesson->questions[0];
    Outcome outcome = outcome_of(card);
    Str text = {0}, because = {0};
    rich_paragraph(rich);
    if (!card->is_told)
        rich_addf(rich, outcome.ink | MARK_BOLD, "%s %s ", theme_glyph(outcome.glyph, ascii),
                  words(outcome.words));
    question_verdict(&text, question, card->given, card->decision);
    add_clean(rich, INK_TITLE, (StrView){str_text(&text), text.len}, ascii);
    if (question->because.len) {
        str_addf(&because, words("Because %s"), question->because.s);
        markdown_render(rich, (StrView){because.s, because.len}, ascii, false);
    }
    fill_output(rich, card, lines, ascii);
    rich_gap(rich);
    markdown_render(rich, (StrView){str_text(&card->lesson->intro), card->lesson->intro.len}, ascii,
                    false);
    str_free(&text);
    str_free(&because);
}

// --- one screen ----------------------------------------------------------------------------------

typedef struct Page {
    Rich statement, program, block;
    int statement_rows, program_rows, block_rows;
    int asked; // row of the program
} Page;

// How much of a card there is, from most to least: with the statement above the program, with blank
// lines in it, lines of output.
static const struct {
    bool has_statement, is_dense, is_cut;
    size_t output;
} sizes[] = {
    {true, false, false, 6},  {true, true, false, 6},  {true, true, false, 3},
    {false, false, false, 3}, {false, true, false, 3}, {true, true, true, 3},
    {true, true, true, 1},    {false, true, true, 1},
};

static void page_free(Page *page) {
    rich_free(&page->statement);
    rich_free(&page->program);
    rich_free(&page->block);
}

static int row_of_paragraph(const Rich *rich, size_t paragraph) {
    for (size_t i = 0; i < rich->n_lines; i++)
        if (rich->lines[i].paragraph == paragraph) return (int)i;
    return 0;
}

// A myth is a sentence to judge: it stands at the question whatever else does.
static void page_fill(Page *page, const UiCard *card, size_t size, int width, bool ascii) {
    bool has_statement = sizes[size].has_statement;
    rich_clear(&page->statement);
    rich_clear(&page->program);
    rich_clear(&page->block);
    if (has_statement) card_fill_statement(&page->statement, card, ascii);
    size_t asked = card_fill_program(&page->program, card, sizes[size].is_dense, ascii);
    if (!card->is_answered)
        card_fill_question(&page->block, card,
                           !has_statement || question_is_myth(&card->lesson->questions[0]), ascii);
    else {
        if (!has_statement) card_fill_statement(&page->block, card, ascii);
        card_fill_verdict(&page->block, card, sizes[size].output, ascii);
    }
    page->statement_rows = rich_layout(&page->statement, width);
    page->program_rows = rich_layout(&page->program, width);
    page->block_rows = rich_layout(&page->block, width);
    page->asked = row_of_paragraph(&page->program, asked);
}

// With an empty row between the parts, and one at each end where there is room.
static int rows_without_program(const Page *page) {
    return page->statement_rows + (page->statement_rows > 0) + 1 + page->block_rows;
}

static int bounded(int value, int least, int most) {
    if (value > most) value = most;
    return value < least ? least : value;
}

// All of it one below the other, for a terminal with room for neither: first the question is in
// sight, with its options, then the beginning of the verdict.
static bool draw_scrolled(const Canvas *canvas, const Page *page, bool is_answered, int *scroll) {
    int block = rows_without_program(page) + page->program_rows - page->block_rows;
    int hidden = block + page->block_rows - canvas->at.h;
    if (hidden < 0) hidden = 0;
    int first = is_answered ? bounded(block, 0, hidden) : hidden;
    *scroll = bounded(*scroll, -first, hidden - first);
    int top = first + *scroll, program = page->statement_rows + (page->statement_rows > 0);
    rich_draw(&page->statement, canvas, top);
    rich_draw(&page->program, canvas, top - program);
    rich_draw(&page->block, canvas, top - block);
    return hidden > 0;
}

static void draw_more(const Canvas *canvas, int above, int below) {
    Str text = {0};
    bool ascii = canvas->grid->ascii;
    if (above > 0) {
        str_addf(&text, " %s %d ", theme_glyph(GLYPH_UP, ascii), above);
        canvas_puts(canvas, canvas->at.w - text_cells((StrView){text.s, text.len}), 0, INK_DIM,
                    text.s);
        str_clear(&text);
    }
    if (below > 0) {
        str_addf(&text, " %s %d ", theme_glyph(GLYPH_DOWN, ascii), below);
        canvas_puts(canvas, canvas->at.w - text_cells((StrView){text.s, text.len}),
                    canvas->at.h - 1, INK_DIM, text.s);
    }
    str_free(&text);
}

bool card_draw(const Canvas *canvas, const UiCard *card, int *scroll, bool ascii) {
    Page page = {0};
    size_t size = 0;
    int room = 0;
    for (; size < sizeof sizes / sizeof *sizes; size++) {
        page_fill(&page, card, size, canvas->at.w, ascii);
        room = canvas->at.h - rows_without_program(&page);
        if (room >= page.program_rows || (sizes[size].is_cut && room >= LEAST_ROWS)) break;
    }
    bool is_cut = room < page.program_rows;
    if (room < LEAST_ROWS && is_cut) {
        is_cut = draw_scrolled(canvas, &page, card->is_answered, scroll);
        page_free(&page);
        return is_cut;
    }
    int rows = is_cut ? room : page.program_rows, hidden = page.program_rows - rows;
    int first = bounded(page.asked - rows / 2, 0, hidden);
    *scroll = bounded(*scroll, -first, hidden - first);
    first += *scroll;
    int y = 0;
    Canvas part = canvas_in(canvas, (Rect){0, y, canvas->at.w, page.statement_rows});
    rich_draw(&page.statement, &part, 0);
    y += page.statement_rows + (page.statement_rows > 0);
    part = canvas_in(canvas, (Rect){0, y, canvas->at.w, rows});
    rich_draw(&page.program, &part, first);
    if (is_cut) draw_more(&part, first, hidden - first);
    y += rows + 1;
    part = canvas_in(canvas, (Rect){0, y, canvas->at.w, canvas->at.h - y});
    rich_draw(&page.block, &part, 0);
    page_free(&page);
    return is_cut;
}
