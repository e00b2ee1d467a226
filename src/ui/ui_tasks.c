// The tasks: every one there is, with its state and what it waits for; where many do the same, one row says how many of them are in which state.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/panes.h"

// --- what a row says -----------------------------------------------------------------------------

typedef enum Col {
    COL_NAME,
    COL_LABEL,
    COL_WHAT,
    COL_WAITED,
    COL_RAN,
    COL_STEPS,
    COL_PLACE,
    COLS
} Col;
enum { SYMBOL = 2, LABEL_MIN = 8, TWO = 5 }; // cells: of a symbol, a label, left of a second line
enum { DEPTH_MAX = 8 };

typedef struct Fields {
    Str text[COLS];
    int cells[COLS];
    size_t word; // bytes of COL_WHAT that are the state's own word
    int indent;
    int lines; // 2: there is room below to say what it waits for
} Fields;

static int indent_of(const TaskRow *row) {
    return 2 * (int)(row->depth < DEPTH_MAX ? row->depth : DEPTH_MAX);
}

static bool is_in_ready(const View *view, const Task *task) {
    const Handle *handle = state_handle(view->state, task->handle);
    return handle && handle->state == HANDLE_READY;
}

// Its state, and behind it its result or why it failed. Of one that waits its symbol says so: what
// it waits for stands here alone.
static void add_what(const View *view, Fields *fields, uint32_t id, const Task *task) {
    Str *out = &fields->text[COL_WHAT];
    explain_wait(out, view->log, view->state, id, view->is_ascii);
    bool is_new = task->state == TASK_CREATED_ && is_in_ready(view, task);
    if (!out->len)
        str_add(out, words(is_new ? N_("created, in ready") : task_state_word(task->state)));
    fields->word = task->state == TASK_WAITING ? 0 : out->len;
    if (task->state == TASK_FINISHED_ && task->result &&
        !view_is(log_string(view->log, task->result), "None")) {
        str_add(out, " ");
        explain_value(out, view->log, view->state, task->result, view->is_ascii);
    }
    if (task->state == TASK_FAILED_) {
        str_add(out, " ");
        add_clean(view, out, task->result);
        if (task->message && log_string(view->log, task->message).len) str_add(out, ": ");
        if (task->message) add_clean(view, out, task->message);
    }
    if (!task->cancel_requested) return;
    str_add(out, ", ");
    str_add(out, words(N_("asked to cancel")));
}

static void add_steps(Str *out, uint64_t steps) {
    if (!steps) return;
    if (steps == 1) str_add(out, words(N_("1 step")));
    else str_addf(out, words(N_("%llu steps")), (unsigned long long)steps);
}

// How long it has waited by now, for something or for its turn; how long it has run; how often.
static void add_times(const View *view, Fields *fields, uint64_t waits, uint64_t ran,
                      uint64_t steps) {
    Str time = {0};
    if (add_time(view, &time, waits))
        str_addf(&fields->text[COL_WAITED], words(N_("for %s")), time.s);
    str_clear(&time);
    if (add_time(view, &time, ran)) str_addf(&fields->text[COL_RAN], words(N_("ran %s")), time.s);
    add_steps(&fields->text[COL_STEPS], steps);
    str_free(&time);
}

// So many of its tasks in each state, in the order of their lives.
static void add_counts(const View *view, Str *out, const uint32_t *n_in) {
    static const TaskState order[] = {TASK_RUNNING, TASK_CREATED_, TASK_READY, TASK_WAITING, TASK_FINISHED_, TASK_FAILED_, TASK_CANCELLED_, TASK_DESTROYED_};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!n_in[order[i]]) continue;
        str_addf(out, " %u%s", n_in[order[i]], theme_glyph(glyph_of_state(order[i]), view->is_ascii));
    }
}

