// Names, times, places and handles in words.
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/say.h"

#define NAME_CELLS 40
#define AWAITED_CELLS 48
#define LABEL_CELLS 48
#define VALUE_CELLS 80
#define VALUE_MAX 4096
#define CODE_CELLS 60

// --- times --------------------------------------------------------------------------------------------------------------

void explain_seconds(Str *out, uint64_t ns, int decimals) {
    uint64_t unit = decimals <= 3 ? 1000000 : decimals <= 6 ? 1000 : 1;
    uint64_t per_second = 1000000000 / unit, units = ns / unit + (ns % unit * 2 >= unit);
    str_addf(out, "%llu.%0*llu", (unsigned long long)(units / per_second), decimals <= 3 ? 3 : decimals <= 6 ? 6 : 9,
             (unsigned long long)(units % per_second));
}

// One decimal where two would not say more.
static int seconds_decimals(uint64_t ns) {
    uint64_t tenth = 100 * (uint64_t)NS_PER_MS, rest = ns % tenth;
    return ns >= 1000 * tenth || rest < tenth / 20 || rest >= tenth - tenth / 20 ? 1 : 2;
}

void explain_duration(Str *out, uint64_t ns, bool ascii) {
    if (ns >= 999500 * (uint64_t)1000) str_addf(out, "%.*f s", seconds_decimals(ns), (double)ns / 1e9);
    else if (ns >= 999500) str_addf(out, "%.0f ms", (double)ns / 1e6);
    else if (ns >= 1000) str_addf(out, "%.0f %s", (double)ns / 1e3, ascii ? "us" : "µs");
    else str_addf(out, "%u ns", (unsigned)ns);
}

// --- text of the script's -----------------------------------------------------------------------------------------------

void add_text(Str *out, StrView text, int cells, bool ascii) {
    Str clean = {0};
    text_clean(&clean, (StrView){text.s, text.len < 4096 ? text.len : 4096}, ascii);
    StrView view = {str_text(&clean), clean.len};
    bool is_long = text.len > 4096 || text_cells(view) > cells;
    if (is_long) view.len = text_fit(view, cells - (ascii ? 3 : 1));
    str_add_bytes(out, view.s, view.len);
    if (is_long) str_add(out, ascii ? "..." : "…");
    str_free(&clean);
}

void add_code(Str *out, StrView line, bool ascii) {
    while (line.len && (*line.s == ' ' || *line.s == '\t')) line.s++, line.len--;
    char quote = '\0';
    for (size_t i = 0; i < line.len; i++) {
        if (quote && line.s[i] == '\\') i++;
        else if (quote) quote = line.s[i] == quote ? '\0' : quote;
        else if (line.s[i] == '"' || line.s[i] == '\'') quote = line.s[i];
        else if (line.s[i] == '#') line.len = i;
    }
    while (line.len && isspace((unsigned char)line.s[line.len - 1])) line.len--;
    add_text(out, line, CODE_CELLS, ascii);
}

// --- the expression after an await --------------------------------------------------------------------------------------

static bool is_name(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '.' || (unsigned char)c >= 0x80;
}

// Behind the string that begins at `at`.
static size_t after_string(StrView line, size_t at) {
    char quote = line.s[at++];
    while (at < line.len && line.s[at] != quote) at += line.s[at] == '\\' ? 2 : 1;
    return at < line.len ? at + 1 : line.len;
}

// Behind names, attributes, calls and subscripts; *open: so many brackets are not closed on this line.
static size_t after_expression(StrView line, size_t at, int *open) {
    *open = 0;
    while (at < line.len) {
        char c = line.s[at];
        if (c == '#' || (*open == 0 && !is_name(c) && c != '(' && c != '[')) break;
        if (c == '"' || c == '\'') {
            at = after_string(line, at);
            continue;
        }
        *open += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        at++;
    }
    return at;
}

