#include "app/stage.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/paths.h"

// Events looked at between two frames: some ten milliseconds.
#define SEARCH_EVENTS 4096

// --- opening and closing ------------------------------------------------------------------------------------------------------------------

void stage_init(Stage *stage, const Options *options) {
    *stage = (Stage){.options = options, .script_stdin = -1, .player.speed = options->speed > 0 ? options->speed : 1,
                     .program.run = UI_RUN_ENDED};
}

void stage_close(Stage *stage) {
    const Options *options = stage->options;
    if (stage->has_program) program_free(&stage->program);
    if (stage->has_lesson) lesson_free(&stage->lesson);
    launch_free(&stage->launch);
    replay_free(&stage->recording);
    history_free(stage->history);
    str_free(&stage->title);
    str_free(&stage->path);
    str_free(&stage->notice);
    search_free(&stage->search);
    stage_init(stage, options);
}

static void say(Stage *stage, const char *text) {
    str_clear(&stage->notice);
    str_add(&stage->notice, text);
}

static bool start_program(Stage *stage, Err *err) {
    stage->history = history_new();
    stage->has_lines = stage->launch.lines;
    stage->has_program = program_start(&stage->program, &stage->launch, stage->history, !stage->options->no_history, stage->script_stdin, err);
    stage->is_session_told = false;
    return stage->has_program;
}

static bool or_close(Stage *stage, bool fine) {
    if (!fine) stage_close(stage);
    return fine;
}

static bool load_lesson(Stage *stage, const char *path, Err *err) {
    if (stage->has_lesson) lesson_free(&stage->lesson);
    stage->has_lesson = lesson_load(&stage->lesson, path, err);
    return stage->has_lesson;
}

bool stage_open_lesson(Stage *stage, const char *path, const char *number, Err *err) {
    str_add(&stage->path, path);
    if (!load_lesson(stage, path, err) || !launch_lesson(&stage->launch, &stage->lesson, path, stage->options, err))
        return or_close(stage, false);
    str_addf(&stage->title, "%s%s%s", number, *number ? " " : "", str_text(&stage->lesson.title));
    return or_close(stage, start_program(stage, err));
}

bool stage_open_script(Stage *stage, int stdin_fd, Err *err) {
    stage->script_stdin = stdin_fd;
    if (!launch_from_options(&stage->launch, stage->options, err)) return or_close(stage, false);
    str_add(&stage->path, stage->launch.script);
    str_add(&stage->title, stage->launch.is_module ? stage->launch.script : paths_base(stage->launch.script));
    return or_close(stage, start_program(stage, err));
}

bool stage_open_recording(Stage *stage, const char *path, Err *err) {
    stage->history = history_new();
    str_add(&stage->path, path);
    if (!replay_open(&stage->recording, path, stage->history, err)) return or_close(stage, false);
    str_add(&stage->title, str_text(&stage->recording.title));
    while (replay_read(&stage->recording, SIZE_MAX)) continue;
    if (stage->recording.damage.len) say(stage, stage->recording.damage.s);
    return true;
}

bool stage_restart(Stage *stage, Err *err) {
    if (!stage->has_program) return err_set(err, "a recording cannot run again");
    program_free(&stage->program);
    history_free(stage->history);
    stage->history = NULL;
    stage->cursor = 0;
    stage->goal = (Goal){0};
    stage->player.is_on = stage->is_live = stage->search.is_on = false;
    str_clear(&stage->notice);
    if (stage->has_lesson && !load_lesson(stage, stage->launch.script, err)) return or_close(stage, false);
    return or_close(stage, start_program(stage, err));
}

// Copy one of our lessons to where the user may change it.
static bool copy_lesson(const char *from, const char *to, Err *err) {
    FILE *in = fopen(from, "r"), *out = in ? fopen(to, "w") : NULL;
    bool fine = out != NULL;
    char piece[4096];
    for (size_t n; fine && (n = fread(piece, 1, sizeof piece, in)) > 0;) fine = fwrite(piece, 1, n, out) == n;
    int why = errno;
    if (in) fclose(in);
    if (out && fclose(out) != 0) fine = false;
    return fine || err_set(err, "%s: %s", out ? to : from, strerror(why));
}

