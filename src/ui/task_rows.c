#include "ui/task_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "explain/explain.h"

const char *task_view_name(TaskView view) {
    static const char *const names[TASK_VIEWS] = {"list", "tree", "functions"};
    return names[view];
}

const char *task_sort_name(TaskSort sort) {
    static const char *const names[TASK_SORTS] = {"made", "name", "state", "waited", "ran", "steps"};
    return names[sort];
}

StrView task_function(const Log *log, const Task *task) {
    StrView label = log_string(log, task->label);
    const char *open = label.len ? memchr(label.s, '(', label.len) : NULL;
    return open ? (StrView){label.s, (size_t)(open - label.s)} : label;
}

// --- which tasks do the same ---------------------------------------------------------------------

// FNV-1a.
static size_t hash_of(StrView text, uint32_t parent) {
    uint64_t hash = 14695981039346656037u ^ parent;
    for (size_t i = 0; i < text.len; i++) hash = (hash ^ (unsigned char)text.s[i]) * 1099511628211u;
    return (size_t)(hash ^ hash >> 32);
}

static uint32_t parent_in(TaskView view, const Task *task) {
    return view == TASK_VIEW_FUNCTIONS ? 0 : task->parent;
}

static void put_bucket(TaskRows *rows, size_t hash, uint32_t group) {
    size_t at = hash & (rows->n_buckets - 1);
    while (rows->buckets[at]) at = (at + 1) & (rows->n_buckets - 1);
    rows->buckets[at] = group + 1;
}

static void grow_buckets(TaskRows *rows, const Log *log, const State *state) {
    rows->n_buckets = rows->n_buckets ? rows->n_buckets * 2 : 64;
    free(rows->buckets);
    rows->buckets = mem_new(rows->n_buckets * sizeof *rows->buckets);
    for (size_t i = 0; i < rows->n_groups; i++) {
        const TaskGroup *group = &rows->groups[i];
        put_bucket(rows, hash_of(task_function(log, state_task(state, group->first)), group->parent), (uint32_t)i);
    }
}

static bool is_of_group(const TaskGroup *group, const Log *log, const State *state, StrView function, uint32_t parent) {
    return group->parent == parent && view_same(task_function(log, state_task(state, group->first)), function);
}

static uint32_t find_group(TaskRows *rows, const Log *log, const State *state, uint32_t id) {
    const Task *task = state_task(state, id);
    StrView function = task_function(log, task);
    uint32_t parent = parent_in(rows->view, task);
    if (rows->n_groups * 2 >= rows->n_buckets) grow_buckets(rows, log, state);
    size_t hash = hash_of(function, parent), at = hash & (rows->n_buckets - 1);
    for (; rows->buckets[at]; at = (at + 1) & (rows->n_buckets - 1))
        if (is_of_group(&rows->groups[rows->buckets[at] - 1], log, state, function, parent)) return rows->buckets[at] - 1;
    rows->groups = mem_grow(rows->groups, &rows->groups_cap, rows->n_groups + 1, sizeof *rows->groups);
    rows->groups[rows->n_groups] =
        (TaskGroup){.first = id, .parent = parent, .is_cleanup = task_is_cleanup(log, task)};
    rows->buckets[at] = (uint32_t)++rows->n_groups;
    return (uint32_t)rows->n_groups - 1;
}

static void forget_groups(TaskRows *rows) {
    rows->n_groups = rows->n_known = 0;
    if (rows->n_buckets) memset(rows->buckets, 0, rows->n_buckets * sizeof *rows->buckets);
}

// A task's group never changes, so it is looked for once. Where the moment shown is before a group's first task, the group is empty.
static void learn_groups(TaskRows *rows, const Log *log, const State *state) {
    rows->group_of = mem_grow(rows->group_of, &rows->known_cap, state->n_tasks, sizeof *rows->group_of);
    for (; rows->n_known < state->n_tasks; rows->n_known++) rows->group_of[rows->n_known] = find_group(rows, log, state, (uint32_t)rows->n_known + 1);
}

