#include "fuzz/look.h"

#include <stdlib.h>

#include "explain/explain.h"
#include "history/snapshot.h"
#include "ui/panes.h"

enum { EVENTS = 400, SEEKS = 12 };

History *look_new(void) {
    return history_new_sized((HistorySize){.stride = 32, .event_bytes = 1 << 16, .checkpoint_bytes = 1 << 16});
}

void look_free(History *history) {
    history_free(history);
}

static void hear(History *history, uint64_t seq) {
    Str text = {0};
    explain_event(&text, history, seq, seq % 2);
    str_clear(&text);
    if (event_is_told(log_event(history_log(history), seq))) explain_line(&text, history, seq, seq % 2);
    str_free(&text);
}

static void look_around(const State *state, const Log *log) {
    Str text = {0};
    uint32_t some[16];
    for (uint32_t id = 0; id <= state->n_tasks && id < 40; id++) {
        explain_task_name(&text, log, state, id, false);
        explain_task_label(&text, log, state, id, true);
        explain_wait(&text, log, state, id, false);
        explain_why(&text, log, state, id, false);
        state_circle(state, id, some, 16);
    }
    for (uint32_t loop = 0; loop <= state->n_loops && loop < 8; loop++) {
        size_t count = state_ready(state, loop, some, 16);
        while (count--) explain_handle(&text, log, state, some[count], false);
        count = state_timers(state, loop, some, 16);
        while (count--) explain_handle(&text, log, state, some[count], false);
    }
    explain_next(&text, log, state, false);
    explain_measures(&text, log, state, false, false);
    str_free(&text);
}

// Every pane, of a size and in a way that the seed chooses.
static void draw_panes(History *history, uint64_t n, uint32_t seed) {
    static PaneDraw *const panes[] = {ui_source_draw, ui_tasks_draw, ui_loop_draw, ui_timeline_draw, ui_output_draw, ui_story_draw, ui_sync_draw, ui_waits_draw, ui_trouble_draw};
    UiScene scene = {.history = history, .title = "", .cursor = n, .speed = 1};
    Ways ways = {.task_view = (TaskView)(seed % TASK_VIEWS), .task_sort = (TaskSort)(seed / 3 % TASK_SORTS), .waits_around = seed & 16, .output_of_task = seed & 32,
                 .by_event = seed & 64, .zoom = seed >> 7 & 7, .pan = seed & 1024 ? UINT64_MAX : seed, .all_frames = seed & 2048};
    View view = {.scene = &scene, .history = history, .log = history_log(history), .state = history_at(history, n), .ways = &ways, .is_ascii = seed & 1,
                 .top = (int)(seed >> 12 & 15), .is_held = seed & 4096, .is_presenting = seed & 8192, .trouble = seed & 4 ? SIZE_MAX : seed & 3};
    TaskRows rows = {0};
    TaskWish wish = {ways.task_view, ways.task_sort, {"a", seed >> 14 & 1}, seed >> 15 & 1};
    Grid grid = {0};
    Rich inspector = {0};
    view.now = view.state->now + (seed & 128 ? 1000 : 0);
    view.last = n > log_first(view.log) ? log_event(view.log, n - 1) : NULL;
    view.selected = seed % (view.state->n_tasks + 1);
    view.acting = view.last ? view.last->task : 0;
    view.eye = view.selected ? view.selected : view.acting;
    view.loop = state_loop_shown(view.state);
    view.rows = &rows;
    view.place = place_of_task(&view, view.eye);
    task_rows_make(&rows, view.log, view.state, 1, &wish, view.now);
    for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
        grid_reset(&grid, (int)(seed >> 16 & 127) + 1, (int)(seed >> 23 & 31) + 1, view.is_ascii);
        Canvas canvas = canvas_of(&grid);
        view.state = history_at(history, n);
        panes[i](&view, &canvas);
    }
    view.state = history_at(history, n);
    if (state_task(view.state, view.eye)) ui_inspect_fill(&inspector, &view, view.eye);
    rich_free(&inspector);
    grid_free(&grid);
    task_rows_free(&rows);
}

// From the beginning, one event after the other, without a checkpoint.
static void replay(Snapshot *plain, History *history, uint64_t n) {
    snapshot_copy(plain, &(Snapshot){.state = *history_at(history, history_first(history))});
    while (plain->state.events < n) snapshot_apply(plain, log_event(history_log(history), plain->state.events));
}

void look_at(History *history, uint32_t seed) {
    uint64_t first = history_first(history), count = history_count(history) - first;
    if (count > EVENTS) count = EVENTS;
    for (uint64_t seq = first; seq < first + count; seq++) hear(history, seq);
    Snapshot plain = {0};
    for (int i = 0; i < SEEKS; i++) {
        seed = seed * 1664525 + 1013904223;
        uint64_t n = first + (count ? (seed >> 8) % (count + 1) : 0);
        replay(&plain, history, n);
        const State *state = history_at(history, n);
        if (!state_equal(state, &plain.state)) abort();
        look_around(state, history_log(history));
        draw_panes(history, n, seed);
    }
    snapshot_free(&plain);
    for (uint32_t task = 1; task <= history_live(history)->n_tasks && task < 20; task++)
        for (size_t i = 0; i < history_span_count(history, task); i++) history_span(history, task, i);
}
