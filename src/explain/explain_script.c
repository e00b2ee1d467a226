// The script itself: its beginning and end, its lines, what it prints.
#include <signal.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/say.h"

// --- beginning and end ---------------------------------------------------------------------------

void say_SCRIPT_STARTED(const Saying *s) {
    uint32_t file = s->ev->arg[SCRIPT_STARTED_file], arguments = s->ev->arg[SCRIPT_STARTED_args];
    bool has_arguments = log_string(s->log, arguments).len;
    if (s->is_line) say(s, "%F begins.", file);
    else if (has_arguments)
        say(s, "Python begins to run `%F` with the arguments `%S`. There is no event loop yet.",
            file, arguments);
    else say(s, "Python begins to run `%F`. There is no event loop yet.", file);
}

void say_SCRIPT_RAISED(const Saying *s) {
    Str exception = {0};
    add_exception(&exception, s, s->ev->arg[SCRIPT_RAISED_type], s->ev->arg[SCRIPT_RAISED_message]);
    say_at(s, s->ev->arg[SCRIPT_RAISED_site], "The program fails with %s, raised on %p.",
           "The program fails with %s.", str_text(&exception));
    if (!s->is_line) say(s, "Nothing caught the exception, so it ends the script.");
    str_free(&exception);
}

// A lesson that is stuck is ended from outside, which its last event shows as a signal.
static bool was_stuck(const Saying *s) {
    uint64_t seq = s->before->events;
    bool is_killed = s->ev->arg[SCRIPT_ENDED_how] && s->ev->arg[SCRIPT_ENDED_status] == SIGKILL;
    return is_killed && seq > log_first(s->log) &&
           log_event(s->log, seq - 1)->kind == EV_LOOP_STUCK;
}

// The time is the program's: what a debugger's pauses took is not in it.
void say_SCRIPT_ENDED(const Saying *s) {
    unsigned status = s->ev->arg[SCRIPT_ENDED_status];
    const char *name = sigabbrev_np((int)status);
    if (was_stuck(s)) say(s, "The program cannot go on, so it is ended here, at %t s.", s->ev->t);
    else if (!s->ev->arg[SCRIPT_ENDED_how])
        say(s, "The program ends with exit status %u. It took %t s.", status, s->ev->t);
    else if (name) say(s, "The program is killed by SIG%s, at %t s.", name, s->ev->t);
    else say(s, "The program is killed by signal %u, at %t s.", status, s->ev->t);
    if (!s->is_line && s->after->live_tasks)
        say_n(s, (unsigned)s->after->live_tasks, "One task was not done.",
              "%n tasks were not done.");
    say_measures(s);
}

// --- lines ---------------------------------------------------------------------------------------

static StrView source_of(const Saying *s) {
    Code code = log_code(s->log, s->ev->arg[LINE_code]);
    Source source = log_source_of(s->log, code.file);
    return source_line(&source, s->ev->arg[LINE_line]);
}

// A docstring is a line like any other, but one that does nothing.
static bool is_docstring(StrView line) {
    while (line.len && *line.s == ' ') line.s++, line.len--;
    return line.len >= 3 && (memcmp(line.s, "\"\"\"", 3) == 0 || memcmp(line.s, "'''", 3) == 0);
}

// The variables told of just before this line, but for those whose value says nothing: <Server at 0x…>.
enum { CHANGES_MAX = 3, VALUE_CELLS = 32 };

static bool is_worth_a_word(const Saying *s, const Event *ev) {
    StrView value = log_string(s->log, ev->arg[LOCAL_CHANGED_value]);
    return ev->arg[LOCAL_CHANGED_name] && ev->arg[LOCAL_CHANGED_code] == s->ev->arg[LINE_code] && (!value.len || value.s[0] != '<');
}

static void put_change(const Saying *s, const Event *ev) {
    Str whole = {0}, value = {0};
    explain_value(&whole, s->log, s->after, ev->arg[LOCAL_CHANGED_value], s->ascii);
    add_text(&value, (StrView){str_text(&whole), whole.len}, VALUE_CELLS, s->ascii);
    str_free(&whole);
    if (value.len) put(s, "%S is `%s`", ev->arg[LOCAL_CHANGED_name], str_text(&value));
    else put(s, "%S no longer exists", ev->arg[LOCAL_CHANGED_name]);
    str_free(&value);
}