static uint64_t since(const Task *task, uint64_t now) {
    return now > task->since ? now - task->since : 0;
}

uint64_t task_waits(const Task *task, uint64_t now) {
    return task->state == TASK_WAITING || task->state == TASK_READY ? since(task, now) : 0;
}

uint64_t task_ran(const Task *task, uint64_t now) {
    return task->ns_in[1] + (task->state == TASK_RUNNING ? since(task, now) : 0);
}

static void count_groups(TaskRows *rows, const State *state, uint64_t now) {
    for (size_t i = 0; i < rows->n_groups; i++) {
        TaskGroup *group = &rows->groups[i];
        group->count = 0;
        group->waited = group->ran = group->steps = group->n_held_up = 0;
        memset(group->n_in, 0, sizeof group->n_in);
    }
    for (uint32_t id = 1; id <= state->n_tasks; id++) {
        const Task *task = state_task(state, id);
        TaskGroup *group = &rows->groups[rows->group_of[id - 1]];
        group->count++;
        group->n_in[task->state]++;
        group->n_held_up += task->state == TASK_WAITING && wait_is_for_sync(task->wait);
        if (task_waits(task, now) > group->waited) group->waited = task_waits(task, now);
        group->ran += task_ran(task, now);
        group->steps += task->steps;
    }
}

// --- which rows there are ------------------------------------------------------------------------

static void add_row(TaskRows *rows, TaskRow row) {
    rows->rows = mem_grow(rows->rows, &rows->cap, rows->count + 1, sizeof *rows->rows);
    rows->rows[rows->count++] = row;
}

static bool is_folded(const TaskRows *rows, const TaskGroup *group) {
    return group->count >= (rows->view == TASK_VIEW_FUNCTIONS ? 2 : TASK_ROWS_FOLD);
}

static TaskRow row_of(const TaskRows *rows, uint32_t id, uint32_t depth, bool is_group) {
    return (TaskRow){.task = id, .group = rows->group_of[id - 1], .depth = depth, .is_group = is_group};
}

static bool is_hidden(const TaskRows *rows, uint32_t id) {
    return !rows->shows_cleanup && rows->groups[rows->group_of[id - 1]].is_cleanup;
}

uint32_t task_rows_hidden(const TaskRows *rows, uint32_t n_in[TASK_STATES]) {
    uint32_t count = 0;
    for (size_t i = 0; i < rows->n_groups && !rows->shows_cleanup; i++) {
        const TaskGroup *group = &rows->groups[i];
        if (!group->is_cleanup) continue;
        count += group->count;
        for (unsigned state = 0; state < TASK_STATES; state++) n_in[state] -= group->n_in[state];
    }
    return count;
}

// What stands at the left: a row for each group, where it is folded, and for each other task.
static void list_all(TaskRows *rows, const State *state) {
    for (uint32_t id = 1; id <= state->n_tasks; id++) {
        const TaskGroup *group = &rows->groups[rows->group_of[id - 1]];
        bool folded = is_folded(rows, group);
        if (is_hidden(rows, id)) continue;
        if (!folded || group->first == id) add_row(rows, row_of(rows, id, 0, folded));
    }
}

// Below which task it stands; 0: at the left.
static uint32_t shown_parent(const TaskRows *rows, const State *state, uint32_t id) {
    uint32_t parent = state_task(state, id)->parent;
    return parent >= id || (parent && is_hidden(rows, parent))
               ? 0
               : parent; // of a damaged recording it may come later
}