bool stage_file_to_edit(Stage *stage, Str *path, Err *err) {
    if (!stage->has_program) return err_set(err, "a recording has no script to edit");
    if (stage->launch.is_module) return err_set(err, "%s: edit the module's own file, then press r", stage->launch.script);
    Str lessons = {0}, copy = {0};
    bool is_ours = stage->has_lesson && paths_lessons(&lessons, NULL) && strncmp(stage->launch.script, lessons.s, lessons.len) == 0;
    bool fine = true;
    if (is_ours && paths_state(&copy, err)) {
        str_addf(&copy, "/%s", paths_base(stage->launch.script));
        fine = access(copy.s, F_OK) == 0 || copy_lesson(stage->launch.script, copy.s, err);
        if (fine) {
            launch_free(&stage->launch);
            fine = launch_lesson(&stage->launch, &stage->lesson, copy.s, stage->options, err);
        }
    } else if (is_ours) {
        fine = false;
    }
    if (fine) str_add(path, stage->launch.script);
    str_free(&lessons);
    str_free(&copy);
    return fine;
}

// --- the engine -----------------------------------------------------------------------------------------------------------------------------

static bool is_live_program(const Stage *stage) {
    return stage->has_program && stage->program.run != UI_RUN_ENDED;
}

bool stage_is_going(const Stage *stage) {
    return is_live_program(stage) && !program_is_settled(&stage->program);
}

bool stage_is_settled(const Stage *stage) {
    // A script that reads waits for the next key as well, whatever was to come after.
    bool is_reading = is_live_program(stage) && stage->program.run == UI_RUN_READING;
    bool plays_on = stage->player.is_on && !(is_reading && history_next_told(stage->history, stage->cursor, 1) == HISTORY_NONE);
    return (stage->goal.kind == WISH_NOTHING || is_reading) && !plays_on && !stage->search.is_on && !stage_is_going(stage);
}

static void grant(Stage *stage, Until until) {
    program_grant(&stage->program, &(ControlMessage){.kind = CONTROL_GRANT, .what = (uint16_t)until});
}

// The program on its own goes as far as the cursor in a lesson, and freely otherwise.
static void let_go(Stage *stage) {
    if (is_live_program(stage)) grant(stage, stage->has_lesson ? UNTIL_ANY : UNTIL_PAUSED);
}

// --- going to where a key wants to go ---------------------------------------------------------------------------------------------------------

static void reach(Stage *stage, uint64_t position) {
    stage->cursor = position;
    stage->goal = (Goal){0};
}

static void give_up(Stage *stage, const char *why) {
    stage->goal = (Goal){0};
    say(stage, why);
}

static void pursue(Stage *stage) {
    uint64_t found = goal_find(stage->history, &stage->goal, stage->cursor);
    if (found != HISTORY_NONE) {
        reach(stage, found);
        return;
    }
    if (goal_is_backward(stage->goal.kind)) {
        give_up(stage, "This is the beginning.");
        return;
    }
    if (stage_is_going(stage)) return;
    Str why = {0};
    const char *hopeless = goal_is_hopeless(stage->history, &stage->goal, !is_live_program(stage), &why);
    if (hopeless) give_up(stage, hopeless);
    else {
        ControlMessage message = goal_grant(&stage->goal);
        program_grant(&stage->program, &message);
    }
    str_free(&why);
}

static bool is_line(const History *history, const Event *ev, uint64_t seq, void *arg) {
    (void)history;
    (void)seq;
    (void)arg;
    return ev->kind == EV_LINE;
}

// Lines are wanted: ask the engine for them once; a recording without any is stepped by task steps.
static void want_lines(Stage *stage) {
    if (is_live_program(stage) && !stage->has_lines) {
        program_set_lines(&stage->program, true);
        stage->has_lines = true;
    }
    if (stage->has_program || history_find(stage->history, 0, 1, is_line, NULL, false) != HISTORY_NONE) return;
    stage->goal.kind = stage->goal.kind == WISH_LINE ? WISH_TASK_STEP : WISH_TASK_STEP_BACK;
    say(stage, "This recording has no lines (--detail lines records them), so this goes from step to step.");
}

