// Every event so far, and the state after any number of them. There is no undo: to go anywhere, one event back included, the model is
// copied from the nearest checkpoint before and applies events forward.
#ifndef HISTORY_HISTORY_H
#define HISTORY_HISTORY_H

#include "base/err.h"
#include "history/log.h"
#include "model/query.h"
#include "model/state.h"

typedef struct History History;

History *history_new(void);
void history_free(History *history);

// One of another size: for tests, which want much to happen with few events.
typedef struct HistorySize {
    uint64_t stride; // events between two checkpoints, at least
    size_t event_bytes, checkpoint_bytes; // in memory, at most
} HistorySize;
History *history_new_sized(HistorySize size);

// The events to come are in this file as well, a recording: those that were not looked at for long leave memory, and are read from there again. A
// descriptor of our own is made. False: it can only be read from front to back, and nothing changes.
bool history_use_file(History *history, int fd);

// All events since the last call are the block that begins at this place of the file. HISTORY_NONE: they are not in it, and nothing will be from here on.
void history_end_block(History *history, uint64_t offset);

// Has the file changed under us, so that something could not be read again? It is then empty where it was.
bool history_is_lost(const History *history);

// Take one more event or definition (copied). Definitions out of order and anything else that cannot be right are counted in
// history_odd and skipped: a history never fails.
void history_add(History *history, const Record *record);
uint64_t history_odd(const History *history);

const Log *history_log(const History *history);
// Events are numbered as the program made them; one that begins in the middle (record --last) has none before history_first, and begins with the state
// there. history_count: the number that the next event will have. So positions are from history_first to history_count.
uint64_t history_first(const History *history);
uint64_t history_count(const History *history);

// The state after the first `n` events (first ≤ n ≤ count; what is less is the first). Borrowed: alive until the next call of history_at with another `n`,
// of which two are kept: the last two states asked for stay valid, so that one can hold before and after in hand.
// Of the two the one not asked for last is used again.
// Cost: unpacking a state and at most HISTORY_STRIDE reductions (more where states are large, or the memory for checkpoints ran short); stepping forward
// one or two reductions and no copy.
const State *history_at(History *history, uint64_t n);
#define HISTORY_STRIDE 8192u

// A state as the DEF_STATE records that a recording begins with which begins there; each is borrowed while `sink` has it.
typedef void StateSink(const Record *record, void *arg);
void history_write_state(const State *state, StateSink *sink, void *arg);

// The state after the newest event, kept as events arrive.
const State *history_live(const History *history);

// --- finding: positions are `n`s, as in history_at: position n stands just after event n - 1. HISTORY_NONE: there is none ---------------
#define HISTORY_NONE UINT64_MAX
typedef bool HistoryTest(const History *history, const Event *ev, uint64_t seq, void *arg);

// The nearest position to `from`, between it and `to`, just after an event that passes: above `from` if `to` is, up to `to`; else at or below `from` and
// above `to`.
uint64_t history_find_within(History *history, uint64_t from, uint64_t to, HistoryTest *test, void *arg);

// The nearest position > n (dir 1) or < n (dir -1) just after a told event, each of which is one step of `→`; backwards the first at last.
uint64_t history_next_told(History *history, uint64_t n, int dir);

// --- folds: told events that are one step together, unless the view is unfolded ------------------
// They follow from the events alone (and from the lines of a lesson that something is said to), so
// they are the same live and in a recording, forwards and back. A step is where `→` stops: a told
// event that is in no fold, or the last event of a fold.
typedef enum FoldKind {
    FOLD_NONE,
    FOLD_BEGINNING, // imports and definitions of a module, and the statement after them, which does
                    // something
    FOLD_TASK,      // a task is made, gets its name, and the loop starts with it
    FOLD_CLEANUP,   // what asyncio does by itself before it closes its loop
    FOLD_REPEAT,    // a loop that spins: the same tasks run the same lines again, iteration after
                    // iteration
} FoldKind;
typedef struct Fold {
    FoldKind kind;
    uint64_t from, to; // numbers of its first and its last event
    uint32_t times;    // FOLD_REPEAT: so often
} Fold;

// The fold that an event belongs to; FOLD_NONE: none. Cost: a binary search.
Fold history_fold(const History *history, uint64_t seq);

// Is the position just after event `seq` a step?
bool history_is_step(const History *history, uint64_t seq, bool is_unfolded);

// As history_next_told, from step to step. Forwards HISTORY_NONE also where the next step is not
// decided yet: more has to come.
uint64_t history_next_step(History *history, uint64_t n, int dir, bool is_unfolded);

// Whether events before this number are steps is decided; of later ones it hangs on what comes.
uint64_t history_decided(const History *history);

// No more will come: what is there decides.
void history_end(History *history);

// Lines of a lesson that something is said to, which are always steps of their own; each: every
// time they run. after: what is said is said once the line has run, so the next line is the step.
// Before the first event; copied.
typedef struct KeptLine {
    uint32_t from, to;
    bool each, after;
} KeptLine;
void history_keep_lines(History *history, const KeptLine *lines, size_t count);

// Is it a task of asyncio's own, made to clean up before a loop is closed? It does not stand among
// the program's tasks.
bool task_is_cleanup(const Log *log, const Task *task);

// The last position whose event came at or before time t (ns). Where threads wrote a little out of order it may be off by as little.
uint64_t history_at_time(const History *history, uint64_t t);

// --- indexes, made as events arrive --------------------------------------------------------------
// The stretches of one state in a task's life, for the timeline: span i begins at its `t` and ends where the next one begins.
typedef struct Span {
    uint64_t t;   // ns
    uint64_t seq; // of the event that began it
    TaskState state;
    bool is_held_up; // waits for a primitive
} Span;
size_t history_span_count(const History *history, uint32_t task);
Span history_span(const History *history, uint32_t task, size_t i);

// The state that a task came into by event number `seq`; TASK_NONE: into none.
TaskState history_state_entered(const History *history, uint32_t task, uint64_t seq);

// Did lines come so far?
bool history_has_lines(const History *history);

// The numbers of all output events in order, and how many of them are among the first n events.
size_t history_outputs(const History *history, const uint64_t **seqs);
size_t history_outputs_before(const History *history, uint64_t n);

// The numbers of all events of the group "trouble" in order: how many of them are among the first n events.
size_t history_troubles_before(const History *history, uint64_t n, const uint64_t **seqs);

// Stretches in which a loop was blocked (LOOP_BLOCKED), in order.
typedef struct Block { uint64_t from, to, seq; uint32_t task, site; } Block;
size_t history_blocks(const History *history, const Block **blocks);

#endif