// Behind the next `await` from `at` on; SIZE_MAX: there is none.
static size_t after_await(StrView line, size_t at) {
    for (; at < line.len && line.s[at] != '#'; at++) {
        if (line.s[at] == '"' || line.s[at] == '\'') at = after_string(line, at) - 1;
        else if (is_name(line.s[at])) {
            size_t start = at;
            while (at < line.len && is_name(line.s[at])) at++;
            if (at - start == 5 && memcmp(line.s + start, "await", 5) == 0) return at;
            at--;
        }
    }
    return SIZE_MAX;
}

bool awaited_expression(StrView line, Str *out) {
    size_t at = after_await(line, 0);
    if (at == SIZE_MAX || after_await(line, at) != SIZE_MAX) return false;
    while (at < line.len && line.s[at] == ' ') at++;
    int open;
    size_t end = after_expression(line, at, &open);
    StrView call = {line.s + at, end - at};
    const char *arguments = memchr(call.s, '(', call.len);
    if (!call.len) return false;
    if (open <= 0 && text_cells(call) <= AWAITED_CELLS) str_add_bytes(out, call.s, call.len);
    else if (arguments > call.s) str_add_bytes(out, call.s, (size_t)(arguments - call.s)), str_add(out, "(...)");
    else return false;
    return true;
}

// --- places -------------------------------------------------------------------------------------------------------------

bool site_is_known(const Log *log, uint32_t site) {
    return log_own_site(log, site).line != 0;
}

StrView site_source(const Log *log, uint32_t site) {
    Site own = log_own_site(log, site);
    Source source = log_source_of(log, log_code(log, own.code).file);
    return own.line ? source_line(&source, own.line) : (StrView){"", 0};
}

static StrView base_name(StrView path) {
    for (size_t i = path.len; i > 0; i--)
        if (path.s[i - 1] == '/') return (StrView){path.s + i, path.len - i};
    return path;
}

// By their last parts: the same file may be spelled in two ways, as typed and as a whole path.
void say_place(const Saying *s, uint32_t code, uint32_t line) {
    StrView file = base_name(log_string(s->log, log_code(s->log, code).file));
    StrView script = base_name(log_string(s->log, log_source(s->log, 0).file));
    say(s, "line %u", line);
    if (!file.len || (file.len == script.len && memcmp(file.s, script.s, file.len) == 0)) return;
    str_add(s->out, " of ");
    add_text(s->out, file, NAME_CELLS, s->ascii);
}

static void add_site(const Saying *s, uint32_t site) {
    Site own = log_own_site(s->log, site);
    if (own.line) say_place(s, own.code, own.line);
    else str_add(s->out, "an unknown line");
}

// --- tasks --------------------------------------------------------------------------------------------------------------

void explain_task_name(Str *out, const Log *log, const State *state, uint32_t task, bool ascii) {
    const Task *known = state_task(state, task);
    StrView name = known ? log_string(log, known->name) : (StrView){"", 0};
    if (!task) str_add(out, "the program");
    else if (name.len) add_text(out, name, NAME_CELLS, ascii);
    else str_addf(out, "task %u", task);
}

void explain_task_label(Str *out, const Log *log, const State *state, uint32_t task, bool ascii) {
    const Task *known = state_task(state, task);
    if (known) add_text(out, log_string(log, known->label), LABEL_CELLS, ascii);
}

// Task-1, Task-2 …: nobody has given it a name.
static bool is_default_name(StrView name) {
    if (name.len < 6 || memcmp(name.s, "Task-", 5) != 0) return false;
    for (size_t i = 5; i < name.len; i++)
        if (!isdigit((unsigned char)name.s[i])) return false;
    return true;
}

static void add_task(const Saying *say, uint32_t task, bool with_label) {
    const Task *known = state_task(say->after, task);
    explain_task_name(say->out, say->log, say->after, task, say->ascii);
    if (!with_label || !known || !known->label || !is_default_name(log_string(say->log, known->name))) return;
    str_add(say->out, " ");
    explain_task_label(say->out, say->log, say->after, task, say->ascii);
}

