// What stands in the panes: a story made by hand, the words and signs that must be there, and no size that breaks a pane.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

#include "explain/story.h"
#include "ui/panes.h"

#define SECOND 1000000000u

static const char source[] = "import asyncio\n\nasync def nap(seconds):\n    await asyncio.sleep(seconds)\n\nasyncio.run(main())\n";

enum { MAIN = 1, A, B };

// main makes A and B, which sleep; A is woken at 1.000, prints, fails. `stop` names the moment at which the story breaks off.
typedef enum Moment { TURN_BEGINS, MAIN_RUNS, ALL_SLEEP, A_IS_WOKEN, A_PRINTS, A_FAILS } Moment;

static Story story_until(Moment stop) {
    Story s = story_new();
    uint32_t file = story_source(&s, "/home/x/naps.py", source), nap = story_code(&s, "nap", file, 3);
    uint32_t site = story_site(&s, 0, nap, 4);
    story_event(&s, EV_SCRIPT_STARTED, 0, file, 0, 0, 0);
    story_loop(&s);
    story_event(&s, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    story_task(&s, "main", "main()", 0, 0, 0);
    story_event_ns(&s, EV_ITERATION_BEGAN, 0, 1, 0, 0);
    story_event(&s, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    if (stop == TURN_BEGINS) return s;
    story_event(&s, EV_STEP_BEGAN, MAIN, 0, 0, 0, 0);
    story_task(&s, "A", "nap(1)", MAIN, 0, 1);
    story_task(&s, "B", "nap(2)", MAIN, 0, 2);
    if (stop == MAIN_RUNS) return s;
    story_event(&s, EV_TASK_AWAITS, MAIN, A, 0, 0, 0);
    story_event(&s, EV_TASK_AWAITS, MAIN, B, 0, 0, 0);
    story_event(&s, EV_TASK_SUSPENDED, MAIN, WAIT_FOR_GATHER, 0, 0, 2);
    story_event_ns(&s, EV_ITERATION_BEGAN, 0, 2, 0, 0);
    story_event(&s, EV_RUN_BEGAN, 0, 2, 0, 0, 0);
    for (uint32_t task = A; task <= B; task++) {
        story_event(&s, EV_STEP_BEGAN, task, task - 1, 0, 0, 0);
        story_event_ns(&s, EV_TIMER_SCHEDULED, task, task + 1, 0, (uint64_t)(task - 1) * SECOND);
        story_event(&s, EV_TASK_SUSPENDED, task, WAIT_FOR_SLEEP, site, task + 1, 0);
    }
    story_event_ns(&s, EV_ITERATION_BEGAN, 0, 0, 0, SECOND);
    story_event_ns(&s, EV_POLL_BEGAN, 0, 0, 0, SECOND);
    if (stop == ALL_SLEEP) return s;
    s.t = SECOND;
    story_event(&s, EV_POLL_ENDED, 0, WAKE_TIMEOUT, 0, 0, 0);
    story_event(&s, EV_TIMER_FIRED, A, A + 1, 0, 0, 0);
    story_event(&s, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    story_event(&s, EV_HANDLE_BEGAN, A, A + 1, 0, 0, 0);
    story_event(&s, EV_TASK_WOKEN, A, 0, 0, 0, 0);
    story_event(&s, EV_HANDLE_ENDED, A, A + 1, 0, 0, 0);
    if (stop == A_IS_WOKEN) return s;
    story_event_ns(&s, EV_ITERATION_BEGAN, 0, 1, 0, 0);
    story_event(&s, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    story_event(&s, EV_STEP_BEGAN, A, 0, 0, 0, 0);
    story_event(&s, EV_OUTPUT, A, 1, story_string(&s, "good\033[31m morning\n"), 0, 0);
    story_event(&s, EV_OUTPUT, A, 2, story_string(&s, "bad news\n"), 0, 0);
    if (stop == A_PRINTS) return s;
    story_event(&s, EV_TASK_FAILED, A, story_string(&s, "ValueError"), story_string(&s, "no bed"), site, 0);
    return s;
}

typedef struct Shot {
    Story story;
    UiScene scene;
    View view;
    Ways ways;
    TaskRows rows;
} Shot;

static void make_rows(TaskRows *rows, View *view, const Ways *ways) {
    TaskWish wish = {ways->task_view, ways->task_sort, view->filter, view->scene->is_unfolded};
    task_rows_make(rows, view->log, view->state, 1, &wish, view->now);
    view->rows = rows;
    view->ways = ways;
    view->eye = view->selected ? view->selected : view->acting;
    view->loop = state_loop_shown(view->state);
    view->trouble = SIZE_MAX;
}

// A view of the newest moment of the story; `later`: the clock has gone on by so much, as it does while playing.
static void shoot(Shot *shot, Moment stop, bool is_ascii, uint64_t later) {
    shot->story = story_until(stop);
    History *history = shot->story.history;
    shot->scene = (UiScene){.history = history, .title = "naps", .cursor = history_count(history), .run = UI_RUN_HELD, .speed = 1};
    View *view = &shot->view;
    *view = (View){.scene = &shot->scene, .history = history, .log = history_log(history), .is_ascii = is_ascii};
    view->state = history_at(history, shot->scene.cursor);
    assert_int_equal(view->state->unknown, 0);
    view->now = view->state->now + later;
    view->last = log_event(view->log, shot->scene.cursor - 1);
    view->acting = state_running_task(view->state);
    if (!view->acting) view->acting = view->last->task;
    view->place = place_of_task(view, view->acting);
    shot->ways = (Ways){.pan = UINT64_MAX};
    shot->rows = (TaskRows){0};
    make_rows(&shot->rows, view, &shot->ways);
}

static void end_shot(Shot *shot) {
    task_rows_free(&shot->rows);
    history_free(shot->story.history);
}

static void draw(PaneDraw *pane, const View *view, int w, int h, Str *out) {
    Grid grid = {0};
    grid_reset(&grid, w, h, view->is_ascii);
    Canvas canvas = canvas_of(&grid);
    pane(view, &canvas);
    for (int y = 0; y < h; y++) {
        grid_row(&grid, y, out);
        str_add(out, "\n");
    }
    grid_free(&grid);
}

static void panes_say_what_is_so(void **state) {
    (void)state;
    static const struct { const char *why; PaneDraw *pane; Moment stop; bool is_ascii; uint64_t later; const char *there, *not_there;
    } rows[] = {
        {"before the first step the turn is counted", ui_loop_draw, TURN_BEGINS, false, 0,
         "run 0 of 1", NULL},
        {"the end of the turn stands behind what is in it", ui_loop_draw, TURN_BEGINS, false, 0,
         "main step  │", NULL},
        {"what was added in this turn stands behind its end", ui_loop_draw, MAIN_RUNS, false, 0,
         "▶main step  │ A step  B step", NULL},
        {"the same in ASCII", ui_loop_draw, MAIN_RUNS, true, 0, ">main step  | A step  B step",
         "│"},
        {"between turns there is no end of one", ui_loop_draw, ALL_SLEEP, false, 0, "ready   –",
         "│"},
        {"timers count down", ui_loop_draw, ALL_SLEEP, false, 0, "in 1.000", "overdue"},
        {"timers come soonest first", ui_loop_draw, ALL_SLEEP, false, SECOND / 2,
         "in 0.500\n         B sleep", NULL},
        {"a timer that nobody looked at is overdue", ui_loop_draw, ALL_SLEEP, false,
         3 * (uint64_t)SECOND / 2, "overdue by 0.500", NULL},
        {"a task has its symbol and its state's word", ui_tasks_draw, MAIN_RUNS, false, 0,
         "▶ main  main()  running", NULL},
        {"a new task is created, and stands in the ready queue", ui_tasks_draw, MAIN_RUNS, false, 0,
         "○ A     nap(1)  created, in ready", NULL},
        {"who waits says for what", ui_tasks_draw, ALL_SLEEP, false, 0,
         "◌ A     nap(1)  sleep until 1.000", "waiting"},
        {"and where", ui_tasks_draw, ALL_SLEEP, false, 0, ":4\n", NULL},
        {"a gather counts its children", ui_tasks_draw, ALL_SLEEP, false, 0, "gather, 0 of 2 done",
         NULL},
        {"a woken task is ready", ui_tasks_draw, A_IS_WOKEN, false, 0, "● A     nap(1)  ready",
         NULL},
        {"a failure shows its exception", ui_tasks_draw, A_FAILS, false, 0, "ValueError: no bed",
         NULL},
        {"who sleeps at a line stands beside it", ui_source_draw, ALL_SLEEP, false, 0, "◌A ◌B",
         NULL},
        {"no line is live while nobody runs", ui_source_draw, ALL_SLEEP, false, 0, "await", "▶"},
        {"the line of who runs has its mark", ui_source_draw, A_PRINTS, false, 0, "▶ 4", NULL},
        {"output has its author", ui_output_draw, A_PRINTS, false, 0, " A         │ good", NULL},
        {"escape codes are shown, not obeyed", ui_output_draw, A_PRINTS, false, 0, "\\x1b[31m",
         "\033"},
        {"stderr has a sign of its own", ui_output_draw, A_PRINTS, false, 0, "! bad news", NULL},
        {"the timeline shows who waits", ui_timeline_draw, A_IS_WOKEN, false, 0, " B        ▇·····",
         NULL},
        {"the timeline in ASCII", ui_timeline_draw, A_IS_WOKEN, true, 0, " B        #.....", "·"},
        {"the story tells the event", ui_story_draw, A_FAILS, false, 0, "ValueError", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Shot shot;
        Str out = {0};
        shoot(&shot, rows[i].stop, rows[i].is_ascii, rows[i].later);
        draw(rows[i].pane, &shot.view, 70, 12, &out);
        if (!strstr(out.s, rows[i].there)) fail_msg("%s: no \"%s\" in\n%s", rows[i].why, rows[i].there, out.s);
        if (rows[i].not_there && strstr(out.s, rows[i].not_there)) fail_msg("%s: \"%s\" in\n%s", rows[i].why, rows[i].not_there, out.s);
        str_free(&out);
        end_shot(&shot);
    }
}

static void no_size_breaks_a_pane(void **state) {
    (void)state;
    static PaneDraw *const panes[] = {ui_source_draw, ui_tasks_draw, ui_loop_draw, ui_timeline_draw, ui_output_draw, ui_story_draw,
                                      ui_sync_draw, ui_waits_draw, ui_trouble_draw};
    for (Moment stop = TURN_BEGINS; stop <= A_FAILS; stop++) {
        Shot shot;
        shoot(&shot, stop, stop % 2, 0);
        for (int size = 0; size < 90 * 20; size++) {
            Str out = {0};
            shot.view.is_held = size % 3 == 0;
            shot.view.top = size % 7;
            shot.view.selected = size % 5 == 0 && shot.view.state->n_tasks ? 1 : 0;
            shot.ways = (Ways){.pan = size % 3 ? UINT64_MAX : (uint64_t)size, .zoom = (unsigned)size % 11, .by_event = size % 2, .waits_around = size % 4 == 0,
                               .output_of_task = size % 6 == 0, .task_view = (TaskView)(size % TASK_VIEWS), .task_sort = (TaskSort)(size % TASK_SORTS)};
            make_rows(&shot.rows, &shot.view, &shot.ways);
            for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
                draw(panes[i], &shot.view, size % 90 + 1, size / 90 + 1, &out);
                shot.view.state = history_at(shot.view.history, shot.scene.cursor);
            }
            str_free(&out);
        }
        end_shot(&shot);
    }
}

// Nine tasks that wait for primitives of each kind, two of them for the same queue in another way.
static Story story_of_waiters(void) {
    static const struct {
        const char *name;
        uint32_t wait, on;
    } waiters[] = {
        {"a", WAIT_FOR_LOCK, 1},
        {"Task-2", WAIT_FOR_LOCK, 1},
        {"taker", WAIT_FOR_SEMAPHORE, 2},
        {"getter", WAIT_FOR_QUEUE_GET, 3},
        {"putter", WAIT_FOR_QUEUE_PUT, 3},
        {"joiner", WAIT_FOR_QUEUE_JOIN, 3},
        {"listener", WAIT_FOR_CONDITION, 4},
        {"a guest with a name of some length", WAIT_FOR_BARRIER, 5},
        {"b", WAIT_FOR_EVENT_SET, 6},
    };
    static const struct {
        uint32_t kind, size;
    } syncs[] = {{SYNC_LOCK, 0},      {SYNC_SEMAPHORE, 2}, {SYNC_QUEUE, 3},
                 {SYNC_CONDITION, 0}, {SYNC_BARRIER, 4},   {SYNC_EVENT, 0}};
    const uint32_t count = sizeof waiters / sizeof *waiters;
    Story s = story_new();
    story_loop(&s);
    story_event(&s, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    for (uint32_t i = 0; i < count; i++) story_task(&s, waiters[i].name, "wait(1)", 0, 0, i);
    for (uint32_t i = 0; i < sizeof syncs / sizeof *syncs; i++)
        story_event(&s, EV_SYNC_CREATED, 0, i + 1, syncs[i].kind, syncs[i].size, 0);
    story_event_ns(&s, EV_ITERATION_BEGAN, 0, count, 0, 0);
    story_event(&s, EV_RUN_BEGAN, 0, count, 0, 0, 0);
    for (uint32_t i = 0; i < count; i++) {
        story_event(&s, EV_STEP_BEGAN, i + 1, i, 0, 0, 0);
        story_event(&s, EV_TASK_SUSPENDED, i + 1, waiters[i].wait, 0, waiters[i].on, 0);
    }
    return s;
}

static void every_waiter_is_named_at_every_size(void **state) {
    (void)state;
    static const char *const wanted[] = {
        "get: getter",     "put: putter",
        "join: joiner",    "wait for notify: listener",
        "wait: a, Task-2", "waits: a guest with a name of some length"};
    static PaneDraw *const panes[] = {ui_sync_draw, ui_waits_draw, ui_tasks_draw, ui_loop_draw,
                                      ui_timeline_draw};
    Story story = story_of_waiters();
    UiScene scene = {.history = story.history, .title = "", .cursor = history_count(story.history)};
    View view = {.scene = &scene, .history = story.history, .log = history_log(story.history)};
    Ways ways = {.pan = UINT64_MAX};
    TaskRows rows = {0};
    view.state = history_at(story.history, scene.cursor);
    assert_int_equal(view.state->unknown, 0);
    make_rows(&rows, &view, &ways);
    for (int w = 1; w <= 90; w++) {
        for (int h = 1; h <= 24; h++) {
            Str out = {0};
            for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
                str_clear(&out);
                draw(panes[i], &view, w, h, &out);
                for (size_t j = 0;
                     i == 0 && w >= 60 && h >= 20 && j < sizeof wanted / sizeof *wanted; j++)
                    if (!strstr(out.s, wanted[j]))
                        fail_msg("%d x %d: no \"%s\" in\n%s", w, h, wanted[j], out.s);
            }
            str_free(&out);
        }
    }
    task_rows_free(&rows);
    history_free(story.history);
}

static void ten_thousand_alike_are_one_row_and_each_can_be_seen(void **state) {
    (void)state;
    Story s = story_new();
    story_loop(&s);
    for (uint32_t i = 0; i < 10000; i++) story_task(&s, "worker", "work(1)", 0, 0, i);
    UiScene scene = {.history = s.history, .title = "", .cursor = history_count(s.history)};
    View view = {.scene = &scene, .history = s.history, .log = history_log(s.history), .selected = 7000};
    Ways ways = {.pan = UINT64_MAX};
    TaskRows rows = {0};
    Str row = {0};
    view.state = history_at(s.history, scene.cursor);
    make_rows(&rows, &view, &ways);
    Grid grid = {0};
    grid_reset(&grid, 80, 20, false);
    Canvas canvas = canvas_of(&grid);
    assert_int_equal(ui_tasks_draw(&view, &canvas).rows, 1);
    grid_row(&grid, 0, &row);
    assert_non_null(strstr(row.s, "×10000 work"));
    assert_non_null(strstr(row.s, "10000○"));
    rows.groups[0].is_open = true;
    make_rows(&rows, &view, &ways);
    Drawn drawn = ui_tasks_draw(&view, &canvas);
    assert_int_equal(drawn.rows, 10001);
    assert_in_range(7000, drawn.top, drawn.top + 19); // the selected one is in sight
    assert_int_equal(rows.rows[7000].task, 7000);
    assert_true(grid_cell(&grid, 1, 7000 - drawn.top)->style & MARK_REVERSE);
    str_free(&row);
    grid_free(&grid);
    task_rows_free(&rows);
    history_free(s.history);
}

static void commands_are_events_and_times(void **state) {
    (void)state;
    static const struct { const char *text; UiWishKind kind; uint64_t seq; } rows[] = {
        {"84", WISH_GOTO, 84}, {"0", WISH_GOTO, 0}, {"1.5s", WISH_GOTO_TIME, 1500000000u}, {"2s", WISH_GOTO_TIME, 2000000000u},
        {"x", WISH_NOTHING, 0}, {"8x", WISH_NOTHING, 0}, {"-1", WISH_NOTHING, 0}, {"1.5", WISH_GOTO_TIME, 1500000000u}, {"s", WISH_NOTHING, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        UiWish wish = {0};
        const char *error = NULL;
        bool is_understood = ui_prompt_parse(view_of(rows[i].text), &wish, &error);
        if (is_understood != (rows[i].kind != WISH_NOTHING)) fail_msg(":%s was %sunderstood", rows[i].text, is_understood ? "" : "not ");
        if (is_understood && (wish.kind != rows[i].kind || wish.seq != rows[i].seq)) fail_msg(":%s means something else", rows[i].text);
        if (!is_understood) assert_non_null(error);
    }
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panes_say_what_is_so),
        cmocka_unit_test(no_size_breaks_a_pane),
        cmocka_unit_test(every_waiter_is_named_at_every_size),
        cmocka_unit_test(ten_thousand_alike_are_one_row_and_each_can_be_seen),
        cmocka_unit_test(commands_are_events_and_times),
    };
    return cmocka_run_group_tests_name("panes", tests, NULL, NULL);
}
