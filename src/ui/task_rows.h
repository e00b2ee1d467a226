// The rows in which tasks are listed, in the tasks pane and on the timeline: one a task, or one for many that do the same; in the order they were made, as a
// tree by parent or by what they run; sorted and filtered. No live task is ever left out: it has a row of its own or is counted in one.
#ifndef UI_TASK_ROWS_H
#define UI_TASK_ROWS_H

#include "history/history.h"

// Listed at once, tasks with the same parent that run the same function share a row from so many on.
#define TASK_ROWS_FOLD 10

typedef enum TaskView { TASK_VIEW_LIST, TASK_VIEW_TREE, TASK_VIEW_FUNCTIONS, TASK_VIEWS } TaskView;
typedef enum TaskSort { TASK_SORT_MADE, TASK_SORT_NAME, TASK_SORT_STATE, TASK_SORT_WAITED, TASK_SORT_RAN, TASK_SORT_STEPS, TASK_SORTS } TaskSort;

typedef struct TaskRow {
    uint32_t task;  // of a group: its first
    uint32_t group; // into groups
    uint32_t depth; // in the tree
    bool is_group;  // stands for all tasks of the group; its tasks follow if it is open
} TaskRow;

typedef struct TaskGroup {
    uint32_t first;         // task
    uint32_t parent;        // task
    uint32_t count;         // at the moment shown
    uint32_t n_in[TASK_STATES], n_held_up; // of those that wait: for a primitive
    uint64_t waited;                       // ns: the longest of their present waits
    uint64_t ran, steps;                   // of all
    bool is_open;
    bool is_cleanup; // asyncio's own, see task_is_cleanup
} TaskGroup;

// What the user asks for.
typedef struct TaskWish {
    TaskView view;
    TaskSort sort;
    StrView filter; // words that a row must hold, whatever their case: in its name, what it runs, its state or what it waits for
    bool shows_cleanup; // the tasks of asyncio's clean-up too
} TaskWish;

typedef struct TaskRows {
    TaskRow *rows;
    size_t count, cap;
    TaskGroup *groups;
    size_t n_groups, groups_cap;
    // Kept from frame to frame
    uint64_t run;           // of which these are
    TaskView view;
    bool shows_cleanup;
    uint32_t *group_of;     // group_of[task - 1]
    size_t n_known, known_cap;
    uint32_t *buckets;      // groups by their hash: index + 1
    size_t n_buckets;
    uint32_t *links;        // scratch: for the tree
    size_t links_cap;
} TaskRows;

// {0} is empty. run: another number for another program.
void task_rows_make(TaskRows *rows, const Log *log, const State *state, uint64_t run, const TaskWish *wish, uint64_t now);
void task_rows_free(TaskRows *rows);

// The row of a task: its own, else its group's. 0 where it has none.
size_t task_rows_find(const TaskRows *rows, uint32_t task);
// A group's own row; 0 where it has none.
size_t task_rows_find_group(const TaskRows *rows, uint32_t group);

// How many tasks there are that have no row of their own and are counted in none: in all, and taken
// off those in each state.
uint32_t task_rows_hidden(const TaskRows *rows, uint32_t n_in[TASK_STATES]);

// The name of what a task runs, without its arguments: "fetch".
StrView task_function(const Log *log, const Task *task);

// ns: how long a task has been waiting by now, for something or for its turn, 0: it does not wait;
// and how long it has run in all.
uint64_t task_waits(const Task *task, uint64_t now);
uint64_t task_ran(const Task *task, uint64_t now);

const char *task_view_name(TaskView view); // "list", "tree", "functions"
const char *task_sort_name(TaskSort sort); // "made", "name", …

#endif