static void fill_group(const View *view, Fields *fields, const TaskRow *row) {
    const TaskGroup *group = &view->rows->groups[row->group];
    str_addf(&fields->text[COL_NAME], "%s%u ", theme_glyph(GLYPH_TIMES, view->is_ascii),
             group->count);
    text_clean(&fields->text[COL_NAME],
               task_function(view->log, state_task(view->state, row->task)), view->is_ascii);
    Str counts = {0};
    add_counts(view, &counts, group->n_in);
    if (counts.len) str_add(&fields->text[COL_WHAT], counts.s + 1);
    add_times(view, fields, group->waited, group->ran, group->steps);
    str_free(&counts);
}

static void fill_task(const View *view, Fields *fields, uint32_t id) {
    const Task *task = state_task(view->state, id);
    Place place = place_of_task(view, id);
    explain_task_name(&fields->text[COL_NAME], view->log, view->state, id, view->is_ascii);
    explain_task_label(&fields->text[COL_LABEL], view->log, view->state, id, view->is_ascii);
    add_what(view, fields, id, task);
    add_times(view, fields, task_waits(task, view->now), task_ran(task, view->now), task->steps);
    if (!task_is_done(task) && place.line) str_addf(&fields->text[COL_PLACE], ":%u", place.line);
}

static void fill_row(const View *view, Fields *fields, const TaskRow *row) {
    *fields = (Fields){.indent = indent_of(row), .lines = 1};
    if (row->is_group) fill_group(view, fields, row);
    else fill_task(view, fields, row->task);
    for (Col col = 0; col < COLS; col++)
        fields->cells[col] =
            text_cells((StrView){str_text(&fields->text[col]), fields->text[col].len});
}

// --- the columns, the same in every row on the screen --------------------------------------------

typedef struct Columns {
    int w, gap;
    int x[COLS], width[COLS]; // width 0: it is not shown
} Columns;

static Col sorted_col(const View *view) {
    if (view->ways->task_view == TASK_VIEW_TREE) return COLS;
    switch (view->ways->task_sort) {
    case TASK_SORT_WAITED: return COL_WAITED;
    case TASK_SORT_RAN: return COL_RAN;
    case TASK_SORT_STEPS: return COL_STEPS;
    case TASK_SORT_MADE:
    case TASK_SORT_NAME:
    case TASK_SORT_STATE:
    case TASK_SORTS: break;
    }
    return COLS;
}

static int widest_of(const Fields *rows, int count, Col col) {
    int widest = 0;
    for (int i = 0; i < count; i++) {
        int cells = rows[i].cells[col] + (col == COL_NAME ? rows[i].indent : 0);
        if (cells > widest) widest = cells;
    }
    return widest;
}

static void claim(Columns *at, int *room, int gap, Col col, int cells) {
    if (!cells || at->width[col]) return;
    if (cells > *room - gap) cells = *room - gap > 0 ? *room - gap : 0;
    at->width[col] = cells;
    if (cells) *room -= cells + gap;
}

// Names take what they need, then the time by which they are sorted, what they wait for, what they
// run, and where; then the other times. Half of what is left between a label and a reason is the
// label's at least where a name says nothing.
static Columns columns_of(const View *view, const Fields *rows, int count, int w) {
    Columns at = {.w = w, .gap = 1};
    int room = w - 1 - SYMBOL, widest[COLS];
    for (Col col = 0; col < COLS; col++) widest[col] = widest_of(rows, count, col);
    Col sorted = sorted_col(view);
    claim(&at, &room, 0, COL_NAME, widest[COL_NAME]);
    if (sorted != COLS) claim(&at, &room, 1, sorted, widest[sorted]);
    claim(&at, &room, 1, COL_WHAT, widest[COL_WHAT]);
    claim(&at, &room, 1, COL_LABEL, widest[COL_LABEL]);
    if (at.width[COL_LABEL] < LABEL_MIN && at.width[COL_LABEL] < widest[COL_LABEL]) {
        room += at.width[COL_LABEL] ? at.width[COL_LABEL] + 1 : 0;
        at.width[COL_LABEL] = 0;
    }
    if (widest[COL_PLACE] + 1 <= room) claim(&at, &room, 1, COL_PLACE, widest[COL_PLACE]);
    // Apart from what stands before them.
    static const Col times[] = {COL_WAITED, COL_RAN, COL_STEPS};
    int shown = 0;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (widest[times[i]] + 2 <= room) claim(&at, &room, 2, times[i], widest[times[i]]);
    for (Col col = 0; col < COLS; col++) shown += at.width[col] > 0;
    if (room >= shown - 1) at.gap = 2;
    int x = 1 + SYMBOL;
    for (Col col = 0; col < COLS; col++) {
        if (at.width[col] && at.gap == 1 && col > COL_WHAT && col < COL_PLACE && col != sorted) x++;
        at.x[col] = x;
        if (at.width[col]) x += at.width[col] + at.gap;
    }
    at.x[COL_PLACE] = w - at.width[COL_PLACE];
    return at;
}

