// What decides a question, found in the history of the run it was asked in.
#include <string.h>

#include "base/words.h"
#include "lesson/question.h"
#include "lesson/question_names.h"
#include "lesson/question_run.h"

// A task's name is looked up where the event stands: it may be another one before and after.
StrView question_task_name(History *history, uint64_t position, uint32_t task) {
    const Task *known = state_task(history_at(history, position), task);
    return known ? log_string(history_log(history), known->name) : (StrView){"", 0};
}

// Is it a task of asyncio's own, which nobody sees?
static bool is_hidden(History *history, uint64_t position, uint32_t task) {
    const Task *known = state_task(history_at(history, position), task);
    return known && task_is_cleanup(history_log(history), known);
}

static bool has_ended(const History *history) {
    return history_live(history)->script == 3;
}

static bool is_task_end(const Event *ev) {
    return ev->kind == EV_TASK_FINISHED || ev->kind == EV_TASK_FAILED ||
           ev->kind == EV_TASK_CANCELLED;
}

// --- next --------------------------------------------------------------------------------------

static bool decide_next(History *history, uint64_t asked, Decision *decision) {
    for (uint64_t seq = asked; seq < history_count(history); seq++) {
        const Event *ev = log_event(history_log(history), seq);
        StrView name = {"", 0};
        bool is_step = ev->kind == EV_STEP_BEGAN || ev->kind == EV_EAGER_STEP_BEGAN;
        if (is_step && is_hidden(history, seq + 1, ev->task)) continue;
        if (is_step) name = question_task_name(history, seq + 1, ev->task);
        else if (ev->kind == EV_POLL_BEGAN) name = view_of(QUESTION_LOOP_WAITS);
        else if (ev->kind == EV_SCRIPT_ENDED) name = view_of(QUESTION_ENDS);
        else continue;
        str_add_bytes(&decision->answer, name.s, name.len);
        decision->position = seq + 1;
        return true;
    }
    return false;
}

// --- output ------------------------------------------------------------------------------------

// Give each line in `text`, which came behind what there is of its line already.
static bool give_lines(Str *begun, StrView text, uint64_t position, LineTaker *take, void *arg) {
    const char *newline;
    while (text.len && (newline = memchr(text.s, '\n', text.len))) {
        size_t len = (size_t)(newline - text.s);
        str_add_bytes(begun, text.s, len);
        if (take((StrView){str_text(begun), begun->len}, position, arg)) return true;
        str_clear(begun);
        text = (StrView){newline + 1, text.len - len - 1};
    }
    str_add_bytes(begun, text.s, text.len);
    return false;
}

void question_each_line(History *history, LineTaker *take, void *arg) {
    const Log *log = history_log(history);
    const uint64_t *seqs;
    size_t count = history_outputs(history, &seqs);
    Str begun = {0};
    bool is_taken = false;
    for (size_t i = 0; i < count && !is_taken; i++) {
        const Event *ev = log_event(log, seqs[i]);
        if (ev->arg[OUTPUT_stream] != 1) continue;
        StrView text = log_string(log, ev->arg[OUTPUT_text]);
        is_taken = give_lines(&begun, text, seqs[i] + 1, take, arg);
    }
    if (begun.len && !is_taken && has_ended(history))
        take((StrView){begun.s, begun.len}, history_count(history), arg);
    str_free(&begun);
}

void question_line_text(Str *out, StrView line) {
    if (line.len) str_add_bytes(out, line.s, line.len);
    else str_add(out, QUESTION_EMPTY_LINE);
}

typedef struct FirstLine {
    uint64_t after;
    Decision *decision;
} FirstLine;

static bool take_first(StrView line, uint64_t position, void *arg) {
    FirstLine *first = arg;
    if (position <= first->after) return false;
    question_line_text(&first->decision->answer, line);
    first->decision->position = position;
    return true;
}

static bool decide_output(History *history, uint64_t asked, Decision *decision) {
    FirstLine first = {asked, decision};
    question_each_line(history, take_first, &first);
    if (decision->position != HISTORY_NONE) return true;
    if (!has_ended(history)) return false;
    str_add(&decision->answer, QUESTION_NOTHING_MORE);
    decision->position = history_count(history);
    return true;
}

