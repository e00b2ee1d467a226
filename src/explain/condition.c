#include "explain/condition.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void condition_free(Condition *condition) {
    str_free(&condition->typed);
    str_free(&condition->name);
    str_free(&condition->text);
    *condition = (Condition){0};
}

// --- parsing -------------------------------------------------------------------------------------

static StrView trim(StrView text) {
    while (text.len && isspace((unsigned char)text.s[0])) text.s++, text.len--;
    while (text.len && isspace((unsigned char)text.s[text.len - 1])) text.len--;
    return text;
}

static StrView next_word(StrView *rest) {
    *rest = trim(*rest);
    size_t len = 0;
    while (len < rest->len && !isspace((unsigned char)rest->s[len])) len++;
    StrView word = {rest->s, len};
    *rest = trim((StrView){rest->s + len, rest->len - len});
    return word;
}

static void add_view(Str *out, StrView view) {
    str_add_bytes(out, view.s, view.len);
}

static bool parse_line(Condition *condition, StrView rest) {
    StrView number = next_word(&rest);
    uint32_t line = 0;
    for (size_t i = 0; i < number.len; i++) {
        if (!isdigit((unsigned char)number.s[i]) || line > 99999999) return false;
        line = line * 10 + (uint32_t)(number.s[i] - '0');
    }
    if (!line) return false;
    condition->line = line;
    add_view(&condition->name, rest);
    return true;
}

static TaskState state_of_word(StrView word) {
    for (TaskState state = TASK_CREATED_; state < TASK_STATES; state++)
        if (view_is(word, task_state_word(state))) return state;
    return TASK_NONE;
}

// A name may have blanks in it, so the state is the last word that is one.
static bool parse_task(Condition *condition, StrView rest) {
    size_t last = rest.len;
    while (last && !isspace((unsigned char)rest.s[last - 1])) last--;
    StrView name = trim((StrView){rest.s, last}), word = {rest.s + last, rest.len - last};
    condition->state = name.len ? state_of_word(word) : TASK_NONE;
    condition->is_done = name.len && view_is(word, "done");
    add_view(&condition->name, condition->state || condition->is_done ? name : rest);
    return rest.len > 0;
}

static bool parse_text(Condition *condition, StrView rest) {
    if (rest.len && rest.s[0] != '~') return false;
    if (rest.len) add_view(&condition->text, trim((StrView){rest.s + 1, rest.len - 1}));
    return true;
}

static bool parse_nothing(Condition *condition, StrView rest) {
    (void)condition;
    return !rest.len;
}

static const struct {
    const char *word;
    ConditionKind kind;
    bool (*parse)(Condition *condition, StrView rest);
} table[] = {
    {"line", CONDITION_LINE, parse_line},         {"task", CONDITION_TASK, parse_task},          {"output", CONDITION_OUTPUT, parse_text},
    {"exception", CONDITION_EXCEPTION, parse_text}, {"blocked", CONDITION_BLOCKED, parse_nothing}, {"deadlock", CONDITION_DEADLOCK, parse_nothing},
    {"trouble", CONDITION_TROUBLE, parse_nothing},
};

static void parse_words(Condition *condition, StrView typed) {
    bool is_quoted = typed.len > 2 && typed.s[0] == '"' && typed.s[typed.len - 1] == '"';
    condition->kind = CONDITION_WORDS;
    add_view(&condition->text, is_quoted ? (StrView){typed.s + 1, typed.len - 2} : typed);
}

void condition_parse(Condition *condition, StrView typed) {
    condition_free(condition);
    typed = trim(typed);
    if (!typed.len) return;
    add_view(&condition->typed, typed);
    StrView rest = typed, word = next_word(&rest);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (!view_is(word, table[i].word)) continue;
        if (table[i].parse(condition, rest)) {
            condition->kind = table[i].kind;
            return;
        }
        str_clear(&condition->name);
        str_clear(&condition->text);
        condition->state = TASK_NONE;
    }
    parse_words(condition, typed);
}

// --- holding -------------------------------------------------------------------------------------

static bool contains(StrView text, const Str *part) {
    return text_has(text, (StrView){part->s, part->len});
}

// "worker.py" and "app/worker.py" both mean "/home/me/app/worker.py".
static bool is_file(StrView path, const Str *wanted) {
    if (!wanted->len) return true;
    if (path.len < wanted->len || memcmp(path.s + path.len - wanted->len, wanted->s, wanted->len) != 0) return false;
    return path.len == wanted->len || path.s[path.len - wanted->len - 1] == '/';
}

bool condition_is_line(const Condition *condition, StrView path, uint32_t line) {
    return condition->kind == CONDITION_LINE && condition->line == line && is_file(path, &condition->name);
}

static bool is_line(const Condition *condition, const Log *log, const Event *ev) {
    return ev->kind == EV_LINE && condition_is_line(condition, log_string(log, log_code(log, ev->arg[LINE_code]).file), ev->arg[LINE_line]);
}

// The name that it has at last, which is the one on the screen for all but its first moment.
static bool is_named(const Condition *condition, const History *history, uint32_t task) {
    const Task *known = state_task(history_live(history), task);
    if (!known) return false;
    return (condition->name.len == 1 && condition->name.s[0] == '*') || view_is(log_string(history_log(history), known->name), str_text(&condition->name));
}