// --- a row ---------------------------------------------------------------------------------------

static bool fits_columns(const Columns *at, const Fields *fields) {
    for (Col col = 0; col < COLS; col++) {
        int cells = fields->cells[col] + (col == COL_NAME ? fields->indent : 0);
        bool may_miss = col == COL_WAITED || col == COL_RAN || col == COL_STEPS || col == COL_PLACE;
        if (cells > at->width[col] && !(may_miss && !at->width[col])) return false;
    }
    return true;
}

// What a row takes whose fields stand close together, but for its place.
static int close_cells(const Columns *at, const Fields *fields) {
    int cells = 1 + SYMBOL + fields->indent + fields->cells[COL_NAME];
    for (Col col = COL_LABEL; col < COL_PLACE; col++)
        if (fields->cells[col] && (col <= COL_WHAT || at->width[col]))
            cells += 1 + fields->cells[col];
    return cells;
}

// Where not all of it fits: the name, then what it waits for; of what it runs as much as tells it
// from others, where its name is Task-7.
static void cut_fields(const Columns *at, Fields *fields) {
    int room = at->w - 1 - SYMBOL - fields->indent, *cells = fields->cells;
    for (Col col = COL_WAITED; col < COL_PLACE; col++)
        room -= at->width[col] && cells[col] ? 1 + cells[col] : 0;
    int name = room - 1 - cells[COL_WHAT]; // what the rest leaves, and at least half
    if (name < room / 2) name = room / 2;
    if (cells[COL_NAME] > name) cells[COL_NAME] = name > 0 ? name : 0;
    room -= cells[COL_NAME] + 1;
    bool says_nothing = strncmp(str_text(&fields->text[COL_NAME]), "Task-", 5) == 0;
    int label = says_nothing && cells[COL_LABEL]
                    ? LABEL_MIN + (room > 2 * LABEL_MIN ? (room - 2 * LABEL_MIN) / 2 : 0)
                    : 0;
    if (label > cells[COL_LABEL]) label = cells[COL_LABEL];
    int what = room - (label ? label + 1 : 0);
    if (what > cells[COL_WHAT]) what = cells[COL_WHAT];
    if (what < 4) what = 0; // a cut word of three letters says nothing
    label = room - (what ? what + 1 : 0);
    if (label > cells[COL_LABEL]) label = cells[COL_LABEL];
    if (label < 4) {
        label = 0;
        what = cells[COL_WHAT] < room ? cells[COL_WHAT] : room;
    }
    cells[COL_LABEL] = label;
    cells[COL_WHAT] = what > 0 ? what : 0;
    cells[COL_PLACE] = 0;
}

static Style style_of(const View *view, const TaskRow *row, Col col) {
    const Task *task = state_task(view->state, row->task);
    if (row->is_group) return col == COL_NAME ? INK_TITLE : col == COL_WHAT ? INK_TEXT : INK_DIM;
    if (col == COL_NAME)
        return style_of_task(row->task) | (row->task == view->acting ? MARK_BOLD : 0);
    return col == COL_WHAT && !task_is_done(task) ? INK_TEXT : INK_DIM;
}