// --- state -------------------------------------------------------------------------------------

// The task that a question about a state names, which may be in quotes. Of several with that name
// the last one made. 0: there is none yet.
uint32_t question_task_named(History *history, uint64_t position, const Question *question) {
    const State *state = history_at(history, position);
    StrView rest = {str_text(&question->text), question->text.len}, name = rest, first;
    bool is_quoted = rest.len && strchr("'\"", rest.s[0]);
    if (is_quoted && names_next(&rest, &first)) name = first;
    uint32_t found = 0;
    for (uint32_t id = 1; id <= state->n_tasks; id++)
        if (view_same(log_string(history_log(history), state_task(state, id)->name), name))
            found = id;
    return found;
}

static bool decide_state(const Question *question, History *history, uint64_t asked,
                         Decision *decision) {
    uint64_t n = lesson_completed_at(history, question->line, question->last_line, asked);
    if (n == HISTORY_NONE) {
        decision->is_never = has_ended(history);
        return false;
    }
    const State *state = history_at(history, n);
    uint32_t task = question_task_named(history, n, question);
    str_add(&decision->answer,
            task ? task_state_word(state_task(state, task)->state) : QUESTION_NOT_CREATED);
    decision->position = n;
    return true;
}

// --- time and order ----------------------------------------------------------------------------

// As on the screen: hundredths where the clock is virtual, tenths where it is the machine's.
static bool decide_time(History *history, bool is_virtual, Decision *decision) {
    if (!has_ended(history)) return false;
    double seconds = (double)history_live(history)->now / 1e9;
    str_addf(&decision->answer, is_virtual ? "%.2f" : "%.1f", seconds);
    decision->position = history_count(history);
    return true;
}

static bool is_among(StrView names, StrView wanted) {
    StrView name;
    while (names_next(&names, &name))
        if (view_same(name, wanted)) return true;
    return false;
}

static bool decide_order(const Question *question, History *history, uint64_t asked,
                         Decision *decision) {
    StrView wanted = {str_text(&question->text), question->text.len};
    size_t left = names_count(wanted);
    uint64_t position = HISTORY_NONE;
    for (uint64_t seq = asked; seq < history_count(history) && left; seq++) {
        const Event *ev = log_event(history_log(history), seq);
        if (!is_task_end(ev)) continue;
        StrView ended = question_task_name(history, seq + 1, ev->task);
        StrView before = {str_text(&decision->answer), decision->answer.len};
        if (!is_among(wanted, ended) || is_among(before, ended)) continue;
        names_add_quoted(&decision->answer, ended);
        position = seq + 1;
        left--;
    }
    decision->is_never = left && has_ended(history);
    if (left) str_clear(&decision->answer);
    else decision->position = position;
    return !left;
}

static bool decide_choice(const Question *question, uint64_t asked, Decision *decision) {
    for (size_t i = 0; i < question->n_options; i++)
        if (question->options[i].is_right) {
            str_clear(&decision->answer);
            str_add(&decision->answer, str_text(&question->options[i].text));
        }
    decision->position = asked;
    return decision->answer.len > 0;
}

bool question_decide(const Question *question, History *history, uint64_t asked, bool is_virtual,
                     Decision *decision) {
    str_clear(&decision->answer);
    decision->position = HISTORY_NONE;
    decision->is_never = false;
    switch (question->kind) {
    case QUESTION_NEXT: return decide_next(history, asked, decision);
    case QUESTION_OUTPUT: return decide_output(history, asked, decision);
    case QUESTION_STATE: return decide_state(question, history, asked, decision);
    case QUESTION_TIME: return decide_time(history, is_virtual, decision);
    case QUESTION_ORDER: return decide_order(question, history, asked, decision);
    case QUESTION_CHOICE: return decide_choice(question, asked, decision);
    case QUESTION_GOAL: break;
    }
    return false;
}
