// Which notes are told at a position of a history.
#include <string.h>

#include "lesson/lesson.h"

// A search among the LINE events before some event.
typedef struct Lines {
    const Log *log;
    const Lesson *lesson;
    uint64_t seq; // of the event in question
    const Event *ev;
} Lines;

static uint32_t code_of(const Event *line) {
    return line->arg[LINE_code];
}

// The engine and the viewer may spell the path of the same file differently.
static bool is_of_lesson(const Lines *lines, const Event *line) {
    return lesson_is_file(lines->lesson, log_string(lines->log, log_code(lines->log, code_of(line)).file));
}

static bool is_in(const Note *note, const Event *line) {
    return line->arg[LINE_line] >= note->line && line->arg[LINE_line] <= note->last_line;
}

// The LINE event before `seq` of the same task, and of function `code` (0: of any). NULL: none.
static const Event *line_before(const Lines *lines, uint64_t *seq, uint32_t task, uint32_t code) {
    while (*seq > log_first(lines->log)) {
        const Event *ev = log_event(lines->log, --*seq);
        if (ev->kind == EV_LINE && ev->task == task && (!code || code_of(ev) == code)) return ev;
        if (ev->kind == EV_TASK_CREATED && ev->task == task) return NULL; // before that it ran no line
    }
    return NULL;
}

// Is event `seq` a LINE about to run the note's statement? One of several lines is begun once, though Python comes back to its first line.
static bool begins(const Lines *lines, const Note *note, const Event *ev, uint64_t seq) {
    if (ev->kind != EV_LINE || !note->line || !is_in(note, ev) || !is_of_lesson(lines, ev)) return false;
    if (note->line == note->last_line) return true;
    const Event *before = line_before(lines, &seq, ev->task, code_of(ev));
    return !before || !is_in(note, before);
}

static bool starts_with(StrView line, const char *word) {
    while (line.len && (*line.s == ' ' || *line.s == '\t')) line.s++, line.len--;
    return line.len >= strlen(word) && memcmp(line.s, word, strlen(word)) == 0;
}

// A line that runs only because the one before it raised.
static bool is_handler(const Lines *lines, const Event *line) {
    Source source = log_source_of(lines->log, log_code(lines->log, code_of(line)).file);
    return starts_with(source_line(&source, line->arg[LINE_line]), "except");
}

// Does event `seq` show that the note's statement has completed? For a LINE the one before it in the same function is asked, for the end
// of the task or of the script the last one of all.
static bool completes(const Lines *lines, const Note *note, const Event *ev, uint64_t seq) {
    bool is_line = ev->kind == EV_LINE;
    bool is_end = ev->kind == EV_TASK_FINISHED ||
                  (ev->kind == EV_SCRIPT_ENDED && !ev->arg[SCRIPT_ENDED_how] && !ev->arg[SCRIPT_ENDED_status]);
    if (!note->line || (!is_line && !is_end)) return false;
    const Event *before = line_before(lines, &seq, ev->task, is_line ? code_of(ev) : 0);
    if (!before || !is_in(note, before) || !is_of_lesson(lines, before)) return false;
    if (!is_line) return true;
    bool is_over = note->line == note->last_line || !is_in(note, ev);
    return is_over && !is_handler(lines, ev);
}

static bool is_moment(const Lines *lines, const Note *note, const Event *ev, uint64_t seq) {
    return note->after ? completes(lines, note, ev, seq) : begins(lines, note, ev, seq);
}

// Was the note told before? One for a task of its own is asked of that task only.
static bool is_repeated(const Lines *lines, const Note *note) {
    for (uint64_t seq = lines->seq; seq-- > log_first(lines->log);) {
        const Event *ev = log_event(lines->log, seq);
        if (note->task.len && ev->task != lines->ev->task) continue;
        if (is_moment(lines, note, ev, seq)) return true;
    }
    return false;
}

static bool is_for_task(const Lines *lines, const Note *note, const State *state) {
    if (!note->task.len) return true;
    const Task *task = state_task(state, lines->ev->task);
    return task && view_is(log_string(lines->log, task->name), note->task.s);
}

static bool is_told(const Lines *lines, const Note *note, const State *state) {
    return is_moment(lines, note, lines->ev, lines->seq) && is_for_task(lines, note, state) && (note->each || !is_repeated(lines, note));
}

bool lesson_note_is_told(const Lesson *lesson, History *history, size_t note, uint64_t n) {
    if (n <= history_first(history) || n > history_count(history)) return false;
    const Log *log = history_log(history);
    Lines lines = {.log = log, .lesson = lesson, .seq = n - 1, .ev = log_event(log, n - 1)};
    // Most events are no moment for it, which shows without the state.
    if (!is_moment(&lines, &lesson->notes[note], lines.ev, lines.seq)) return false;
    return is_told(&lines, &lesson->notes[note], history_at(history, n));
}