static void list_changes(const Saying *s, Str *list) {
    uint64_t end = s->before->events, from = end;
    Str items[CHANGES_MAX + 1] = {0};
    unsigned worth = 0, count = 0;
    while (from > log_first(s->log) && log_event(s->log, from - 1)->kind == EV_LOCAL_CHANGED) worth += is_worth_a_word(s, log_event(s->log, --from));
    for (uint64_t seq = from; seq < end && count < CHANGES_MAX; seq++) {
        if (!is_worth_a_word(s, log_event(s->log, seq))) continue;
        Saying item = *s;
        item.out = &items[count++];
        put_change(&item, log_event(s->log, seq));
    }
    unsigned shown = count;
    if (worth > shown)
        str_addf(&items[count++],
                 words_n("%u other variable has changed", "%u other variables have changed",
                         worth - shown),
                 worth - shown);
    words_list(list, items, count);
    for (unsigned i = 0; i < count; i++) str_free(&items[i]);
}

void say_LOCAL_CHANGED(const Saying *s) {
    uint32_t function = log_code(s->log, s->ev->arg[LOCAL_CHANGED_code]).name;
    bool is_known = log_string(s->log, function).len,
         is_over = !log_string(s->log, s->ev->arg[LOCAL_CHANGED_name]).len;
    Str change = {0};
    Saying item = *s;
    item.out = &change;
    if (!is_over) put_change(&item, s->ev);
    if (is_over && is_known)
        say(s, "This call of `%S` is over, or is no longer watched: its variables are gone.",
            function);
    else if (is_over) say(s, "A call is over: its variables are gone.");
    else if (is_known) say(s, "In `%S`, %s now.", function, str_text(&change));
    else say(s, "In a function, %s now.", str_text(&change));
    str_free(&change);
}

static void line_LINE(const Saying *s, uint32_t line, const Str *code, const char *changes) {
    Str place = {0};
    Saying item = *s;
    item.out = &place;
    add_place(&item, s->ev->arg[LINE_code], line);
    if (is_docstring(source_of(s)))
        say(s, "%N runs %s, a docstring.", s->ev->task, str_text(&place));
    else if (!code->len) say(s, "%N runs %s.", s->ev->task, str_text(&place));
    else if (*changes) say(s, "%N runs %s: %C (%s)", s->ev->task, str_text(&place), code, changes);
    else say(s, "%N runs %s: %C", s->ev->task, str_text(&place), code);
    str_free(&place);
}

static void say_line(const Saying *s, uint32_t line, const Str *code) {
    Str place = {0};
    Saying item = *s;
    item.out = &place;
    add_place(&item, s->ev->arg[LINE_code], line);
    if (s->ev->task && code->len)
        say(s, "%T is about to run %s: %C.", s->ev->task, str_text(&place), code);
    else if (s->ev->task) say(s, "%T is about to run %s.", s->ev->task, str_text(&place));
    else if (code->len)
        say(s, "Python is about to run %s, outside any task: %C.", str_text(&place), code);
    else say(s, "Python is about to run %s, outside any task.", str_text(&place));
    str_free(&place);
}

void say_LINE(const Saying *s) {
    bool is_text = is_docstring(source_of(s));
    Str code = {0}, changes = {0};
    if (!is_text) add_code(&code, source_of(s), s->ascii);
    list_changes(s, &changes);
    if (s->is_line) line_LINE(s, s->ev->arg[LINE_line], &code, str_text(&changes));
    else {
        say_line(s, s->ev->arg[LINE_line], &code);
        if (is_text) say(s, "It is a docstring, a text for the reader.");
        if (changes.len) say(s, "Now %s.", str_text(&changes));
    }
    str_free(&code);
    str_free(&changes);
}

// An `async with` waits where it begins and where it ends.
static void say_block(const Saying *s, uint32_t site, const Str *block) {
    StrView name = log_string(s->log, log_code(s->log, s->ev->arg[AWAIT_AT_ONCE_awaited]).name);
    bool is_left = name.len && memmem(name.s, name.len, "__aexit__", strlen("__aexit__"));
    if (is_left)
        say_at(s, site, "%T leaves %C on %p and does not have to wait.",
               "%T leaves %C and does not have to wait.", s->ev->task, block);
    else
        say_at(s, site, "%T reaches %C on %p and does not have to wait.",
               "%T reaches %C and does not have to wait.", s->ev->task, block);
}

