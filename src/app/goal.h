// Where a key wants to go: how to find it in recorded history, and how far the engine must be granted to go to bring it about.
#ifndef APP_GOAL_H
#define APP_GOAL_H

#include "history/history.h"
#include "trace/control.h"
#include "ui/ui.h"

typedef struct Goal {
    UiWishKind kind; // WISH_NOTHING: none
    uint32_t task;   // of WISH_LINE and WISH_TASK_STEP, 0: whichever
} Goal;

bool goal_is_movement(UiWishKind kind); // is it a key that moves the cursor to a thing that happens?
bool goal_is_backward(UiWishKind kind);

// Position of the nearest thing of that kind after (before) `n`; HISTORY_NONE if history has none. Backward ones find the start at last.
uint64_t goal_find(History *history, const Goal *goal, uint64_t n);

// The grant that brings the engine to it.
ControlMessage goal_grant(const Goal *goal);

// Can it never come true any more, as far as the newest state tells? The sentence for the user, or NULL. (A task that is done takes no more steps.)
const char *goal_is_hopeless(History *history, const Goal *goal, bool ended, Str *why);

#endif