void explain_task_as_thing(Str *out, const Log *log, const State *state, uint32_t task,
                           bool ascii) {
    const Task *known = state_task(state, task);
    if (known && known->name && !is_default_name(log_string(log, known->name))) str_add(out, "task ");
    explain_task_name(out, log, state, task, ascii);
}

// --- what a task waits for ----------------------------------------------------------------------------------------------

static void wait_for_sleep(Str *out, const State *state, const Task *task) {
    const Handle *timer = state_handle(state, task->wait_on);
    str_add(out, words(wait_words(task->wait)));
    if (!timer || timer->state != HANDLE_TIMER) return;
    str_add(out, " until ");
    explain_seconds(out, timer->deadline, 3);
}

static void wait_for_sync(Str *out, const Log *log, const State *state, const Task *task, bool ascii) {
    const Sync *sync = state_sync(state, task->wait_on);
    uint32_t hold = 0, holder = sync ? state_next_holder(state, task->wait_on, &hold) : 0;
    if (!sync) {
        str_add(out, words(wait_words(task->wait)));
        return;
    }
    explain_sync(out, log, state, task->wait_on, "", ascii);
    bool has_one_owner = task->wait == WAIT_FOR_LOCK || (task->wait == WAIT_FOR_SEMAPHORE && sync->size == 1);
    if (has_one_owner && holder) {
        str_add(out, ", held by ");
        explain_task_name(out, log, state, holder, ascii);
    } else if (task->wait == WAIT_FOR_BARRIER) str_addf(out, ", %u of %u there", sync->value, sync->size);
    else if (task->wait == WAIT_FOR_QUEUE_GET) str_add(out, ", to get");
    else if (task->wait == WAIT_FOR_QUEUE_PUT) str_add(out, ", to put");
    else if (task->wait == WAIT_FOR_QUEUE_JOIN) str_addf(out, ", join, %u to do", sync->unfinished);
}

// A future of asyncio's or a library's own says nothing: the function that awaits it does.
static void wait_for_future(Str *out, const Log *log, const State *state, const Task *task, bool ascii) {
    StrView function = log_string(log, log_code(log, log_site(log, task->at).code).name);
    if (task->wait_on) explain_future(out, log, state, task->wait_on, "", ascii);
    else {
        str_add(out, words(wait_words(task->wait)));
        if (function.len) str_add(out, " in ");
        add_text(out, function, NAME_CELLS, ascii);
    }
}

static void wait_for_process(Str *out, const Log *log, const State *state, const Task *task, bool ascii) {
    const Process *process = state_process(state, task->wait_on);
    str_add(out, words(wait_words(task->wait)));
    if (!process) return;
    str_add(out, ": ");
    add_text(out, log_string(log, process->name), NAME_CELLS, ascii);
}

static void wait_for_descriptor(Str *out, const Task *task) {
    str_add(out, words(wait_words(task->wait)));
    if (task->wait_on) str_addf(out, " on fd %u", task->wait_on - 1);
}

static void wait_for_job(Str *out, const Log *log, const State *state, const Task *task, bool ascii) {
    str_add(out, words(wait_words(task->wait)));
    if (!task->wait_on || task->wait_on > state->n_jobs) return;
    str_add(out, ": ");
    add_text(out, log_string(log, state->jobs[task->wait_on - 1].name), NAME_CELLS, ascii);
}

// How many are done is known of tasks only, not of other futures.
static void wait_for_several(Str *out, const Task *task) {
    str_add(out, words(wait_words(task->wait)));
    if (task->waits != NO_EDGE || task->wait_done) str_addf(out, ", %u of %u done", task->wait_done, task->wait_count);
    else if (task->wait_count) str_addf(out, " of %u", task->wait_count);
}