// Children stand below their parent, in the order they were made; those below a folded group's tasks are shown when it is open.
// links[task]: first child, links[n + 1 + task]: next sibling.
static void list_tree(TaskRows *rows, const State *state) {
    uint32_t n = state->n_tasks, *child = rows->links, *next = rows->links + n + 1, depth = 0;
    for (uint32_t id = 0; id <= n; id++) child[id] = next[id] = 0;
    for (uint32_t id = n; id; id--) {
        uint32_t parent = shown_parent(rows, state, id);
        if (is_hidden(rows, id)) continue;
        next[id] = child[parent];
        child[parent] = id;
    }
    for (uint32_t id = child[0]; id;) {
        const TaskGroup *group = &rows->groups[rows->group_of[id - 1]];
        bool folded = is_folded(rows, group);
        if (folded && group->first == id) add_row(rows, row_of(rows, id, depth, true));
        if (!folded || group->is_open) add_row(rows, row_of(rows, id, depth + folded, false));
        if (child[id] && (!folded || group->is_open)) {
            id = child[id];
            depth++;
            continue;
        }
        while (id && !next[id]) {
            id = shown_parent(rows, state, id);
            if (id) depth--;
        }
        if (id) id = next[id];
    }
}

static void filter(TaskRows *rows, const Log *log, const State *state, StrView words) {
    Str text = {0};
    for (uint32_t id = 1; id <= state->n_tasks; id++) {
        if (is_hidden(rows, id)) continue;
        str_clear(&text);
        explain_task_name(&text, log, state, id, false);
        str_add(&text, " ");
        explain_task_label(&text, log, state, id, false);
        str_addf(&text, " %s ", task_state_word(state_task(state, id)->state));
        explain_wait(&text, log, state, id, false);
        if (text_has((StrView){text.s, text.len}, words)) add_row(rows, (TaskRow){.task = id, .group = rows->group_of[id - 1]});
    }
    str_free(&text);
}

// --- their order ---------------------------------------------------------------------------------

typedef struct Sorting {
    const TaskRows *rows;
    const Log *log;
    const State *state;
    TaskSort sort;
    uint64_t now;
} Sorting;

// What goes on stands above what waits, and that above what is over.
static unsigned state_rank(TaskState state) {
    static const unsigned char ranks[TASK_STATES] = {[TASK_NONE] = 8, [TASK_RUNNING] = 0, [TASK_READY] = 1, [TASK_CREATED_] = 2, [TASK_WAITING] = 3, [TASK_FAILED_] = 4,
                                                     [TASK_DESTROYED_] = 5, [TASK_CANCELLED_] = 6, [TASK_FINISHED_] = 7};
    return ranks[state];
}

static uint64_t value_of(const Sorting *by, const TaskRow *row) {
    const Task *task = state_task(by->state, row->task);
    const TaskGroup *group = &by->rows->groups[row->group];
    switch (by->sort) {
    case TASK_SORT_STATE: {
        unsigned best = state_rank((TaskState)task->state);
        for (unsigned state = 0; row->is_group && state < TASK_STATES; state++)
            if (group->n_in[state] && state_rank((TaskState)state) < best) best = state_rank((TaskState)state);
        return UINT64_MAX - best;
    }
    case TASK_SORT_WAITED: return row->is_group ? group->waited : task_waits(task, by->now);
    case TASK_SORT_RAN: return row->is_group ? group->ran : task_ran(task, by->now);
    case TASK_SORT_STEPS: return row->is_group ? group->steps : task->steps;
    case TASK_SORT_MADE: case TASK_SORT_NAME: case TASK_SORTS: break;
    }
    return 0;
}

static int compare_names(const Sorting *by, const TaskRow *x, const TaskRow *y) {
    StrView a = log_string(by->log, state_task(by->state, x->task)->name), b = log_string(by->log, state_task(by->state, y->task)->name);
    int order = memcmp(a.s, b.s, a.len < b.len ? a.len : b.len);
    return order ? order : a.len < b.len ? -1 : a.len > b.len;
}

