// Inside history/ only: which told events are one step together, written down as events arrive.
//
// One fold is open at a time: it may still grow, so whether its events are steps is not decided
// yet. An event that does not belong to it closes it.
#ifndef HISTORY_FOLDS_H
#define HISTORY_FOLDS_H

#include "history/history.h"

// In 16 bytes: a program may name a million tasks.
typedef struct PackedFold {
    uint64_t from;
    uint32_t length; // to - from
    uint32_t what;   // the kind in the highest four bits, `times` below
} PackedFold;

#define GROUP_TURNS   8u    // a group that repeats is at most so many iterations long
#define TURN_TOLD     4096u // told events in an iteration that is compared with others
#define REPEATS_LEAST 2u    // a group that repeats less often is shown
#define REPEATS_MOST  500u  // … more often: in several steps, so that none takes for ever

// An iteration in brief: a number for each thing in it that has to be the same in another.
typedef struct Turn {
    uint64_t *marks;
    size_t count, cap;
    uint64_t last; // number of its last told event
} Turn;

// Does the loop do the same again and again?
typedef struct Repeat {
    Turn turns[GROUP_TURNS + 1]; // the last iterations; turns[whole % …] is the present one
    uint64_t whole;              // iterations in a row that can be compared
    uint64_t period;             // the group's length in iterations, 0: there is none
    uint64_t same;               // iterations in a row that are as the one `period` before
    uint64_t done;               // of the open fold: whole iterations in it
    uint64_t end;                // of the open fold: the last event of its last whole group
    uint16_t loop;               // 0: none is followed
    bool is_comparable; // nothing has happened in the present iteration that is never folded
    bool may_open;      // the present iteration may be the first of a fold
} Repeat;

typedef struct Folds { // {0} is empty
    PackedFold *items;
    size_t count, cap;
    FoldKind open;
    uint64_t from, to; // of the open one: its first event, and the last one so far
    uint32_t task;     // FOLD_TASK: which
    bool has_cleanup; // FOLD_CLEANUP: a task of the clean-up came, and not just the end of the loop
    uint16_t
        may_start; // FOLD_TASK: made outside of this loop, which may start with it; 0: made inside
    uint32_t code; // FOLD_BEGINNING: of its last line, 0: no line yet
    uint32_t line; // … and the line
    uint32_t class_from, class_line; // … the last class statement, with its decorators
    uint32_t *cleanup;               // the tasks of the clean-up, in order
    size_t n_cleanup, cleanup_cap;
    KeptLine *kept;
    size_t n_kept;
    Repeat repeat;
} Folds;

void folds_free(Folds *folds);
void folds_keep(Folds *folds, const KeptLine *lines, size_t count);

// `after`: the state just after ev, which is its newest.
void folds_add(Folds *folds, const Log *log, const Event *ev, const State *after);

// No more events will come.
void folds_close(Folds *folds);

// The first event that is not decided; UINT64_MAX: all are.
uint64_t folds_undecided(const Folds *folds);

Fold folds_at(const Folds *folds, uint64_t seq);

#endif