void explain_wait(Str *out, const Log *log, const State *state, uint32_t id, bool ascii) {
    const Task *task = state_task(state, id);
    if (!task || task->state != TASK_WAITING) return;
    switch (task->wait) {
    case WAIT_FOR_SLEEP: wait_for_sleep(out, state, task); break;
    case WAIT_FOR_TASK: explain_task_as_thing(out, log, state, task->wait_on, ascii); break;
    case WAIT_FOR_SHIELD:
        str_addf(out, "%s: ", words(wait_words(task->wait)));
        explain_task_as_thing(out, log, state, task->wait_on, ascii);
        break;
    case WAIT_FOR_GATHER:
    case WAIT_FOR_ANY: wait_for_several(out, task); break;
    case WAIT_FOR_GROUP:
        str_addf(out, "%s, %u to go", words(wait_words(task->wait)), task->wait_count - (task->wait_done < task->wait_count ? task->wait_done : task->wait_count));
        break;
    case WAIT_FOR_READ:
    case WAIT_FOR_WRITE:
    case WAIT_FOR_CONNECT:
    case WAIT_FOR_ACCEPT: wait_for_descriptor(out, task); break;
    case WAIT_FOR_THREAD: wait_for_job(out, log, state, task, ascii); break;
    case WAIT_FOR_FUTURE: wait_for_future(out, log, state, task, ascii); break;
    case WAIT_FOR_PROCESS: wait_for_process(out, log, state, task, ascii); break;
    case WAIT_FOR_AS_COMPLETED:
        str_add(out, words(wait_words(task->wait)));
        if (task->wait_count) str_addf(out, ", %u to go", task->wait_count);
        break;
    case WAIT_FOR_LOCK:
    case WAIT_FOR_SEMAPHORE:
    case WAIT_FOR_EVENT_SET:
    case WAIT_FOR_CONDITION:
    case WAIT_FOR_BARRIER:
    case WAIT_FOR_QUEUE_GET:
    case WAIT_FOR_QUEUE_PUT:
    case WAIT_FOR_QUEUE_JOIN: wait_for_sync(out, log, state, task, ascii); break;
    default: str_add(out, words(wait_words(task->wait)));
    }
    if (task_deadline(state, id) == NS_FOREVER) return;
    str_add(out, ", at most until ");
    explain_seconds(out, task_deadline(state, id), 3);
}

// --- handles ------------------------------------------------------------------------------------------------------------

static bool name_has(const Log *log, const State *state, uint32_t handle, const char *part) {
    const Handle *known = state_handle(state, handle);
    StrView name = known ? log_string(log, known->name) : (StrView){"", 0};
    return name.len && memmem(name.s, name.len, part, strlen(part));
}

uint32_t handle_task(const Handle *handle) {
    return handle->what == HANDLE_CALLBACK ? 0 : handle->task;
}

bool handle_is_sleep(const Log *log, const State *state, uint32_t handle) {
    const Handle *known = state_handle(state, handle);
    const Task *task = known ? state_task(state, handle_task(known)) : NULL;
    if (task && task->wait == WAIT_FOR_SLEEP && task->wait_on == handle) return true;
    return task && name_has(log, state, handle, "_set_result_unless_cancelled");
}

bool handle_is_timeout(const Log *log, const State *state, uint32_t handle) {
    const Handle *known = state_handle(state, handle);
    (void)log;
    return known && handle_task(known) && known->is_timeout;
}

static const char *task_handle_word(const Log *log, const State *state, uint32_t id, const Handle *handle) {
    if (handle->what == HANDLE_STEP) return "step";
    if (handle->what == HANDLE_WAKEUP) return "wakes";
    if (handle_is_timeout(log, state, id)) return "timeout";
    if (handle_is_sleep(log, state, id)) return "sleep";
    return handle->deadline ? "timer" : "callback";
}

void explain_handle(Str *out, const Log *log, const State *state, uint32_t id, bool ascii) {
    const Handle *handle = state_handle(state, id);
    if (!handle) return;
    if (handle_task(handle)) {
        explain_task_name(out, log, state, handle->task, ascii);
        str_addf(out, " %s", task_handle_word(log, state, id, handle));
        return;
    }
    str_add(out, handle->what == HANDLE_CALLBACK ? "callback" : "asyncio's own");
    if (!log_string(log, handle->name).len) return;
    str_add(out, " ");
    add_text(out, log_string(log, handle->name), NAME_CELLS, ascii);
}