void say_AWAIT_AT_ONCE(const Saying *s) {
    uint32_t site = s->ev->arg[AWAIT_AT_ONCE_site];
    StrView line = site_source(s->log, site),
            name = log_string(s->log, log_code(s->log, s->ev->arg[AWAIT_AT_ONCE_awaited]).name);
    Str awaited = {0};
    bool is_await = awaited_expression(line, &awaited),
         is_block = !is_await && awaited_block(line, s->ascii, &awaited);
    if (!is_await && !is_block) add_text(&awaited, name, VALUE_CELLS, s->ascii);
    if (is_block) say_block(s, site, &awaited);
    else if (awaited.len)
        say_at(s, site, "%T awaits %C on %p and does not have to wait.",
               "%T awaits %C and does not have to wait.", s->ev->task, &awaited);
    else
        say_at(s, site, "%T awaits something on %p and does not have to wait.",
               "%T awaits something and does not have to wait.", s->ev->task);
    if (s->is_line) say(s, "It continues at once.");
    else say(s, "This await did not give up control, so no other task could run in between.");
    str_free(&awaited);
}

void say_LINES_STOPPED(const Saying *s) {
    say(s, "From here on, no lines are recorded: %S.", s->ev->arg[LINES_STOPPED_reason]);
}

void say_LINES_BEGAN(const Saying *s) {
    say(s, "From here on, lines are recorded again.");
}

void say_BREAKPOINT(const Saying *s) {
    say_at(s, s->ev->arg[BREAKPOINT_site], "%T calls `breakpoint()` on %p.",
           "%T calls `breakpoint()`.", s->ev->task);
    if (!s->is_line)
        say(s, "The program is held there. Press `enter` to see the task's variables.");
}

// --- output --------------------------------------------------------------------------------------

// Take the next line off `text`; the newline at its end counts as its own.
static StrView next_line(StrView *text) {
    const char *end = memchr(text->s, '\n', text->len);
    StrView line = {text->s, end ? (size_t)(end - text->s) : text->len};
    size_t used = line.len + (end != NULL);
    *text = (StrView){text->s + used, text->len - used};
    return line;
}

static void say_one_line(const Saying *s, StrView line, bool is_error) {
    Str text = {0};
    add_text(&text, line, 60, s->ascii);
    if (!line.len && is_error) say(s, "%T prints an empty line to stderr.", s->ev->task);
    else if (!line.len) say(s, "%T prints an empty line.", s->ev->task);
    else if (is_error) say(s, "%T prints to stderr: `%s`.", s->ev->task, str_text(&text));
    else say(s, "%T prints: `%s`.", s->ev->task, str_text(&text));
    str_free(&text);
}

static void say_lines(const Saying *s, StrView first, unsigned count, bool is_error) {
    Str text = {0};
    add_text(&text, first, 60, s->ascii);
    if (is_error)
        say_n(s, count, "%T prints one line to stderr.", "%T prints %n lines to stderr.",
              s->ev->task);
    else say_n(s, count, "%T prints one line.", "%T prints %n lines.", s->ev->task);
    if (first.len) say(s, "The first is `%s`.", str_text(&text));
    else say(s, "The first is empty.");
    str_free(&text);
}

// Each line of several is a line of its own, with its time and task, so that all of it can be read
// by ear.
static void line_OUTPUT(const Saying *s, StrView text, bool is_error) {
    bool is_first = true;
    do {
        StrView line = next_line(&text);
        Str clean = {0};
        text_clean(&clean, line, s->ascii);
        if (!is_first) put(s, "\n%t  ", s->ev->t);
        if (!line.len && is_error) say(s, "%N prints an empty line to stderr.", s->ev->task);
        else if (!line.len) say(s, "%N prints an empty line.", s->ev->task);
        else if (is_error) say(s, "%N prints to stderr: %s", s->ev->task, str_text(&clean));
        else say(s, "%N prints: %s", s->ev->task, str_text(&clean));
        str_free(&clean);
        is_first = false;
    } while (text.len);
}

void say_OUTPUT(const Saying *s) {
    StrView text = log_string(s->log, s->ev->arg[OUTPUT_text]), rest = text,
            first = next_line(&rest);
    bool is_error = s->ev->arg[OUTPUT_stream] == 2;
    unsigned count = 1;
    for (; rest.len; count++) next_line(&rest);
    if (s->is_line) line_OUTPUT(s, text, is_error);
    else if (count > 1) say_lines(s, first, count, is_error);
    else say_one_line(s, first, is_error);
}