static void set_out(Stage *stage, const UiWish *wish) {
    bool of_task = wish->kind == WISH_LINE || wish->kind == WISH_LINE_BACK || wish->kind == WISH_TASK_STEP || wish->kind == WISH_TASK_STEP_BACK;
    uint32_t task = wish->task;
    // With nothing selected a line is that of whoever runs, a step that of whoever comes next.
    bool is_of_line = wish->kind == WISH_LINE || wish->kind == WISH_LINE_BACK;
    if (is_of_line && !task) task = state_running_task(history_at(stage->history, stage->cursor));
    stage->goal = (Goal){wish->kind, of_task ? task : 0};
    stage->player.is_on = stage->is_live = false;
    if (is_live_program(stage) && stage->program.is_free) program_pause(&stage->program);
    if (is_of_line) want_lines(stage);
    pursue(stage);
}

// --- playing ------------------------------------------------------------------------------------------------------------------------------------

static void stop(Stage *stage) {
    stage->search.is_on = false;
    stage->player.is_on = stage->is_live = false;
    stage->goal = (Goal){0};
    if (is_live_program(stage)) program_pause(&stage->program);
}

static void toggle_play(Stage *stage, uint64_t now) {
    if (stage->player.is_on || stage->is_live) {
        stop(stage);
        return;
    }
    player_begin(&stage->player, now);
    // In `run` the program goes at its own speed, and only the cursor is paced.
    if (!stage->has_lesson) let_go(stage);
}

uint64_t stage_play(Stage *stage, uint64_t now) {
    if (!stage->player.is_on) return 0;
    for (int moved = 0; moved < 64; moved++) {
        uint64_t next = history_next_told(stage->history, stage->cursor, 1);
        if (next == HISTORY_NONE) {
            if (!is_live_program(stage)) {
                stage->player.is_on = false;
                say(stage, "This is the end of the run.");
            } else {
                let_go(stage);
            }
            return 0;
        }
        uint64_t due = player_due(&stage->player, stage->history, stage->cursor, next, now);
        if (due) return due;
        stage->cursor = next;
        stage->player.since = now;
    }
    return 1;
}

// --- wishes ---------------------------------------------------------------------------------------------------------------------------------------

static void go_to_end(Stage *stage) {
    stage->player.is_on = false;
    stage->goal = (Goal){0};
    stage->is_live = is_live_program(stage);
    // In a lesson the end is that of the run: the program goes on to it.
    if (is_live_program(stage)) grant(stage, UNTIL_PAUSED);
    stage->cursor = history_count(stage->history);
}

static void go_to(Stage *stage, uint64_t position) {
    uint64_t count = history_count(stage->history);
    stop(stage);
    stage->cursor = position < count ? position : count;
}

static void answer_stdin(Stage *stage, const char *text) {
    if (is_live_program(stage) && !program_input(&stage->program, text)) say(stage, "The script's input has ended.");
}

// --- finding words --------------------------------------------------------------------------------------------------------------------------------

static void begin_search(Stage *stage, const UiWish *wish) {
    stop(stage);
    int dir = wish->kind == WISH_FIND ? 1 : -1;
    if (!search_begin(&stage->search, wish->text, dir, stage->cursor, history_count(stage->history))) say(stage, "Nothing was looked for yet: / begins.");
    else stage_search(stage);
}

bool stage_search(Stage *stage) {
    Search *search = &stage->search;
    if (!search->is_on) return false;
    uint64_t found = search_step(search, stage->history, SEARCH_EVENTS);
    str_clear(&stage->notice);
    if (found != HISTORY_NONE) reach(stage, found);
    else if (search->is_on) str_addf(&stage->notice, "looking for %.60s: %u %% (esc stops)", search->text.s, search_percent(search));
    else str_addf(&stage->notice, "%.60s: not told %s.", search->text.s,
                  search->dir < 0 ? "anywhere before this" : is_live_program(stage) ? "after this so far" : "anywhere after this");
    return search->is_on;
}

