// Where a key wants to go: how to find it in recorded history, a piece at a time, and how far the engine must be granted to go to bring it about.
#ifndef APP_GOAL_H
#define APP_GOAL_H

#include "explain/condition.h"
#include "history/history.h"
#include "trace/control.h"
#include "ui/ui.h"

typedef struct Goal {
    UiWishKind kind;     // WISH_NOTHING: none
    uint32_t task;       // of WISH_LINE and WISH_TASK_STEP, 0: whichever
    uint16_t loop;       // of WISH_ITERATION and WISH_TIMER, 0: whichever
    uint64_t position;   // of WISH_GOTO an event, of WISH_GOTO_TIME ns
    uint64_t from;       // where the cursor was
    uint64_t at;         // everything between there and here was looked at
    bool is_unfolded;    // of WISH_NEXT and WISH_BACK: every told event is a step
    const Condition *conditions; // of WISH_FIND, WISH_FIND_BACK and WISH_CONTINUE: any of them
    size_t n_conditions;
} Goal;

// `kind` from a key that moves the cursor to a thing that happens; `from`: the cursor. The rest is the caller's to fill in.
Goal goal_begin(UiWishKind kind, uint64_t from);

bool goal_is_movement(UiWishKind kind); // is it such a key?
bool goal_is_backward(UiWishKind kind);

// Look at a piece more of what is recorded (some ten milliseconds' worth): the position of the nearest thing of that kind in it, else HISTORY_NONE, and
// whether there is *more to look at. Backward movements find the start at last; a search does not.
uint64_t goal_look(Goal *goal, History *history, bool *more);
unsigned goal_percent(const Goal *goal, const History *history); // looked at so far

// The grant that brings the engine to it; false: none does, it is looked for only in what was recorded.
bool goal_grant(const Goal *goal, ControlMessage *grant);

// Can it never come true any more, as far as the newest state tells? The sentence for the user, or NULL. (A task that is done takes no more steps.)
const char *goal_is_hopeless(History *history, const Goal *goal, bool ended, Str *why);

// The first position > from and ≤ to just after an event for which one of the conditions is true, which is then *which.
uint64_t goal_first(History *history, const Condition *conditions, size_t count, uint64_t from, uint64_t to, const Condition **which);

#endif