static int compare(const void *a, const void *b, void *arg) {
    const Sorting *by = arg;
    const TaskRow *x = a, *y = b;
    if (by->sort == TASK_SORT_NAME) {
        int order = compare_names(by, x, y);
        if (order) return order;
    }
    uint64_t v = value_of(by, x), w = value_of(by, y);
    if (v != w) return v > w ? -1 : 1;
    return x->task < y->task ? -1 : x->task > y->task;
}

// The tasks of an open group, below its row. links[task]: the next one of its group, links[n + 1 + group]: the last so far.
static void link_groups(TaskRows *rows, const State *state) {
    uint32_t n = state->n_tasks, *next = rows->links, *last = rows->links + n + 1;
    for (uint32_t id = 1; id <= n; id++) {
        uint32_t of = rows->group_of[id - 1];
        next[id] = 0;
        if (rows->groups[of].first != id) next[last[of]] = id;
        last[of] = id;
    }
}

static void open_groups(TaskRows *rows, const State *state, Sorting *by) {
    size_t left = rows->count;
    bool is_any = false;
    for (size_t i = 0; i < left; i++) is_any |= rows->rows[i].is_group && rows->groups[rows->rows[i].group].is_open;
    if (!is_any) return;
    link_groups(rows, state);
    // The rows so far are read from the front while those to be are written behind them, and move down at last.
    for (size_t i = 0; i < left; i++) {
        TaskRow row = rows->rows[i];
        add_row(rows, row);
        if (!row.is_group || !rows->groups[row.group].is_open) continue;
        size_t first = rows->count;
        for (uint32_t id = row.task; id; id = rows->links[id]) add_row(rows, row_of(rows, id, 1, false));
        if (by->sort != TASK_SORT_MADE) qsort_r(rows->rows + first, rows->count - first, sizeof *rows->rows, compare, by);
    }
    rows->count -= left;
    memmove(rows->rows, rows->rows + left, rows->count * sizeof *rows->rows);
}

// --- all -----------------------------------------------------------------------------------------

void task_rows_make(TaskRows *rows, const Log *log, const State *state, uint64_t run, const TaskWish *wish, uint64_t now) {
    if (rows->run != run || rows->view != wish->view) forget_groups(rows);
    rows->run = run;
    rows->view = wish->view;
    rows->shows_cleanup = wish->shows_cleanup;
    rows->count = 0;
    learn_groups(rows, log, state);
    count_groups(rows, state, now);
    rows->links = mem_grow(rows->links, &rows->links_cap, 2 * ((size_t)state->n_tasks + 1) + rows->n_groups, sizeof *rows->links);
    if (wish->filter.len) filter(rows, log, state, wish->filter);
    else if (wish->view == TASK_VIEW_TREE) list_tree(rows, state);
    else list_all(rows, state);
    Sorting by = {rows, log, state, wish->sort, now};
    if (!rows->count || (wish->view == TASK_VIEW_TREE && !wish->filter.len)) return; // a tree has an order of its own
    if (wish->sort != TASK_SORT_MADE) qsort_r(rows->rows, rows->count, sizeof *rows->rows, compare, &by);
    if (!wish->filter.len) open_groups(rows, state, &by);
}

void task_rows_free(TaskRows *rows) {
    free(rows->rows);
    free(rows->groups);
    free(rows->group_of);
    free(rows->buckets);
    free(rows->links);
    *rows = (TaskRows){0};
}

size_t task_rows_find_group(const TaskRows *rows, uint32_t group) {
    for (size_t i = 0; i < rows->count; i++)
        if (rows->rows[i].is_group && rows->rows[i].group == group) return i;
    return 0;
}

size_t task_rows_find(const TaskRows *rows, uint32_t task) {
    for (size_t i = 0; i < rows->count; i++)
        if (rows->rows[i].task == task && !rows->rows[i].is_group) return i;
    return task && task <= rows->n_known ? task_rows_find_group(rows, rows->group_of[task - 1]) : 0;
}