static int draw_field(const View *view, const Canvas *canvas, int x, int y, int width,
                      const TaskRow *row, const Fields *fields, Col col) {
    StrView text = {str_text(&fields->text[col]), fields->text[col].len},
            word = {text.s, fields->word};
    canvas_field(canvas, x, y, width, style_of(view, row, col), text);
    bool has_word = col == COL_WHAT && word.len && !row->is_group &&
                    text_cells(word) + (text.len > word.len) <= width;
    if (has_word)
        canvas_put(canvas, x, y, style_of_state(state_task(view->state, row->task)->state), word);
    return x + width;
}

// On two lines: below what it is stands what it waits for.
static void draw_two(const View *view, const Canvas *canvas, int y, const TaskRow *row,
                     const Columns *at, Fields *fields) {
    int what = fields->cells[COL_WHAT], x = TWO + fields->indent;
    fields->cells[COL_WHAT] = 0;
    if (close_cells(at, fields) > at->w) cut_fields(at, fields);
    int end = 1 + SYMBOL + fields->indent;
    for (Col col = COL_NAME; col < COL_PLACE; col++)
        if (fields->cells[col] && (col <= COL_WHAT || at->width[col]))
            end = draw_field(view, canvas, end, y, fields->cells[col], row, fields, col) + 1;
    if (fields->cells[COL_PLACE] && end + fields->cells[COL_PLACE] <= at->w)
        draw_field(view, canvas, at->w - fields->cells[COL_PLACE], y, fields->cells[COL_PLACE], row,
                   fields, COL_PLACE);
    draw_field(view, canvas, x, y + 1, what < at->w - x ? what : at->w - x, row, fields, COL_WHAT);
}

static void draw_row(const View *view, const Canvas *canvas, int y, const TaskRow *row,
                     const Columns *at, Fields *fields) {
    const Task *task = state_task(view->state, row->task);
    if (row->is_group)
        canvas_glyph(canvas, 1 + fields->indent, y, INK_TITLE,
                     view->rows->groups[row->group].is_open ? GLYPH_OPEN : GLYPH_CLOSED);
    else
        canvas_glyph(canvas, 1 + fields->indent, y, style_of_state(task->state),
                     glyph_of_state(task->state));
    if (fields->lines == 2) {
        draw_two(view, canvas, y, row, at, fields);
        return;
    }
    if (!fits_columns(at, fields) && close_cells(at, fields) > at->w) cut_fields(at, fields);
    int end = 1 + SYMBOL + fields->indent, slack = at->w - close_cells(at, fields);
    bool has_place = fields->cells[COL_PLACE] && fields->cells[COL_PLACE] + 1 <= slack;
    if (has_place) slack -= fields->cells[COL_PLACE] + 1;
    for (Col col = COL_NAME; col < COL_PLACE; col++) {
        if (!fields->cells[col] || (col > COL_WHAT && !at->width[col])) continue;
        // In its column, or as near to it as there is room for.
        int apart = col == COL_NAME ? 0 : at->x[col] - end;
        if (apart > slack) apart = slack;
        if (apart < 0) apart = 0;
        slack -= apart;
        end = draw_field(view, canvas, end + apart, y, fields->cells[col], row, fields, col) + 1;
    }
    if (has_place)
        draw_field(view, canvas, at->w - fields->cells[COL_PLACE], y, fields->cells[COL_PLACE], row,
                   fields, COL_PLACE);
}

// --- all of them ---------------------------------------------------------------------------------

// The rows on the screen, and their columns. Rows that would be cut go on in those that are left
// blank below.
typedef struct Table {
    Fields *rows;
    int count, top;
    Columns at;
} Table;

