#include "export/export_text.h"

#include <string.h>

#include "base/text.h"
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

static void tell_event(const Teller *teller, uint64_t seq, Str *line) {
    str_clear(line);
    explain_line(line, teller->history, seq, teller->ascii);
    fputs(str_text(line), teller->out);
    fputc('\n', teller->out);
}

void teller_catch_up(Teller *teller) {
    Str line = {0};
    if (teller->told < history_first(teller->history)) teller->told = history_first(teller->history);
    for (; teller->told < history_count(teller->history); teller->told++) {
        if (event_is_told(log_event(history_log(teller->history), teller->told))) tell_event(teller, teller->told, &line);
        if (teller->lesson) tell_notes(teller, teller->told + 1);
    }
    str_free(&line);
    fflush(teller->out);
}