uint32_t soonest_timer(const State *state, uint32_t loop) {
    uint32_t handle;
    return state_timers(state, loop, &handle, 1) ? handle : NO_HANDLE;
}

// --- sentences ----------------------------------------------------------------------------------------------------------

// An empty string is shown as Python shows it: a sentence with a hole in it is none.
static void add_string(const Saying *say, StrView text) {
    add_text(say->out, text.len ? text : view_of("''"), VALUE_CELLS, say->ascii);
}

static void add_named_value(const Saying *say, uint32_t string) {
    StrView text = log_string(say->log, string);
    Str value = {0};
    // No value of the engine's is so long: nothing in it is named.
    if (text.len > VALUE_MAX || !memmem(text.s, text.len, " #", 2)) {
        add_string(say, text);
        return;
    }
    explain_value(&value, say->log, say->after, string, say->ascii);
    add_string(say, (StrView){str_text(&value), value.len});
    str_free(&value);
}

// What has just run or was cancelled is known to the state before only.
static void add_handle(const Saying *say, uint32_t handle) {
    const State *state = state_handle(say->after, handle) ? say->after : say->before;
    if (state_handle(state, handle)) explain_handle(say->out, say->log, state, handle, say->ascii);
    else str_addf(say->out, "handle %u", handle);
}

static void add_value(const Saying *say, char directive, va_list *args) {
    switch (directive) {
    case 'T': add_task(say, va_arg(*args, uint32_t), true); break;
    case 'N': add_task(say, va_arg(*args, uint32_t), false); break;
    case 'S': add_named_value(say, va_arg(*args, uint32_t)); break;
    case 'F': add_string(say, base_name(log_string(say->log, va_arg(*args, uint32_t)))); break;
    case 'P': add_site(say, va_arg(*args, uint32_t)); break;
    case 'Y': explain_sync(say->out, say->log, say->after, va_arg(*args, uint32_t), say->is_line ? "" : "`", say->ascii); break;
    case 'U': explain_future(say->out, say->log, say->after, va_arg(*args, uint32_t), say->is_line ? "" : "`", say->ascii); break;
    case 't': explain_seconds(say->out, va_arg(*args, uint64_t), 3); break;
    case 'd': explain_duration(say->out, va_arg(*args, uint64_t), say->ascii); break;
    case 's': str_add(say->out, va_arg(*args, const char *)); break;
    case 'u': str_addf(say->out, "%u", va_arg(*args, unsigned)); break;
    case 'C': {
        const Str *code = va_arg(*args, const Str *);
        const char *quote = say->is_line ? "" : "`";
        str_add(say->out, quote);
        text_clean(say->out, (StrView){str_text(code), code->len}, say->ascii);
        str_add(say->out, quote);
        break;
    }
    case 'L': {
        uint32_t loop = va_arg(*args, uint32_t);
        if (say->after->n_loops > 1 && loop) str_addf(say->out, "loop %u", loop);
        else str_add(say->out, "the loop");
        break;
    }
    case 'H': add_handle(say, va_arg(*args, uint32_t)); break;
    case 'n': {
        unsigned count = va_arg(*args, unsigned);
        const char *thing = va_arg(*args, const char *);
        str_addf(say->out, "%u %s%s", count, thing, count == 1 ? "" : "s");
        break;
    }
    default: str_add_bytes(say->out, &directive, 1);
    }
}

void say(const Saying *saying, const char *format, ...) {
    va_list args;
    va_start(args, format);
    for (format = words(format); *format; format++) {
        if (*format == '%') add_value(saying, *++format, &args);
        else if (*format != '`' || !saying->is_line) str_add_bytes(saying->out, format, 1);
    }
    va_end(args);
}

void say_next(const Saying *s) {
    size_t start = s->out->len;
    str_add(s->out, " ");
    explain_next(s->out, s->log, s->after, s->ascii);
    if (s->out->len == start + 1) s->out->s[s->out->len = start] = '\0';
}