static Table make_table(const View *view, int w, int h) {
    int rows = (int)view->rows->count;
    Table table = {.top = ui_tasks_top(view, h)};
    table.rows = mem_new((size_t)(h + 1) * sizeof *table.rows);
    for (; table.count < h && table.top + table.count < rows; table.count++)
        fill_row(view, &table.rows[table.count], &view->rows->rows[table.top + table.count]);
    table.at = columns_of(view, table.rows, table.count, w);
    int spare = h - table.count;
    for (int i = 0; i < table.count && spare > 0; i++) {
        if (fits_columns(&table.at, &table.rows[i]) || close_cells(&table.at, &table.rows[i]) <= w)
            continue;
        table.rows[i].lines = 2;
        spare--;
    }
    return table;
}

static void free_table(Table *table) {
    for (int i = 0; i < table->count; i++)
        for (Col col = 0; col < COLS; col++) str_free(&table->rows[i].text[col]);
    free(table->rows);
}

size_t ui_tasks_row_at(const View *view, int w, int h, int y) {
    Table table = make_table(view, w, h);
    int i = 0;
    for (; i < table.count && y >= table.rows[i].lines; i++) y -= table.rows[i].lines;
    size_t row = i < table.count ? (size_t)(table.top + i) : view->rows->count;
    free_table(&table);
    return row;
}

// What the eye is on, in the list; that of the whole group where it is folded.
static size_t followed_row(const View *view) {
    if (view->selected_group) return task_rows_find_group(view->rows, view->selected_group - 1);
    return task_rows_find(view->rows, view->selected ? view->selected : view->acting);
}

int ui_tasks_top(const View *view, int h) {
    int rows = (int)view->rows->count;
    if (!view->is_held) return follow(0, h, rows, (int)followed_row(view));
    return view->top > rows - h ? (rows > h ? rows - h : 0) : view->top;
}

static bool is_selected(const View *view, const TaskRow *row) {
    return row->is_group ? view->selected_group == row->group + 1 : view->selected == row->task && !view->selected_group;
}

Drawn ui_tasks_draw(const View *view, const Canvas *canvas) {
    int rows = (int)view->rows->count, h = canvas->at.h, y = 0;
    if (!view->state->n_tasks) draw_empty(canvas, "No task yet: asyncio.run makes the first one.");
    else if (!rows) draw_empty(canvas, "No task fits. esc shows them all.");
    Table table = make_table(view, canvas->at.w, h);
    for (int i = 0; i < table.count; i++) {
        const TaskRow *row = &view->rows->rows[table.top + i];
        int lines = table.rows[i].lines;
        draw_row(view, canvas, y, row, &table.at, &table.rows[i]);
        bool is_pointed_at = view->is_presenting && !row->is_group && row->task == view->acting && !view->selected;
        for (int line = 0; line < lines; line++)
            if (is_selected(view, row) || is_pointed_at)
                canvas_mark(canvas, 0, y + line, canvas->at.w, MARK_REVERSE);
        y += lines;
    }
    int top = table.top;
    free_table(&table);
    return (Drawn){rows, top};
}

void ui_tasks_title(const View *view, Str *left, Str *right) {
    static const char *const sorted_by[TASK_SORTS] = {[TASK_SORT_MADE] = "",
                                                      [TASK_SORT_NAME] = N_("by name"),
                                                      [TASK_SORT_STATE] = N_("by state"),
                                                      [TASK_SORT_WAITED] = N_("by longest wait"),
                                                      [TASK_SORT_RAN] = N_("by run time"),
                                                      [TASK_SORT_STEPS] = N_("by steps")};
    const Ways *ways = view->ways;
    str_add(left, "tasks");
    if (ways->task_view) str_addf(left, ": %s", task_view_name(ways->task_view));
    if (ways->task_sort && ways->task_view != TASK_VIEW_TREE)
        str_addf(left, ", %s", words(sorted_by[ways->task_sort]));
    if (view->filter.len) {
        str_add(left, " /");
        text_clean(left, view->filter, view->is_ascii);
    }
    if (!view->state->n_tasks) return;
    uint32_t n_in[TASK_STATES];
    memcpy(n_in, view->state->n_in, sizeof n_in);
    str_addf(right, "%u:", view->state->n_tasks - task_rows_hidden(view->rows, n_in));
    add_counts(view, right, n_in);
}
