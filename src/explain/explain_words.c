// Names, times, places and handles in words.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/say.h"

#define NAME_CELLS 40
#define AWAITED_CELLS 48
#define LABEL_CELLS   48
#define CODE_CELLS 100 // a whole line, as most people write them

// --- times ---------------------------------------------------------------------------------------

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

// --- text of the script's ------------------------------------------------------------------------

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

// --- the expression after an await ---------------------------------------------------------------

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

bool awaited_block(StrView line, bool ascii, Str *out) {
    size_t start = out->len, len = strlen("async ");
    while (line.len && *line.s == ' ') line.s++, line.len--;
    if (line.len <= len || memcmp(line.s, "async ", len) != 0) return false;
    add_code(out, line, ascii);
    if (out->len > start && out->s[out->len - 1] == ':') out->s[--out->len] = '\0';
    return true;
}

// --- places --------------------------------------------------------------------------------------

bool site_is_known(const Log *log, uint32_t site) {
    return log_own_site(log, site).line != 0;
}

StrView site_source(const Log *log, uint32_t site) {
    Site own = log_own_site(log, site);
    Source source = log_source_of(log, log_code(log, own.code).file);
    return own.line ? source_line(&source, own.line) : (StrView){"", 0};
}

StrView base_name(StrView path) {
    for (size_t i = path.len; i > 0; i--)
        if (path.s[i - 1] == '/') return (StrView){path.s + i, path.len - i};
    return path;
}

// --- tasks ---------------------------------------------------------------------------------------

void explain_task_name(Str *out, const Log *log, const State *state, uint32_t task, bool ascii) {
    const Task *known = state_task(state, task);
    StrView name = known ? log_string(log, known->name) : (StrView){"", 0};
    if (!task) str_add(out, words("the program"));
    else if (name.len) add_text(out, name, NAME_CELLS, ascii);
    else str_addf(out, words("task %u"), task);
}

void explain_task_label(Str *out, const Log *log, const State *state, uint32_t task, bool ascii) {
    const Task *known = state_task(state, task);
    Str label = {0};
    if (known) explain_arguments(&label, log, state, known->label, ascii);
    add_text(out, (StrView){str_text(&label), label.len}, LABEL_CELLS, ascii);
    str_free(&label);
}

// Task-1, Task-2 …: nobody has given it a name.
bool is_default_name(StrView name) {
    if (name.len < 6 || memcmp(name.s, "Task-", 5) != 0) return false;
    for (size_t i = 5; i < name.len; i++)
        if (!isdigit((unsigned char)name.s[i])) return false;
    return true;
}

// --- what a task waits for -----------------------------------------------------------------------

static void put_words(const Saying *s, const Task *task) {
    str_add(s->out, words(wait_words(task->wait)));
}

static void wait_for_sleep(const Saying *s, const Task *task) {
    const Handle *timer = state_handle(s->after, task->wait_on);
    if (timer && timer->state == HANDLE_TIMER) put(s, "sleep until %t", timer->deadline);
    else put_words(s, task);
}

static void put_task_as_thing(const Saying *s, uint32_t task) {
    const Task *known = state_task(s->after, task);
    if (known && known->name && !is_default_name(log_string(s->log, known->name)))
        put(s, "task %N", task);
    else put(s, "%N", task);
}

void explain_task_as_thing(Str *out, const Log *log, const State *state, uint32_t task,
                           bool ascii) {
    put_task_as_thing(&(Saying){.out = out,
                                .log = log,
                                .before = state,
                                .after = state,
                                .is_line = true,
                                .ascii = ascii},
                      task);
}

static void wait_for_shielded(const Saying *s, uint32_t task) {
    put(s, "shield of %N", task);
}

static void wait_for_sync(const Saying *s, const Task *task) {
    uint32_t id = task->wait_on, hold = 0;
    const Sync *sync = state_sync(s->after, id);
    uint32_t holder = sync ? state_next_holder(s->after, id, &hold) : 0;
    bool has_one_owner = sync && (task->wait == WAIT_FOR_LOCK ||
                                  (task->wait == WAIT_FOR_SEMAPHORE && sync->size == 1));
    if (!sync) put_words(s, task);
    else if (has_one_owner && holder) put(s, "%Y, held by %N", id, holder);
    else if (task->wait == WAIT_FOR_BARRIER)
        put(s, "%Y, %u of %u there", id, sync->value, sync->size);
    else if (task->wait == WAIT_FOR_QUEUE_GET) put(s, "%Y, to get an item", id);
    else if (task->wait == WAIT_FOR_QUEUE_PUT) put(s, "%Y, to put an item", id);
    else if (task->wait == WAIT_FOR_QUEUE_JOIN)
        put(s, "%Y, join: %u not done", id, sync->unfinished);
    else put(s, "%Y", id);
}

// A future of asyncio's or a library's own says nothing: the function that awaits it does.
static void wait_for_future(const Saying *s, const Task *task) {
    uint32_t function = log_code(s->log, log_site(s->log, task->at).code).name;
    if (task->wait_on) put(s, "%U", task->wait_on);
    else if (log_string(s->log, function).len) put(s, "future in %S", function);
    else put_words(s, task);
}