void stage_wish(Stage *stage, const UiWish *wish, uint64_t now) {
    str_clear(&stage->notice);
    stage->search.is_on = false;
    switch (wish->kind) {
    case WISH_NEXT: case WISH_BACK: case WISH_ITERATION: case WISH_ITERATION_BACK: case WISH_TIMER: case WISH_TIMER_BACK:
    case WISH_OUTPUT: case WISH_OUTPUT_BACK: case WISH_TASK_STEP: case WISH_TASK_STEP_BACK: case WISH_LINE: case WISH_LINE_BACK:
        set_out(stage, wish);
        break;
    case WISH_PLAY: toggle_play(stage, now); break;
    case WISH_SPEED: stage->player.speed = wish->speed; break;
    case WISH_START: go_to(stage, 0); break;
    case WISH_END: go_to_end(stage); break;
    case WISH_GOTO: go_to(stage, wish->seq); break;
    case WISH_GOTO_TIME: go_to(stage, history_at_time(stage->history, wish->seq)); break;
    case WISH_FIND: case WISH_FIND_BACK: begin_search(stage, wish); break;
    case WISH_STOP: stop(stage); break;
    case WISH_INTERRUPT: program_signal(&stage->program, SIGINT); break;
    case WISH_KILL: program_signal(&stage->program, SIGKILL); break;
    case WISH_INPUT: answer_stdin(stage, wish->text); break;
    case WISH_NOTHING: case WISH_RESTART: case WISH_EDIT: case WISH_LESSON: case WISH_MENU: case WISH_QUIT: break;
    }
}

// Once: that what happens is not kept, or no longer.
static void tell_of_session(Stage *stage) {
    const Err *err = &stage->program.intake.session.err;
    if (stage->is_session_told || !err->msg[0]) return;
    stage->is_session_told = true;
    str_clear(&stage->notice);
    str_addf(&stage->notice, "this session is not kept: %s", err->msg);
}

// The script asked for it: whatever was going on ends here.
static void stop_at_breakpoint(Stage *stage) {
    if (!stage->program.is_at_breakpoint || !program_is_settled(&stage->program)) return;
    stage->program.is_at_breakpoint = false;
    stage->player.is_on = stage->is_live = false;
    reach(stage, history_count(stage->history));
    str_clear(&stage->notice);
    str_add(&stage->notice, "breakpoint()");
    if (stage->program.breakpoint_line) str_addf(&stage->notice, " on line %u", stage->program.breakpoint_line);
    str_add(&stage->notice, ": the program is held here. Any key that goes on lets it go on.");
}

bool stage_take(Stage *stage, uint64_t now) {
    if (!stage->has_program || !program_take(&stage->program, now)) return false;
    tell_of_session(stage);
    stop_at_breakpoint(stage);
    if (stage->is_live) stage->cursor = history_count(stage->history);
    if (stage->is_live && stage->program.run == UI_RUN_ENDED) stage->is_live = false;
    // It held at the end of an older grant: the live end is wherever it can get to.
    if (stage->is_live && stage->program.run == UI_RUN_HELD) grant(stage, UNTIL_PAUSED);
    if (stage->goal.kind) pursue(stage);
    return true;
}

void stage_scene(Stage *stage, UiScene *scene, uint64_t now) {
    scene->history = stage->history;
    scene->lesson = stage->has_lesson ? &stage->lesson : NULL;
    scene->title = str_text(&stage->title);
    scene->cursor = stage->cursor;
    scene->is_live = stage->is_live;
    scene->is_virtual = stage->has_program ? stage->launch.is_virtual : stage->recording.is_virtual;
    scene->is_playing = stage->player.is_on;
    scene->speed = stage->player.speed;
    scene->run = stage->has_program ? stage->program.run : UI_RUN_REPLAY;
    scene->reading_task = stage->program.reading_task;
    scene->notice = stage->notice.len ? stage->notice.s : NULL;
    if (scene->run == UI_RUN_GOING && stage->program.last_event) scene->running_ns = now - stage->program.last_event;
    uint64_t next = stage->player.is_on && stage->history ? history_next_told(stage->history, stage->cursor, 1) : HISTORY_NONE;
    if (next != HISTORY_NONE) scene->play_t = player_clock(&stage->player, stage->history, stage->cursor, next, now);
}