static bool is_task(const Condition *condition, const History *history, const Event *ev, uint64_t seq) {
    if (!ev->task || !is_named(condition, history, ev->task)) return false;
    if (!condition->state && !condition->is_done) return ev->kind == EV_STEP_BEGAN || ev->kind == EV_EAGER_STEP_BEGAN;
    TaskState state = history_state_entered(history, ev->task, seq);
    bool is_done = state == TASK_FINISHED_ || state == TASK_FAILED_ || state == TASK_CANCELLED_;
    return condition->is_done ? is_done : state == condition->state;
}

static bool is_exception(const Condition *condition, const Log *log, const Event *ev) {
    uint32_t type, message;
    switch (ev->kind) {
    case EV_SCRIPT_RAISED: type = SCRIPT_RAISED_type, message = SCRIPT_RAISED_message; break;
    case EV_TASK_FAILED: type = TASK_FAILED_type, message = TASK_FAILED_message; break;
    case EV_FUTURE_EXCEPTION: type = FUTURE_EXCEPTION_type, message = FUTURE_EXCEPTION_message; break;
    case EV_NEVER_RETRIEVED: type = NEVER_RETRIEVED_type, message = NEVER_RETRIEVED_message; break;
    case EV_EXCEPTION_HANDLED: type = EXCEPTION_HANDLED_type, message = EXCEPTION_HANDLED_message; break;
    default: return false;
    }
    return contains(log_string(log, ev->arg[type]), &condition->text) || contains(log_string(log, ev->arg[message]), &condition->text);
}

static bool is_told_with(const Condition *condition, History *history, const Event *ev, uint64_t seq) {
    if (!event_is_told(ev)) return false;
    Str line = {0};
    explain_line(&line, history, seq, false);
    bool is = contains((StrView){str_text(&line), line.len}, &condition->text);
    str_free(&line);
    return is;
}

bool condition_holds(const Condition *condition, History *history, const Event *ev, uint64_t seq) {
    const Log *log = history_log(history);
    switch (condition->kind) {
    case CONDITION_NONE: return false;
    case CONDITION_WORDS: return is_told_with(condition, history, ev, seq);
    case CONDITION_LINE: return is_line(condition, log, ev);
    case CONDITION_TASK: return is_task(condition, history, ev, seq);
    case CONDITION_OUTPUT: return ev->kind == EV_OUTPUT && contains(log_string(log, ev->arg[OUTPUT_text]), &condition->text);
    case CONDITION_EXCEPTION: return is_exception(condition, log, ev);
    case CONDITION_BLOCKED: return ev->kind == EV_LOOP_BLOCKED;
    case CONDITION_DEADLOCK: return ev->kind == EV_DEADLOCK || ev->kind == EV_LOOP_STUCK;
    case CONDITION_TROUBLE: return event_is_trouble(ev);
    }
    return false;
}

// --- the kinds of events -------------------------------------------------------------------------

static size_t kinds_of_state(const Condition *condition, uint16_t *kinds) {
    static const uint16_t of_state[TASK_STATES][3] = {
        [TASK_NONE] = {EV_STEP_BEGAN, EV_EAGER_STEP_BEGAN},
        [TASK_CREATED_] = {EV_TASK_CREATED},
        [TASK_READY] = {EV_TASK_WOKEN, EV_TASK_YIELDED, EV_TASK_SUSPENDED},
        [TASK_RUNNING] = {EV_STEP_BEGAN, EV_EAGER_STEP_BEGAN},
        [TASK_WAITING] = {EV_TASK_SUSPENDED},
        [TASK_FINISHED_] = {EV_TASK_FINISHED},
        [TASK_FAILED_] = {EV_TASK_FAILED},
        [TASK_CANCELLED_] = {EV_TASK_CANCELLED},
        [TASK_DESTROYED_] = {EV_TASK_DESTROYED},
    };
    static const uint16_t done[3] = {EV_TASK_FINISHED, EV_TASK_FAILED, EV_TASK_CANCELLED};
    const uint16_t *row = condition->is_done ? done : of_state[condition->state];
    size_t count = 0;
    while (count < 3 && row[count]) kinds[count] = row[count], count++;
    return count;
}

static size_t put(uint16_t *kinds, const uint16_t *from, size_t count) {
    memcpy(kinds, from, count * sizeof *kinds);
    return count;
}

size_t condition_kinds(const Condition *condition, uint16_t kinds[CONDITION_KINDS]) {
    static const uint16_t exceptions[] = {EV_SCRIPT_RAISED, EV_TASK_FAILED, EV_FUTURE_EXCEPTION, EV_NEVER_RETRIEVED, EV_EXCEPTION_HANDLED};
    size_t count = 0;
    switch (condition->kind) {
    case CONDITION_NONE: case CONDITION_WORDS: return 0;
    case CONDITION_LINE: return put(kinds, &(uint16_t){EV_LINE}, 1);
    case CONDITION_TASK: return kinds_of_state(condition, kinds);
    case CONDITION_OUTPUT: return put(kinds, &(uint16_t){EV_OUTPUT}, 1);
    case CONDITION_EXCEPTION: return put(kinds, exceptions, sizeof exceptions / sizeof *exceptions);
    case CONDITION_BLOCKED: return put(kinds, &(uint16_t){EV_LOOP_BLOCKED}, 1);
    case CONDITION_DEADLOCK: return put(kinds, (const uint16_t[]){EV_DEADLOCK, EV_LOOP_STUCK}, 2);
    case CONDITION_TROUBLE:
        for (size_t i = 0; i < event_schema_count() && count < CONDITION_KINDS; i++)
            if (event_is_trouble(&(Event){.kind = (uint16_t)event_schema_row(i)->kind})) kinds[count++] = (uint16_t)event_schema_row(i)->kind;
        return count;
    }
    return 0;
}
