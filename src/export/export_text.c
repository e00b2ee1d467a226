#include "export/export_text.h"

#include <limits.h>
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

static void add_clean(const Teller *teller, Str *out, StrView line) {
    Str unmarked = {0};
    add_unmarked(&unmarked, line);
    text_clean_line(out, (StrView){str_text(&unmarked), unmarked.len}, 4, teller->ascii);
    str_free(&unmarked);
}

enum { INDENT = 7, NARROWEST = 20 };

// One line of the story: on a terminal it may go on in further rows, below where its text begins.
static void write_row(const Teller *teller, StrView row) {
    int width = teller->width >= INDENT + NARROWEST ? teller->width : INT_MAX, indent = 0;
    do {
        size_t skip, len = text_wrap(row, width - indent, &skip);
        fprintf(teller->out, "%*s%.*s\n", indent, "", (int)len, row.s);
        row = (StrView){row.s + len + skip, row.len - len - skip};
        indent = INDENT;
    } while (row.len);
}

static void write_clean(const Teller *teller, StrView line) {
    Str clean = {0};
    add_clean(teller, &clean, line);
    write_row(teller, (StrView){str_text(&clean), clean.len});
    str_free(&clean);
}

// What is said beside the story stands below its text: `format` is translated, and takes what is
// said.
static void tell_row(const Teller *teller, const char *format, const char *said) {
    Str row = {0};
    str_addf(&row, "%*s", INDENT, "");
    str_addf(&row, format, said);
    write_row(teller, (StrView){str_text(&row), row.len});
    str_free(&row);
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
    fputc('\n', teller->out);
    while (next_line(&intro, &line)) write_clean(teller, line);
    if (teller->lesson->intro.len) fputc('\n', teller->out);
}

// A note is one line, whatever its author's line breaks.
static void tell_notes(const Teller *teller, uint64_t n) {
    Str notes = {0}, note = {0};
    lesson_notes_at(teller->lesson, teller->history, n, &notes);
    StrView text = {str_text(&notes), notes.len}, line;
    while (next_line(&text, &line)) {
        if (line.len && note.len) str_add(&note, " ");
        add_clean(teller, &note, line);
        if (!note.len || (line.len && text.len)) continue;
        tell_row(teller, words(N_("Note: %s")), str_text(&note));
        str_clear(&note);
    }
    str_free(&notes);
    str_free(&note);
}

// --- questions -----------------------------------------------------------------------------------

// A line of the lesson's own, as it is read out.
static void tell_line(const Teller *teller, const char *format, const char *text) {
    Str clean = {0};
    add_clean(teller, &clean, view_of(text));
    tell_row(teller, format, str_text(&clean));
    str_free(&clean);
}

static void ask_questions(Teller *teller, uint64_t n) {
    const Lesson *lesson = teller->lesson;
    Str question = {0};
    for (size_t i = question_at(lesson, teller->history, n, 0); i < lesson->n_questions; i = question_at(lesson, teller->history, n, i + 1)) {
        teller->asked = mem_grow(teller->asked, &teller->cap_asked, teller->n_asked + 1, sizeof *teller->asked);
        Asked *asked = &teller->asked[teller->n_asked++];
        *asked = (Asked){.number = i, .at = n};
        str_clear(&question);
        question_words(&question, &lesson->questions[i]);
        tell_line(teller, words(N_("Question: %s")), question.s);
        fflush(teller->out);
        if (teller->ask) teller->ask(lesson, i, &asked->given, teller->ask_arg);
    }
    str_free(&question);
}

static void tell_answer(const Teller *teller, const Asked *asked, const Decision *decision) {
    const Question *question = &teller->lesson->questions[asked->number];
    const char *given = str_text(&asked->given);
    Str text = {0};
    bool is_answered = given[0] && !decision->is_never;
    if (is_answered)
        str_addf(&text, "%s ",
                 question_is_right(question, given, decision->answer.s) ? words(N_("Right."))
                                                                        : words(N_("Not quite.")));
    question_verdict(&text, question, given, decision);
    if (question->because.len) str_add(&text, " ");
    if (question->because.len) str_addf(&text, words(N_("Because %s")), question->because.s);
    tell_line(teller, words(N_("Answer: %s")), text.s);
    str_free(&text);
}

// Those that what was told up to position n decides, or that nothing will.
static void tell_answers(Teller *teller, uint64_t n) {
    Decision decision = {0};
    size_t left = 0;
    for (size_t i = 0; i < teller->n_asked; i++) {
        Asked *asked = &teller->asked[i];
        const Question *question = &teller->lesson->questions[asked->number];
        bool is_decided =
            question_decide(question, teller->history, asked->at, teller->is_virtual, &decision);
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
        Str told = {0};
        if (is_met) str_addf(&told, words(N_("Goal: %s Solved.")), str_text(&goal->text));
        else
            str_addf(&told, words(N_("Goal: %s Not yet: %s")), str_text(&goal->text),
                     str_text(&why));
        tell_line(teller, "%s", told.s);
        str_free(&told);
    }
    str_free(&why);
}

// --- the story -----------------------------------------------------------------------------------

static void tell_event(const Teller *teller, uint64_t seq, Str *line) {
    str_clear(line);
    explain_step_line(line, teller->history, seq, teller->ascii);
    StrView rows = {str_text(line), line->len}, row;
    while (next_line(&rows, &row)) write_row(teller, row);
}

// Up to event number `end`. Of what is not decided yet every told event is told: at the end of what
// there is.
static void tell_up_to(Teller *teller, uint64_t end, bool is_unfolded) {
    Str line = {0};
    if (teller->told < history_first(teller->history)) teller->told = history_first(teller->history);
    for (; teller->told < end; teller->told++) {
        if (history_is_step(teller->history, teller->told, is_unfolded))
            tell_event(teller, teller->told, &line);
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