// What has just been done comes before what is about to be.
void lesson_notes_at(const Lesson *lesson, History *history, uint64_t n, Str *out) {
    if (n <= history_first(history) || n > history_count(history)) return;
    const Log *log = history_log(history);
    Lines lines = {.log = log, .lesson = lesson, .seq = n - 1, .ev = log_event(log, n - 1)};
    const State *state = history_at(history, n);
    for (int after = 1; after >= 0; after--) {
        for (size_t i = 0; i < lesson->n_notes; i++) {
            const Note *note = &lesson->notes[i];
            if (note->after != after || !is_told(&lines, note, state)) continue;
            if (out->len) str_add(out, "\n\n");
            str_add(out, str_text(&note->text));
        }
    }
}

bool lesson_is_moment(const Lesson *lesson, History *history, unsigned line, unsigned last_line, uint64_t n) {
    if (n <= history_first(history) || n > history_count(history)) return false;
    const Log *log = history_log(history);
    Lines lines = {.log = log, .lesson = lesson, .seq = n - 1, .ev = log_event(log, n - 1)};
    Note note = {.line = line, .last_line = last_line};
    return is_moment(&lines, &note, lines.ev, lines.seq) && !is_repeated(&lines, &note);
}

uint64_t lesson_first_moment(const Lesson *lesson, History *history, unsigned line, unsigned last_line) {
    const Log *log = history_log(history);
    Lines lines = {.log = log, .lesson = lesson};
    Note note = {.line = line, .last_line = last_line};
    for (uint64_t seq = history_first(history); seq < history_count(history); seq++)
        if (begins(&lines, &note, log_event(log, seq), seq)) return seq + 1;
    return HISTORY_NONE;
}

// --- when a statement has completed --------------------------------------------------------------

// The functions that a task is in, by their lines: the one that runs last, and those that called
// it.
enum { CALLS_MAX = 64 };
typedef struct Calls {
    uint32_t code[CALLS_MAX];
    size_t count;
} Calls;

static bool calls_hold(const Calls *calls, uint32_t code) {
    for (size_t i = 0; i < calls->count; i++)
        if (calls->code[i] == code) return true;
    return false;
}

// A line of a function that has not returned: those called since have. Else one that is called
// here.
static void calls_reach(Calls *calls, uint32_t code) {
    if (calls_hold(calls, code))
        while (calls->code[calls->count - 1] != code) calls->count--;
    else if (calls->count < CALLS_MAX) calls->code[calls->count++] = code;
}

static Calls calls_before(const Log *log, uint32_t task, uint64_t end) {
    Calls calls = {0};
    for (uint64_t seq = log_first(log); seq < end; seq++) {
        const Event *ev = log_event(log, seq);
        if (ev->kind == EV_LINE && ev->task == task) calls_reach(&calls, code_of(ev));
    }
    return calls;
}

static bool is_within(unsigned line, unsigned last_line, const Event *ev) {
    return line != last_line && ev->arg[LINE_line] >= line && ev->arg[LINE_line] <= last_line;
}

// Does the event show that a statement of the function `own` is behind its task?
static bool leaves(const Calls *calls, uint32_t own, unsigned line, unsigned last_line,
                   const Event *ev) {
    switch (ev->kind) {
    case EV_LINE:
        if (code_of(ev) != own) return calls_hold(calls, code_of(ev));
        return !is_within(line, last_line, ev);
    case EV_LOCAL_CHANGED: // the function's frame is gone
        return !ev->arg[LOCAL_CHANGED_name] && ev->arg[LOCAL_CHANGED_code] == own;
    case EV_TASK_FINISHED:
    case EV_TASK_FAILED:
    case EV_TASK_CANCELLED: return true;
    default: return false;
    }
}

uint64_t lesson_completed_at(History *history, unsigned line, unsigned last_line, uint64_t begun) {
    const Log *log = history_log(history);
    if (begun <= log_first(log) || log_event(log, begun - 1)->kind != EV_LINE) return HISTORY_NONE;
    uint32_t task = log_event(log, begun - 1)->task, own = code_of(log_event(log, begun - 1));
    Calls calls = calls_before(log, task, begun);
    for (uint64_t seq = begun; seq < history_count(history); seq++) {
        const Event *ev = log_event(log, seq);
        bool is_end = ev->kind == EV_SCRIPT_ENDED && !task && !ev->arg[SCRIPT_ENDED_how];
        if (is_end || (ev->task == task && leaves(&calls, own, line, last_line, ev)))
            return seq + 1;
    }
    return HISTORY_NONE;
}
