#include "app/goal.h"

#include "base/words.h"
#include "explain/explain.h"

// Events in a piece: kinds are soon compared, but words want every event told.
#define PIECE 131072u
#define PIECE_OF_WORDS 4096u

// One row a key: which events it looks for, and how far the engine goes for it.
typedef struct Target {
    UiWishKind forward, backward;
    uint16_t kind; // the event, 0: it is found in another way
    bool of_task;  // only the selected task's
    Until until;   // 0: nothing is granted
    const char *never; // why it does not come, at the end of a run
} Target;

static const Target targets[] = {
    {WISH_NEXT, WISH_BACK, 0, false, UNTIL_ANY, N_("This is the end of the run.")},
    {WISH_ITERATION, WISH_ITERATION_BACK, EV_ITERATION_BEGAN, false, UNTIL_ITERATION,
     N_("No iteration begins after this.")},
    {WISH_TIMER, WISH_TIMER_BACK, EV_TIMER_FIRED, false, UNTIL_TIMER,
     N_("No timer fires after this.")},
    {WISH_OUTPUT, WISH_OUTPUT_BACK, EV_OUTPUT, false, UNTIL_OUTPUT,
     N_("Nothing is printed after this.")},
    {WISH_TASK_STEP, WISH_TASK_STEP_BACK, EV_STEP_BEGAN, true, UNTIL_STEP,
     N_("No step begins after this.")},
    {WISH_LINE, WISH_LINE_BACK, EV_LINE, true, UNTIL_LINE, N_("No line runs after this.")},
    {WISH_CONTINUE, WISH_NOTHING, 0, false, UNTIL_PAUSED,
     N_("No breakpoint is reached after this.")},
    {WISH_FIND, WISH_FIND_BACK, 0, false, 0, ""},
};

static const Target *target_of(UiWishKind kind) {
    for (size_t i = 0; kind && i < sizeof targets / sizeof *targets; i++)
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

Goal goal_begin(UiWishKind kind, uint64_t from) {
    bool is_back = goal_is_backward(kind);
    return (Goal){.kind = kind, .from = from, .at = is_back && from ? from - 1 : from};
}

// --- looking -------------------------------------------------------------------------------------

static bool is_of_conditions(const Goal *goal) {
    return goal->kind == WISH_FIND || goal->kind == WISH_FIND_BACK || goal->kind == WISH_CONTINUE;
}

static bool is_wanted(const History *history, const Event *ev, uint64_t seq, void *arg) {
    const Goal *goal = arg;
    const Target *target = target_of(goal->kind);
    (void)history, (void)seq;
    return ev->kind == target->kind && (!target->of_task || !goal->task || ev->task == goal->task) && (!goal->loop || ev->loop == goal->loop);
}

static bool any_holds(const Condition *conditions, size_t count, History *history, uint64_t seq, const Condition **which) {
    for (size_t i = 0; i < count; i++) {
        *which = &conditions[i];
        if (condition_holds(&conditions[i], history, log_event(history_log(history), seq), seq)) return true;
    }
    return false;
}

uint64_t goal_first(History *history, const Condition *conditions, size_t count, uint64_t from, uint64_t to, const Condition **which) {
    for (uint64_t seq = from; seq < to; seq++)
        if (any_holds(conditions, count, history, seq, which)) return seq + 1;
    return HISTORY_NONE;
}

// Always from the front, which is how states are made.
static uint64_t last(const Goal *goal, History *history, uint64_t from, uint64_t to) {
    const Condition *which;
    uint64_t found = HISTORY_NONE;
    for (uint64_t seq = from; seq < to; seq++)
        if (any_holds(goal->conditions, goal->n_conditions, history, seq, &which)) found = seq + 1;
    return found;
}

static uint64_t piece_of(const Goal *goal) {
    for (size_t i = 0; i < goal->n_conditions; i++)
        if (goal->conditions[i].kind == CONDITION_WORDS) return PIECE_OF_WORDS;
    return PIECE;
}

static uint64_t look_ahead(Goal *goal, History *history, bool *more) {
    uint64_t count = history_count(history), from = goal->at, piece = piece_of(goal);
    goal->at = count - from > piece ? from + piece : count;
    *more = goal->at < count;
    const Condition *which;
    if (is_of_conditions(goal)) return goal_first(history, goal->conditions, goal->n_conditions, from, goal->at, &which);
    return history_find_within(history, from, goal->at, is_wanted, goal);
}

static uint64_t look_back(Goal *goal, History *history, bool *more) {
    uint64_t to = goal->at, piece = piece_of(goal), first = history_first(history);
    goal->at = to > first + piece ? to - piece : first;
    *more = goal->at > first;
    uint64_t found = is_of_conditions(goal) ? last(goal, history, goal->at, to) : history_find_within(history, to, goal->at, is_wanted, goal);
    if (found != HISTORY_NONE || *more || is_of_conditions(goal)) return found;
    return goal->from > first ? first : HISTORY_NONE;
}

// From step to step nothing needs to be looked for piece by piece.
static bool is_of_steps(const Goal *goal) {
    return goal->kind == WISH_NEXT || goal->kind == WISH_BACK;
}

uint64_t goal_look(Goal *goal, History *history, bool *more) {
    if (is_of_steps(goal)) {
        *more = false;
        return history_next_step(history, goal->from, goal->kind == WISH_NEXT ? 1 : -1,
                                 goal->is_unfolded);
    }
    return goal_is_backward(goal->kind) ? look_back(goal, history, more) : look_ahead(goal, history, more);
}

unsigned goal_percent(const Goal *goal, const History *history) {
    bool is_back = goal_is_backward(goal->kind);
    uint64_t all = is_back ? goal->from - history_first(history) : history_count(history) - goal->from, done = is_back ? goal->from - goal->at : goal->at - goal->from;
    return all ? (unsigned)(done * 100 / all) : 100;
}

// --- the engine's part ---------------------------------------------------------------------------

bool goal_grant(const Goal *goal, ControlMessage *grant) {
    const Target *target = target_of(goal->kind);
    if (!target->until) return false;
    *grant = (ControlMessage){.kind = CONTROL_GRANT, .what = (uint16_t)target->until, .task = target->of_task ? goal->task : 0};
    return true;
}

static const char *never_again(unsigned state) {
    switch (state) {
    case TASK_FAILED_: return N_("%s has failed: it never runs again.");
    case TASK_CANCELLED_: return N_("%s was cancelled: it never runs again.");
    case TASK_DESTROYED_: return N_("%s was destroyed: it never runs again.");
    default: return N_("%s has finished: it never runs again.");
    }
}

const char *goal_is_hopeless(History *history, const Goal *goal, bool ended, Str *why) {
    const Target *target = target_of(goal->kind);
    const State *live = history_live(history);
    const Task *task = target->of_task ? state_task(live, goal->task) : NULL;
    str_clear(why);
    if (task && task_is_done(task)) {
        Str name = {0};
        explain_task_name(&name, history_log(history), live, goal->task, false);
        str_addf(why, words(never_again(task->state)), name.s);
        str_free(&name);
    } else if (ended) {
        str_add(why, words(target->never));
    }
    return why->len ? why->s : NULL;
}
