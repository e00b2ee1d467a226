// What one looks for or stops at: a condition on an event, as it is typed.
//
//   line 12 [FILE]        that line is about to run                 output [~ TEXT]      something (with TEXT in it) is written
//   task NAME             a step of it begins; *: of any task       exception [~ TEXT]   one was raised to where it was noticed
//   task NAME STATE       it comes into that state; or "done"       blocked, deadlock, trouble
//   anything else, or "…" in quotes: words in the told lines of --plain, without regard to case
#ifndef EXPLAIN_CONDITION_H
#define EXPLAIN_CONDITION_H

#include "explain/explain.h"

typedef enum ConditionKind {
    CONDITION_NONE, CONDITION_WORDS, CONDITION_LINE, CONDITION_TASK, CONDITION_OUTPUT, CONDITION_EXCEPTION, CONDITION_BLOCKED, CONDITION_DEADLOCK,
    CONDITION_TROUBLE
} ConditionKind;

typedef struct Condition { // {0}: none
    ConditionKind kind;
    Str typed;       // as it was, without blanks around it
    Str name;        // of the task, "*": any; of the file, "": any
    Str text;        // words, or what stands behind ~
    uint32_t line;
    TaskState state; // TASK_NONE: a step begins
    bool is_done;    // whichever of the states of a task that is done
} Condition;

void condition_free(Condition *condition);

// Always one, unless there is nothing but blanks: then CONDITION_NONE.
void condition_parse(Condition *condition, StrView typed);

// Is it true of this event?
bool condition_holds(const Condition *condition, History *history, const Event *ev, uint64_t seq);

// Is it this line of the file with that path?
bool condition_is_line(const Condition *condition, StrView path, uint32_t line);

// The kinds of events that it can be true of; 0: of any told one.
#define CONDITION_KINDS 16
size_t condition_kinds(const Condition *condition, uint16_t kinds[CONDITION_KINDS]);

#endif
