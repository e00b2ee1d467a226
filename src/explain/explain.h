// Events and states in plain English: what happened, and why the loop did it. Every sentence is about this program at this moment:
// its names, its lines, its times. Text from the script is cleaned (base/text.h) as it goes in.
#ifndef EXPLAIN_EXPLAIN_H
#define EXPLAIN_EXPLAIN_H

#include "base/str.h"
#include "history/history.h"

// The told story of event `seq`: one to three sentences, no newline at the end. Works for every kind, told or detail, and for kinds unknown.
void explain_event(Str *out, History *history, uint64_t seq, bool ascii);

// One line of `--plain` for a told event, without newline: "0.000  A prints: hello". Times in seconds with three decimals, as on the screen.
// Output of several lines becomes as many lines, each with its time and task, so that all of it can be read by ear.
void explain_line(Str *out, History *history, uint64_t seq, bool ascii);

// The same of a step (history_is_step): of the last event of a fold, all that the fold is about.
void explain_step(Str *out, History *history, uint64_t seq, bool is_unfolded, bool ascii);
void explain_step_line(Str *out, History *history, uint64_t seq, bool ascii);

// The short name of a task everywhere on the screen: its name; `*label` gets what it runs ("fetch('A', 2)").
// 0 is "the program".
void explain_task_name(Str *out, const Log *log, const State *state, uint32_t task, bool ascii);
void explain_task_label(Str *out, const Log *log, const State *state, uint32_t task, bool ascii);

// The same as a thing among others: "task B", but "Task-2".
void explain_task_as_thing(Str *out, const Log *log, const State *state, uint32_t task, bool ascii);

// A value of the script's, whole: tasks, futures and primitives in it stand by their names, not as
// `<Lock #1>`.
void explain_value(Str *out, const Log *log, const State *state, uint32_t string, bool ascii);

// The same of what a task runs, as the source would call it: move(here, Lock 2), wait_for(A).
void explain_arguments(Str *out, const Log *log, const State *state, uint32_t string, bool ascii);

// What a task waits for, in a person's words, for the tasks pane: "sleep until 1.000", "gather, 1 of 2 done", "Task B". Empty if it does not wait.
void explain_wait(Str *out, const Log *log, const State *state, uint32_t task, bool ascii);

// Why a task does not go on, and who can wake it: a paragraph for it and one for each task that this depends on, with a newline between them.
void explain_why(Str *out, const Log *log, const State *state, uint32_t task, bool ascii);

// A primitive or a future as the source calls it, between two `quote`s, else by its number: "Lock `db`", "Queue 2", "Future `reply`".
void explain_sync(Str *out, const Log *log, const State *state, uint32_t sync, const char *quote, bool ascii);
void explain_future(Str *out, const Log *log, const State *state, uint32_t future, const char *quote, bool ascii);

// What was measured in the whole program: the longest hold of a lock across an await, queues that were only filled, waits that no other task made use
// of. Sentences, or nothing; `is_line`: for --plain, without backquotes.
void explain_measures(Str *out, const Log *log, const State *state, bool is_line, bool ascii);

// A handle in the ready queue or among the timers, in two or three words: "A step", "B wakes", "B sleep", "callback tick".
void explain_handle(Str *out, const Log *log, const State *state, uint32_t handle, bool ascii);

// What comes next, seen from a state: "Next in the ready queue is C." / "Nothing is ready; the soonest timer, B's, is due at 1.000." Empty
// while something runs, and before and after the loop.
void explain_next(Str *out, const Log *log, const State *state, bool ascii);

// Seconds from nanoseconds as the screen shows them: "1.000"; up to `decimals` (3, 6 or 9).
void explain_seconds(Str *out, uint64_t ns, int decimals);

// A duration with its unit: "2.0 s", "15 ms", "340 µs" ("us" in ASCII).
void explain_duration(Str *out, uint64_t ns, bool ascii);

#endif