static void wait_for_process(const Saying *s, const Task *task) {
    const Process *process = state_process(s->after, task->wait_on);
    if (process) put(s, "process %S", process->name);
    else put_words(s, task);
}

static void wait_for_descriptor(const Saying *s, const Task *task) {
    unsigned fd = task->wait_on - 1;
    if (!task->wait_on) put_words(s, task);
    else if (task->wait == WAIT_FOR_READ) put(s, "data on fd %u", fd);
    else if (task->wait == WAIT_FOR_WRITE) put(s, "room to write on fd %u", fd);
    else if (task->wait == WAIT_FOR_CONNECT) put(s, "connection on fd %u", fd);
    else put(s, "a client on fd %u", fd);
}

static void wait_for_job(const Saying *s, const Task *task) {
    bool is_known = task->wait_on && task->wait_on <= s->after->n_jobs;
    if (is_known) put(s, "thread: %S", s->after->jobs[task->wait_on - 1].name);
    else put_words(s, task);
}

// How many are done is known of tasks only, not of other futures.
static void wait_for_several(const Saying *s, const Task *task) {
    bool is_counted = task->waits != NO_EDGE || task->wait_done;
    const char *what = words(wait_words(task->wait));
    if (is_counted) put(s, "%s, %u of %u done", what, task->wait_done, task->wait_count);
    else if (task->wait_count) put(s, "%s of %u", what, task->wait_count);
    else put_words(s, task);
}

static void wait_for_group(const Saying *s, const Task *task) {
    put(s, "task group, %u not done",
        task->wait_count -
            (task->wait_done < task->wait_count ? task->wait_done : task->wait_count));
}

static void wait_for_next(const Saying *s, const Task *task) {
    if (task->wait_count) put(s, "as_completed, %u not done", task->wait_count);
    else put_words(s, task);
}

static void put_wait(const Saying *s, const Task *task) {
    switch (task->wait) {
    case WAIT_FOR_SLEEP: wait_for_sleep(s, task); break;
    case WAIT_FOR_TASK: put_task_as_thing(s, task->wait_on); break;
    case WAIT_FOR_SHIELD: wait_for_shielded(s, task->wait_on); break;
    case WAIT_FOR_GATHER:
    case WAIT_FOR_ANY: wait_for_several(s, task); break;
    case WAIT_FOR_GROUP: wait_for_group(s, task); break;
    case WAIT_FOR_READ:
    case WAIT_FOR_WRITE:
    case WAIT_FOR_CONNECT:
    case WAIT_FOR_ACCEPT: wait_for_descriptor(s, task); break;
    case WAIT_FOR_THREAD: wait_for_job(s, task); break;
    case WAIT_FOR_FUTURE: wait_for_future(s, task); break;
    case WAIT_FOR_PROCESS: wait_for_process(s, task); break;
    case WAIT_FOR_AS_COMPLETED: wait_for_next(s, task); break;
    default:
        if (wait_is_for_sync(task->wait)) wait_for_sync(s, task);
        else put_words(s, task);
    }
}

void explain_wait(Str *out, const Log *log, const State *state, uint32_t id, bool ascii) {
    const Task *task = state_task(state, id);
    Str what = {0};
    Saying s = {
        .out = &what, .log = log, .before = state, .after = state, .is_line = true, .ascii = ascii};
    if (!task || task->state != TASK_WAITING) return;
    put_wait(&s, task);
    s.out = out;
    if (task_deadline(state, id) == NS_FOREVER) put(&s, "%s", str_text(&what));
    else put(&s, "%s, timeout at %t", str_text(&what), task_deadline(state, id));
    str_free(&what);
}

// --- handles -------------------------------------------------------------------------------------

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

static void put_handle_of_task(const Saying *s, uint32_t id, const Handle *handle) {
    uint32_t task = handle->task;
    if (handle->what == HANDLE_STEP) put(s, "%N step", task);
    else if (handle->what == HANDLE_WAKEUP) put(s, "%N wakes", task);
    else if (handle_is_timeout(s->log, s->after, id)) put(s, "%N timeout", task);
    else if (handle_is_sleep(s->log, s->after, id)) put(s, "%N sleep", task);
    else if (handle->deadline) put(s, "%N timer", task);
    else put(s, "%N callback", task);
}

void explain_handle(Str *out, const Log *log, const State *state, uint32_t id, bool ascii) {
    const Handle *handle = state_handle(state, id);
    Saying s = {
        .out = out, .log = log, .before = state, .after = state, .is_line = true, .ascii = ascii};
    if (!handle) return;
    bool is_named = log_string(log, handle->name).len, is_own = handle->what == HANDLE_CALLBACK;
    if (handle_task(handle)) put_handle_of_task(&s, id, handle);
    else if (is_own && is_named) put(&s, "callback %S", handle->name);
    else if (is_own) put(&s, "callback");
    else if (is_named) put(&s, "asyncio's own %S", handle->name);
    else put(&s, "asyncio's own");
}

uint32_t soonest_timer(const State *state, uint32_t loop) {
    uint32_t handle;
    return state_timers(state, loop, &handle, 1) ? handle : NO_HANDLE;
}
