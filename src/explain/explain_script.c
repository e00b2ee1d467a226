// The script itself: its beginning and end, its lines, what it prints.
#include <signal.h>
#include <string.h>

#include "base/text.h"
#include "explain/say.h"

// --- beginning and end --------------------------------------------------------------------------------------------------

void say_SCRIPT_STARTED(const Saying *s) {
    say(s, "Python begins to run `%F`", s->ev->arg[SCRIPT_STARTED_file]);
    if (log_string(s->log, s->ev->arg[SCRIPT_STARTED_args]).len) say(s, " with the arguments `%S`", s->ev->arg[SCRIPT_STARTED_args]);
    say(s, ", from its first line. There is no event loop yet.");
}

void line_SCRIPT_STARTED(const Saying *s) {
    say(s, "%t  %F begins", s->ev->t, s->ev->arg[SCRIPT_STARTED_file]);
}

static void say_exception(const Saying *s, uint32_t type, uint32_t message) {
    say(s, "%S", type);
    if (log_string(s->log, message).len) say(s, ": %S", message);
}

void say_SCRIPT_RAISED(const Saying *s) {
    say(s, "An exception came up to the top of the script, and nothing caught it: `");
    say_exception(s, s->ev->arg[SCRIPT_RAISED_type], s->ev->arg[SCRIPT_RAISED_message]);
    say(s, "`.");
    if (site_is_known(s->log, s->ev->arg[SCRIPT_RAISED_site])) say(s, " It was raised on %P.", s->ev->arg[SCRIPT_RAISED_site]);
    say(s, " That ends the script.");
}

void line_SCRIPT_RAISED(const Saying *s) {
    say(s, "%t  the program fails with ", s->ev->t);
    say_exception(s, s->ev->arg[SCRIPT_RAISED_type], s->ev->arg[SCRIPT_RAISED_message]);
    if (site_is_known(s->log, s->ev->arg[SCRIPT_RAISED_site])) say(s, ", raised on %P", s->ev->arg[SCRIPT_RAISED_site]);
}

static void say_end(const Saying *s) {
    unsigned status = s->ev->arg[SCRIPT_ENDED_status];
    const char *name = sigabbrev_np((int)status);
    if (!s->ev->arg[SCRIPT_ENDED_how]) say(s, "with exit status %u", status);
    else if (name) say(s, "killed by the signal SIG%s", name);
    else say(s, "killed by signal %u", status);
}

void say_SCRIPT_ENDED(const Saying *s) {
    say(s, "The program has ended, ");
    say_end(s);
    say(s, ". Its clock stands at %t s.", s->ev->t);
    if (s->after->live_tasks == 1) say(s, " One task was not done.");
    else if (s->after->live_tasks) say(s, " %n were not done.", (unsigned)s->after->live_tasks, "task");
    explain_measures(s->out, s->log, s->after, s->is_line, s->ascii);
}

void line_SCRIPT_ENDED(const Saying *s) {
    Str measures = {0};
    say(s, "%t  the program ends, ", s->ev->t);
    say_end(s);
    explain_measures(&measures, s->log, s->after, s->is_line, s->ascii);
    if (measures.len) say(s, ".%s", measures.s);
    str_free(&measures);
}

// --- lines --------------------------------------------------------------------------------------------------------------

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

static void say_code(const Saying *s) {
    Str code = {0};
    if (is_docstring(source_of(s))) say(s, s->is_line ? ", a docstring" : ". It is a docstring, a text for the reader");
    else add_code(&code, source_of(s), s->ascii);
    if (code.len) say(s, ": %C", &code);
    str_free(&code);
}

// The variables told of just before this line, but for those whose value says nothing: <Server at 0x…>.
enum { CHANGES_MAX = 3, VALUE_CELLS = 32 };

static bool is_worth_a_word(const Saying *s, const Event *ev) {
    StrView value = log_string(s->log, ev->arg[LOCAL_CHANGED_value]);
    return ev->arg[LOCAL_CHANGED_name] && ev->arg[LOCAL_CHANGED_code] == s->ev->arg[LINE_code] && (!value.len || value.s[0] != '<');
}

static void say_change(const Saying *s, const Event *ev) {
    say(s, "%S is ", ev->arg[LOCAL_CHANGED_name]);
    if (!log_string(s->log, ev->arg[LOCAL_CHANGED_value]).len) str_add(s->out, "gone");
    else {
        Str value = {0};
        explain_value(&value, s->log, s->after, ev->arg[LOCAL_CHANGED_value], s->ascii);
        say(s, "now `");
        add_text(s->out, (StrView){str_text(&value), value.len}, VALUE_CELLS, s->ascii);
        say(s, "`");
        str_free(&value);
    }
}

static void say_changes(const Saying *s) {
    uint64_t end = s->before->events, from = end;
    int worth = 0, said = 0;
    while (from > log_first(s->log) && log_event(s->log, from - 1)->kind == EV_LOCAL_CHANGED) worth += is_worth_a_word(s, log_event(s->log, --from));
    for (uint64_t seq = from; seq < end && said < CHANGES_MAX; seq++) {
        if (!is_worth_a_word(s, log_event(s->log, seq))) continue;
        say(s, said == 0 ? ", where " : said + 1 == worth ? " and " : ", ");
        said++;
        say_change(s, log_event(s->log, seq));
    }
    if (worth > said) say(s, " and %n changed", (unsigned)(worth - said), "other variable");
}

