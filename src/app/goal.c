#include "app/goal.h"

#include "explain/explain.h"

// One row a key: which events it looks for, and how far the engine goes for it.
typedef struct Target {
    UiWishKind forward, backward;
    uint16_t kind; // the event, 0: any told one
    bool of_task;  // only the selected task's
    Until until;
    const char *never; // why it does not come, at the end of a run
} Target;

static const Target targets[] = {
    {WISH_NEXT, WISH_BACK, 0, false, UNTIL_ANY, "This is the end of the run."},
    {WISH_ITERATION, WISH_ITERATION_BACK, EV_ITERATION_BEGAN, false, UNTIL_ITERATION, "The loop turns no more after this."},
    {WISH_TIMER, WISH_TIMER_BACK, EV_TIMER_FIRED, false, UNTIL_TIMER, "No timer fires after this."},
    {WISH_OUTPUT, WISH_OUTPUT_BACK, EV_OUTPUT, false, UNTIL_OUTPUT, "Nothing is printed after this."},
    {WISH_TASK_STEP, WISH_TASK_STEP_BACK, EV_STEP_BEGAN, true, UNTIL_STEP, "No step begins after this."},
    {WISH_LINE, WISH_LINE_BACK, EV_LINE, true, UNTIL_LINE, "No line runs after this."},
};

static const Target *target_of(UiWishKind kind) {
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        if (targets[i].forward == kind || targets[i].backward == kind) return &targets[i];
    return NULL;
}

bool goal_is_movement(UiWishKind kind) {
    return target_of(kind) != NULL;
}

bool goal_is_backward(UiWishKind kind) {
    const Target *target = target_of(kind);
    return target && target->backward == kind;
}

typedef struct Wanted {
    uint16_t kind;
    uint32_t task; // 0: any
} Wanted;

static bool is_wanted(const History *history, const Event *ev, uint64_t seq, void *arg) {
    (void)history;
    (void)seq;
    const Wanted *wanted = arg;
    return ev->kind == wanted->kind && (!wanted->task || ev->task == wanted->task);
}

uint64_t goal_find(History *history, const Goal *goal, uint64_t n) {
    const Target *target = target_of(goal->kind);
    int dir = goal->kind == target->backward ? -1 : 1;
    if (!target->kind) return history_next_told(history, n, dir);
    Wanted wanted = {target->kind, target->of_task ? goal->task : 0};
    return history_find(history, n, dir, is_wanted, &wanted, true);
}

ControlMessage goal_grant(const Goal *goal) {
    const Target *target = target_of(goal->kind);
    return (ControlMessage){.kind = CONTROL_GRANT, .what = (uint16_t)target->until, .task = target->of_task ? goal->task : 0};
}

const char *goal_is_hopeless(History *history, const Goal *goal, bool ended, Str *why) {
    const Target *target = target_of(goal->kind);
    const State *live = history_live(history);
    const Task *task = target->of_task ? state_task(live, goal->task) : NULL;
    str_clear(why);
    if (task && task_is_done(task)) {
        explain_task_name(why, history_log(history), live, goal->task, false);
        str_addf(why, " has %s: it runs no more.", task_state_word(task->state));
    } else if (ended) {
        str_add(why, target->never);
    }
    return why->len ? why->s : NULL;
}