void say_LOCAL_CHANGED(const Saying *s) {
    uint32_t function = log_code(s->log, s->ev->arg[LOCAL_CHANGED_code]).name;
    bool is_known = log_string(s->log, function).len;
    if (!log_string(s->log, s->ev->arg[LOCAL_CHANGED_name]).len) {
        if (is_known) say(s, "This call of `%S` is over, or no longer looked at: its variables are gone.", function);
        else say(s, "A call is over: its variables are gone.");
        return;
    }
    if (is_known) say(s, "In `%S`, ", function);
    else say(s, "In a function, ");
    say_change(s, s->ev);
    say(s, ".");
}

void say_LINE(const Saying *s) {
    if (s->ev->task) say(s, "%T is about to run ", s->ev->task);
    else say(s, "Python is about to run ");
    say_place(s, s->ev->arg[LINE_code], s->ev->arg[LINE_line]);
    if (!s->ev->task) say(s, ", in no task");
    say_changes(s);
    say_code(s);
    say(s, ".");
}

void line_LINE(const Saying *s) {
    say(s, "%t  %N runs ", s->ev->t, s->ev->task);
    say_place(s, s->ev->arg[LINE_code], s->ev->arg[LINE_line]);
    say_changes(s);
    say_code(s);
}

// What stands behind `await`; what it called, where that is not to be seen (async with).
static void say_awaited(const Saying *s) {
    Str expression = {0};
    uint32_t name = log_code(s->log, s->ev->arg[AWAIT_AT_ONCE_awaited]).name;
    if (awaited_expression(site_source(s->log, s->ev->arg[AWAIT_AT_ONCE_site]), &expression)) say(s, "%C", &expression);
    else if (log_string(s->log, name).len) say(s, "`%S`", name);
    else say(s, "something");
    str_free(&expression);
}

static void say_where_awaited(const Saying *s) {
    if (site_is_known(s->log, s->ev->arg[AWAIT_AT_ONCE_site])) say(s, " on %P", s->ev->arg[AWAIT_AT_ONCE_site]);
}

void say_AWAIT_AT_ONCE(const Saying *s) {
    say(s, "%T awaited ", s->ev->task);
    say_awaited(s);
    say_where_awaited(s);
    say(s, " and did not have to wait: it was done without giving up control. No turn of the loop was needed, and nobody else could run meanwhile.");
}

void line_AWAIT_AT_ONCE(const Saying *s) {
    say(s, "%t  %N awaits ", s->ev->t, s->ev->task);
    say_awaited(s);
    say_where_awaited(s);
    say(s, ": it does not have to wait, and goes on at once");
}

void say_LINES_STOPPED(const Saying *s) {
    say(s, "From here on no lines are recorded: %S.", s->ev->arg[LINES_STOPPED_reason]);
}

void line_LINES_STOPPED(const Saying *s) {
    say(s, "%t  no more lines are recorded: %S", s->ev->t, s->ev->arg[LINES_STOPPED_reason]);
}

void say_LINES_BEGAN(const Saying *s) {
    say(s, "From here on lines are recorded again.");
}

void line_LINES_BEGAN(const Saying *s) {
    say(s, "%t  lines are recorded again", s->ev->t);
}

void say_BREAKPOINT(const Saying *s) {
    say_actor(s);
    say(s, " called `breakpoint()`");
    if (site_is_known(s->log, s->ev->arg[BREAKPOINT_site])) say(s, " on %P", s->ev->arg[BREAKPOINT_site]);
    say(s, ", so the program is held there. Its variables are with the task (`enter`).");
}

void line_BREAKPOINT(const Saying *s) {
    say(s, "%t  %N calls breakpoint()", s->ev->t, s->ev->task);
    if (site_is_known(s->log, s->ev->arg[BREAKPOINT_site])) say(s, " on %P", s->ev->arg[BREAKPOINT_site]);
}

// --- output -------------------------------------------------------------------------------------------------------------

// Take the next line off `text`; the newline at its end counts as its own.
static StrView next_line(StrView *text) {
    const char *end = memchr(text->s, '\n', text->len);
    StrView line = {text->s, end ? (size_t)(end - text->s) : text->len};
    size_t used = line.len + (end != NULL);
    *text = (StrView){text->s + used, text->len - used};
    return line;
}

static const char *stream(const Saying *s) {
    return s->ev->arg[OUTPUT_stream] == 2 ? " to stderr" : "";
}

void say_OUTPUT(const Saying *s) {
    StrView text = log_string(s->log, s->ev->arg[OUTPUT_text]);
    unsigned lines = 0;
    StrView first = {"", 0};
    while (text.len) {
        StrView line = next_line(&text);
        if (!lines++) first = line;
    }
    if (s->ev->task) say(s, "%T printed%s", s->ev->task, stream(s));
    else say(s, "The program printed%s", stream(s));
    if (!first.len && lines <= 1) {
        say(s, " an empty line.");
        return;
    }
    if (lines > 1) say(s, " %n, the first of them", lines, "line");
    if (!first.len) {
        say(s, " empty.");
        return;
    }
    say(s, ": `");
    add_text(s->out, first, 60, s->ascii);
    say(s, "`.");
}

void line_OUTPUT(const Saying *s) {
    StrView text = log_string(s->log, s->ev->arg[OUTPUT_text]);
    bool is_first = true;
    do {
        StrView line = next_line(&text);
        say(s, is_first ? "%t  %N prints%s" : "\n%t  %N prints%s", s->ev->t, s->ev->task, stream(s));
        str_add(s->out, line.len ? ": " : " an empty line");
        text_clean(s->out, line, s->ascii);
        is_first = false;
    } while (text.len);
}
