#include "app/stage.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/paths.h"
#include "base/words.h"
#include "export/export.h"

// Records read between two frames: some ten milliseconds.
#define READ_AT_ONCE 32768u

// --- opening and closing -------------------------------------------------------------------------

void stage_init(Stage *stage, const Options *options, Progress *progress) {
    *stage = (Stage){.options = options, .learned = progress, .script_stdin = -1, .highlighter.fd = -1, .player.speed = options->speed > 0 ? options->speed : 1,
                     .program.run = UI_RUN_ENDED};
}

static void forget_noted(Stage *stage) {
    for (int i = 0; i < 2; i++) {
        if (stage->noted[i].is_one) lesson_free(&stage->noted[i].lesson);
        stage->noted[i] = (NotedLesson){0};
    }
}

void stage_close(Stage *stage) {
    const Options *options = stage->options;
    Progress *progress = stage->learned;
    uint64_t run_number = stage->run_number;
    bool is_unfolded = stage->is_unfolded;
    str_free(&stage->key);
    str_free(&stage->next_lesson);
    if (stage->has_program) program_free(&stage->program);
    quiz_end(&stage->quiz);
    if (stage->has_lesson) lesson_free(&stage->lesson);
    forget_noted(stage);
    launch_free(&stage->launch);
    replay_free(&stage->recording);
    if (stage->pair.history[0]) pair_free(&stage->pair);
    else history_free(stage->history);
    highlight_end(&stage->highlighter);
    Str *const texts[] = {&stage->number,    &stage->lesson_title, &stage->ran,
                          &stage->line_file, &stage->line_before,  &stage->line_tail};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) str_free(texts[i]);
    str_free(&stage->pair_title);
    str_free(&stage->title);
    str_free(&stage->path);
    str_free(&stage->notice);
    str_free(&stage->progress);
    condition_free(&stage->wanted);
    for (size_t i = 0; i < stage->n_breaks; i++) condition_free(&stage->breaks[i]);
    stage_init(stage, options, progress);
    stage->run_number = run_number;
    stage->is_unfolded = is_unfolded;
}

void stage_say(Stage *stage, const char *text) {
    str_clear(&stage->notice);
    str_add(&stage->notice, words(text));
}

static bool start_program(Stage *stage, Err *err) {
    stage->history = history_new();
    if (stage->has_lesson) lesson_keep_lines(&stage->lesson, stage->history);
    stage->run_number++;
    forget_noted(stage);
    highlight_end(&stage->highlighter);
    highlight_begin(&stage->highlighter, str_text(&stage->launch.engine));
    stage->has_lines = stage->launch.lines;
    stage->has_program = program_start(&stage->program, &stage->launch, stage->history, !stage->options->no_history, stage->script_stdin, err);
    stage->is_session_told = stage->plays_on = false;
    stage->watched = stage->looked = 0;
    quiz_end(&stage->quiz);
    stage_note_file(stage);
    if (stage->has_program && stage->has_lesson)
        quiz_begin(&stage->quiz, &stage->lesson, &stage->launch, !stage->is_edited);
    if (stage->has_program) program_watch(&stage->program, stage->breaks, stage->n_breaks);
    return stage->has_program;
}

static bool or_close(Stage *stage, bool fine) {
    if (!fine) stage_close(stage);
    return fine;
}

static bool load_lesson(Stage *stage, const char *path, Err *err) {
    quiz_end(&stage->quiz);
    if (stage->has_lesson) lesson_free(&stage->lesson);
    stage->has_lesson = lesson_load(&stage->lesson, path, err);
    return stage->has_lesson;
}

bool stage_open_lesson(Stage *stage, const char *path, const char *number, Err *err) {
    str_add(&stage->path, path);
    if (!load_lesson(stage, path, err) || !launch_lesson(&stage->launch, &stage->lesson, path, stage->options, err))
        return or_close(stage, false);
    learner_key(&stage->key, path);
    str_add(&stage->number, number);
    str_add(&stage->lesson_title, str_text(&stage->lesson.title));
    return or_close(stage, start_program(stage, err));
}

bool stage_open_script(Stage *stage, int stdin_fd, Err *err) {
    stage->script_stdin = stdin_fd;
    if (!launch_from_options(&stage->launch, stage->options, err)) return or_close(stage, false);
    str_add(&stage->path, stage->launch.script);
    str_add(&stage->title, stage->launch.is_module ? stage->launch.script : paths_base(stage->launch.script));
    return or_close(stage, start_program(stage, err));
}

// Its source comes before its first line. What the lesson has to say is known before anything is
// folded, and the introduction is there at once.
static void read_lesson(Stage *stage) {
    const Log *log = history_log(stage->history);
    while (!log_source_count(log) && replay_read(&stage->recording, 1)) continue;
    const Lesson *lesson = stage_noted(stage, 0);
    if (lesson) lesson_keep_lines(lesson, stage->history);
}

bool stage_open_recording(Stage *stage, const char *path, Err *err) {
    stage->history = history_new();
    stage->run_number++;
    highlight_begin(&stage->highlighter, NULL);
    str_add(&stage->path, path);
    if (!replay_open(&stage->recording, path, stage->history, err)) return or_close(stage, false);
    str_add(&stage->title, str_text(&stage->recording.title));
    if (stage->recording.is_lesson) read_lesson(stage);
    return true;
}

// What cannot be opened leaves everything as it is.
static bool read_again(Stage *stage, Err *err) {
    Lesson lesson = {0};
    Launch launch = {0};
    Err why = {""};
    const char *path = stage->launch.script;
    bool fine = lesson_load(&lesson, path, &why) &&
                launch_lesson(&launch, &lesson, path, stage->options, &why);
    if (!fine) {
        // Its name alone: a row has no room for where it is.
        bool has_path = strncmp(why.msg, path, strlen(path)) == 0;
        err_set(err, "%s", why.msg + (has_path ? paths_base(path) - path : 0));
        lesson_free(&lesson);
        launch_free(&launch);
        return false;
    }
    quiz_end(&stage->quiz);
    lesson_free(&stage->lesson);
    launch_free(&stage->launch);
    stage->lesson = lesson;
    stage->launch = launch;
    return true;
}

bool stage_restart(Stage *stage, Err *err) {
    if (!stage->has_program) return err_set(err, "A recording cannot be run again.");
    if (stage->has_lesson && !read_again(stage, err)) return false;
    program_free(&stage->program);
    history_free(stage->history);
    stage->history = NULL;
    stage->cursor = 0;
    stage->goal = (Goal){0};
    stage->player.is_on = stage->is_live = stage->is_looking = false;
    str_clear(&stage->notice);
    return or_close(stage, start_program(stage, err));
}

// --- the engine ----------------------------------------------------------------------------------

static bool is_live_program(const Stage *stage) {
    return stage->has_program && stage->program.run != UI_RUN_ENDED;
}

bool stage_is_going(const Stage *stage) {
    return is_live_program(stage) && !program_is_settled(&stage->program);
}

// The next step as far as it is there and decided.
static uint64_t next_step(const Stage *stage) {
    return history_next_step(stage->history, stage->cursor, 1, stage->is_unfolded);
}

bool stage_is_settled(const Stage *stage) {
    // A script that reads waits for the next key as well, whatever was to come after.
    bool is_reading = is_live_program(stage) && stage->program.run == UI_RUN_READING;
    bool plays_on = stage->player.is_on && !(is_reading && next_step(stage) == HISTORY_NONE);
    return (stage->goal.kind == WISH_NOTHING || is_reading) && !plays_on && !stage->is_looking && !stage->is_rehearsing && !stage->is_highlighting && !replay_is_reading(&stage->recording) && !stage_is_going(stage);
}

static void grant(Stage *stage, Until until) {
    program_grant(&stage->program, &(ControlMessage){.kind = CONTROL_GRANT, .what = (uint16_t)until});
}

// The program on its own goes as far as the cursor in a lesson, and freely otherwise.
static void let_go(Stage *stage) {
    if (is_live_program(stage)) grant(stage, stage->has_lesson ? UNTIL_ANY : UNTIL_PAUSED);
}

// --- going to where a key wants to go ------------------------------------------------------------

static void forget_goal(Stage *stage) {
    stage->goal = (Goal){0};
    stage->is_looking = false;
    str_clear(&stage->progress);
}

// The lesson has something to say here: what was going on stops until that is closed.
static void hear_lesson(Stage *stage) {
    QuizBox box = quiz_box(&stage->quiz);
    if (box != QUIZ_VERDICT && box != QUIZ_QUESTION) return;
    str_clear(&stage->notice); // of the key before: it would stand beside something new
    stage->plays_on |= stage->player.is_on;
    stage->player.is_on = stage->is_live = false;
}

// Forward no farther than to the next question.
static void reach(Stage *stage, uint64_t position) {
    if (position > stage->cursor) {
        uint64_t question = quiz_next(&stage->quiz, stage->history, stage->cursor, position);
        if (question != HISTORY_NONE) {
            position = question;
            stage->is_live = false;
        }
    }
    stage->cursor = position;
    // Whoever goes to the end hears there of what was decided on the way.
    if (!stage->is_live) quiz_arrive(&stage->quiz, stage->history, position);
    hear_lesson(stage);
    if (stage->watched < position) stage->watched = position;
    forget_goal(stage);
}

static void give_up(Stage *stage, const char *why) {
    stage_say(stage, why);
    forget_goal(stage);
}

// Nothing comes after this. In a lesson that is where its goal is, and the next one.
static void give_up_at_end(Stage *stage, const char *why) {
    bool is_end = stage->cursor == history_count(stage->history);
    forget_goal(stage);
    if (is_end) quiz_reopen_end(&stage->quiz);
    if (is_end) quiz_arrive(&stage->quiz, stage->history, stage->cursor);
    if (quiz_box(&stage->quiz) != QUIZ_END) stage_say(stage, why);
}

static void give_up_search(Stage *stage) {
    bool is_back = goal_is_backward(stage->goal.kind);
    str_clear(&stage->notice);
    const char *format = words(N_("%.60s: not found after this."));
    if (is_back) format = words(N_("%.60s: not found before this."));
    else if (is_live_program(stage)) format = words(N_("%.60s: not found after this so far."));
    str_addf(&stage->notice, format, str_text(&stage->wanted.typed));
    forget_goal(stage);
}

static void tell_of_breakpoint(Stage *stage, const Condition *which) {
    str_clear(&stage->notice);
    str_addf(&stage->notice, words(N_("Stopped at the breakpoint %.100s.")),
             str_text(&which->typed));
}

// The cursor has come to where it was to go. A step that is long goes past no breakpoint.
static void arrive(Stage *stage, uint64_t position) {
    const Condition *which = NULL;
    uint64_t first = HISTORY_NONE;
    if (stage->goal.kind == WISH_NEXT)
        first = goal_first(stage->history, stage->breaks, stage->n_breaks, stage->cursor,
                           position - 1, &which);
    if (first != HISTORY_NONE) position = first;
    else which = NULL;
    bool stops = stage->goal.kind == WISH_CONTINUE;
    if (stops) goal_first(stage->history, stage->breaks, stage->n_breaks, position - 1, position, &which);
    reach(stage, position);
    if (which) tell_of_breakpoint(stage, which);
}

static bool is_place(const Goal *goal) {
    return goal->kind == WISH_GOTO || goal->kind == WISH_GOTO_TIME;
}

// An event, or a moment: it is there, or comes while a recording is read, or is beyond the end.
static void pursue_place(Stage *stage) {
    const Goal *goal = &stage->goal;
    uint64_t count = history_count(stage->history);
    bool is_time = goal->kind == WISH_GOTO_TIME, is_there = is_time ? history_live(stage->history)->now > goal->position : count >= goal->position;
    if (!is_there && replay_is_reading(&stage->recording)) return;
    uint64_t first = history_first(stage->history), position = is_time ? history_at_time(stage->history, goal->position) : goal->position;
    reach(stage, position < first ? first : position < count ? position : count);
}

// To the moment that decides what was answered, one gate of the engine after the other.
static void pursue_decision(Stage *stage) {
    uint64_t found = quiz_decided(&stage->quiz, stage->history);
    if (found != HISTORY_NONE) {
        quiz_leave(&stage->quiz);
        reach(stage, found);
    } else if (!is_live_program(stage)) forget_goal(stage);
    else if (!stage_is_going(stage)) grant(stage, UNTIL_ANY);
}

// The engine goes on because what → steps over may still grow: the loop does the same again,
// imports, asyncio's clean-up.
static bool is_passing_over(const Stage *stage) {
    return stage->goal.kind == WISH_NEXT && !stage->is_unfolded &&
           history_decided(stage->history) < history_count(stage->history);
}

static void tell_of_passing(Stage *stage) {
    const State *live = history_live(stage->history);
    const Loop *loop = state_loop(live, state_loop_shown(live));
    str_clear(&stage->progress);
    if (is_passing_over(stage) && loop)
        str_addf(&stage->progress, "stepping over iteration %llu (esc stops)",
                 (unsigned long long)loop->iterations);
}

static void pursue(Stage *stage) {
    if (stage->goal.kind == WISH_DECIDE) {
        pursue_decision(stage);
        return;
    }
    if (is_place(&stage->goal)) {
        pursue_place(stage);
        return;
    }
    uint64_t found = goal_look(&stage->goal, stage->history, &stage->is_looking);
    if (found != HISTORY_NONE) {
        arrive(stage, found);
        return;
    }
    if (stage->is_looking) {
        str_clear(&stage->progress);
        str_addf(&stage->progress, words(N_("searching: %u %% (esc stops)")),
                 goal_percent(&stage->goal, stage->history));
        return;
    }
    bool is_search = stage->goal.kind == WISH_FIND || stage->goal.kind == WISH_FIND_BACK;
    if (goal_is_backward(stage->goal.kind) && !is_search) {
        give_up(stage, "This is the beginning.");
        return;
    }
    if (replay_is_reading(&stage->recording)) return;
    if (is_search) {
        give_up_search(stage);
        return;
    }
    tell_of_passing(stage);
    if (stage_is_going(stage)) return;
    Str why = {0};
    const char *hopeless = goal_is_hopeless(stage->history, &stage->goal, !is_live_program(stage), &why);
    ControlMessage message;
    if (hopeless) give_up_at_end(stage, hopeless);
    else if (goal_grant(&stage->goal, &message)) program_grant(&stage->program, &message);
    str_free(&why);
}

// Lines are wanted: ask the engine for them once; a recording without any is stepped by task steps.
static void ask_for_lines(Stage *stage) {
    if (!is_live_program(stage) || stage->has_lines) return;
    program_set_lines(&stage->program, true);
    stage->has_lines = true;
}

static void want_lines(Stage *stage) {
    ask_for_lines(stage);
    if (stage->has_program || history_has_lines(stage->history)) return;
    stage->goal.kind = stage->goal.kind == WISH_LINE ? WISH_TASK_STEP : WISH_TASK_STEP_BACK;
    stage_say(
        stage,
        "This recording has no lines, so this goes from step to step. --detail lines records them.");
}

static void set_out(Stage *stage, const UiWish *wish) {
    bool of_task = wish->kind == WISH_LINE || wish->kind == WISH_LINE_BACK || wish->kind == WISH_TASK_STEP || wish->kind == WISH_TASK_STEP_BACK;
    uint32_t task = wish->task;
    // With nothing selected a line is that of whoever runs, a step that of whoever comes next.
    bool is_of_line = wish->kind == WISH_LINE || wish->kind == WISH_LINE_BACK;
    if (is_of_line && !task) task = state_running_task(history_at(stage->history, stage->cursor));
    forget_goal(stage);
    stage->goal = goal_begin(wish->kind, stage->cursor);
    stage->goal.is_unfolded = stage->is_unfolded;
    stage->goal.task = of_task ? task : 0;
    stage->goal.loop = of_task ? 0 : (uint16_t)wish->seq;
    stage->player.is_on = stage->is_live = stage->plays_on = false;
    if (is_live_program(stage) && stage->program.is_free) program_pause(&stage->program);
    if (is_of_line) want_lines(stage);
    pursue(stage);
}

// --- playing -------------------------------------------------------------------------------------

static void stop(Stage *stage) {
    stage->player.is_on = stage->is_live = stage->plays_on = false;
    forget_goal(stage);
    if (is_live_program(stage)) program_pause(&stage->program);
}

static void toggle_play(Stage *stage, uint64_t now) {
    stage->plays_on = false;
    if (stage->player.is_on || stage->is_live) {
        stop(stage);
        return;
    }
    player_begin(&stage->player, now);
    // In `run` the program goes at its own speed, and only the cursor is paced.
    if (!stage->has_lesson) let_go(stage);
}

uint64_t stage_play(Stage *stage, uint64_t now) {
    if (stage->player.is_on && stage->pair.history[0]) return stage_pair_play(stage, now);
    if (!stage->player.is_on) return 0;
    for (int moved = 0; moved < 64; moved++) {
        uint64_t next = next_step(stage);
        uint64_t to = next == HISTORY_NONE ? history_count(stage->history) : next;
        const Condition *which;
        uint64_t stop_at = goal_first(stage->history, stage->breaks, stage->n_breaks, stage->cursor, to, &which);
        if (next == HISTORY_NONE && stop_at == HISTORY_NONE) {
            if (replay_is_reading(&stage->recording)) return 1;
            if (!is_live_program(stage)) {
                stage->player.is_on = false;
                give_up_at_end(stage, "This is the end of the run.");
            } else {
                let_go(stage);
            }
            return 0;
        }
        if (stop_at != HISTORY_NONE) next = stop_at;
        uint64_t due = player_due(&stage->player, stage->history, stage->cursor, next, now);
        if (due) return due;
        if (stop_at != HISTORY_NONE) {
            stage->player.is_on = false;
            tell_of_breakpoint(stage, which);
            reach(stage, next);
            return 0;
        }
        reach(stage, next);
        if (!stage->player.is_on) return 0; // a question
        stage->player.since = now;
    }
    return 1;
}

// --- wishes --------------------------------------------------------------------------------------

static void go_to_end(Stage *stage) {
    stage->player.is_on = false;
    forget_goal(stage);
    quiz_reopen_end(&stage->quiz);
    stage->is_live = is_live_program(stage) || replay_is_reading(&stage->recording);
    // In a lesson the end is that of the run: the program goes on to it.
    if (is_live_program(stage)) grant(stage, UNTIL_PAUSED);
    reach(stage, history_count(stage->history));
}

static void go_to(Stage *stage, UiWishKind kind, uint64_t position) {
    stop(stage);
    stage->goal = (Goal){.kind = kind, .position = position};
    pursue(stage);
}

static void answer_stdin(Stage *stage, const char *text) {
    if (is_live_program(stage) && !program_input(&stage->program, text))
        stage_say(stage, "The script's input has already been closed.");
}

// --- what is looked for, breakpoints, bookmarks --------------------------------------------------

static void find(Stage *stage, const UiWish *wish) {
    stop(stage);
    if (wish->text) condition_parse(&stage->wanted, view_of(wish->text));
    if (!stage->wanted.kind) {
        stage_say(stage, "No search yet: press / to begin one.");
        return;
    }
    if (stage->wanted.kind == CONDITION_LINE && !history_has_lines(stage->history) && !is_live_program(stage)) {
        stage_say(stage, "This recording has no lines. --detail lines records them.");
        return;
    }
    stage->goal = goal_begin(wish->kind, stage->cursor);
    stage->goal.conditions = &stage->wanted;
    stage->goal.n_conditions = 1;
    pursue(stage);
}

static void go_on(Stage *stage) {
    if (!stage->n_breaks) {
        stage_say(stage, "No breakpoint yet: press b to set one.");
        return;
    }
    stage->player.is_on = stage->is_live = false;
    forget_goal(stage);
    stage->goal = goal_begin(WISH_CONTINUE, stage->cursor);
    stage->goal.conditions = stage->breaks;
    stage->goal.n_conditions = stage->n_breaks;
    pursue(stage);
}

static void tell_of_breakpoints(Stage *stage) {
    str_clear(&stage->notice);
    Str list = {0};
    for (size_t i = 0; i < stage->n_breaks; i++)
        str_addf(&list, "%s%.60s", i ? " · " : "", stage->breaks[i].typed.s);
    if (stage->n_breaks)
        str_addf(&stage->notice, words(N_("breakpoints: %s   (c continues to the next)")), list.s);
    else str_add(&stage->notice, words(N_("No breakpoint is set.")));
    str_free(&list);
}

static bool take_break_away(Stage *stage, const Condition *same) {
    for (size_t i = 0; i < stage->n_breaks; i++) {
        if (!view_is((StrView){stage->breaks[i].typed.s, stage->breaks[i].typed.len}, same->typed.s)) continue;
        condition_free(&stage->breaks[i]);
        stage->breaks[i] = stage->breaks[--stage->n_breaks];
        stage->breaks[stage->n_breaks] = (Condition){0};
        return true;
    }
    return false;
}

// Set, or taken away where it was set already.
static void toggle_break(Stage *stage, const char *typed) {
    Condition condition = {0};
    forget_goal(stage); // it may hold on to the breakpoints there were
    condition_parse(&condition, view_of(typed));
    if (take_break_away(stage, &condition)) {
        condition_free(&condition);
    } else if (!condition.kind || condition.kind == CONDITION_WORDS || stage->n_breaks == STAGE_BREAKS) {
        if (stage->n_breaks == STAGE_BREAKS)
            stage_say(stage, "No more breakpoints can be set: take one away first.");
        else
            stage_say(
                stage,
                "A breakpoint is line 12, task A, task A waiting, output ~ text, exception, blocked, deadlock or trouble.");
        condition_free(&condition);
        return;
    } else {
        stage->breaks[stage->n_breaks++] = condition;
    }
    stage->watched = history_count(stage->history);
    if (is_live_program(stage)) program_watch(&stage->program, stage->breaks, stage->n_breaks);
    if (condition.kind == CONDITION_LINE) ask_for_lines(stage);
    tell_of_breakpoints(stage);
}

static void go_to_mark(Stage *stage, uint64_t place) {
    if (place < STAGE_MARKS && stage->marks[place]) go_to(stage, WISH_GOTO, stage->marks[place] - 1);
    else stage_say(stage, "No such bookmark yet: press m and a letter to set one.");
}

static void set_mark(Stage *stage, uint64_t place) {
    if (place >= STAGE_MARKS) return;
    stage->marks[place] = stage->cursor + 1;
    str_clear(&stage->notice);
    str_addf(&stage->notice,
             words(N_("Bookmark %c is event %llu: press ' and %c to come back to it.")),
             UI_MARK_LETTER(place), (unsigned long long)stage->cursor, UI_MARK_LETTER(place));
}

static void give_hint(Stage *stage) {
    if (!stage->quiz.lesson || !quiz_has_hints(&stage->quiz))
        stage_say(stage, "There are no hints here.");
    else if (stage->cursor < history_count(stage->history) || is_live_program(stage))
        stage_say(stage, "Hints are at the end of the run, with the goal: press G.");
    else {
        if (!quiz_hint(&stage->quiz)) stage_say(stage, "There are no more hints.");
        quiz_reopen_end(&stage->quiz);
        quiz_arrive(&stage->quiz, stage->history, stage->cursor);
    }
}

static void go_to_decision(Stage *stage) {
    stop(stage);
    stage->goal = (Goal){.kind = WISH_DECIDE};
    if (quiz_is_answered(&stage->quiz)) pursue(stage);
    else give_up(stage, "You have not answered a question yet.");
}

// Nothing is open any more: on it goes, where it was going.
static void play_on(Stage *stage, uint64_t now) {
    QuizBox box = quiz_box(&stage->quiz);
    if (!stage->plays_on || box == QUIZ_VERDICT || box == QUIZ_QUESTION) return;
    stage->plays_on = false;
    player_begin(&stage->player, now);
}

static void answer_question(Stage *stage, const char *given, uint64_t now) {
    bool is_near = quiz_answer(&stage->quiz, stage->history, given);
    quiz_arrive(&stage->quiz, stage->history, stage->cursor);
    QuizBox box = quiz_box(&stage->quiz);
    if (given && box != QUIZ_VERDICT && !is_near)
        stage_say(stage, "Noted. The run will show whether it is right.");
    if (is_near && !stage->plays_on && box != QUIZ_VERDICT) {
        stage->goal = (Goal){.kind = WISH_DECIDE};
        pursue(stage);
    }
    play_on(stage, now);
}

static void close_box(Stage *stage, uint64_t now) {
    quiz_close(&stage->quiz, stage->history, stage->cursor);
    play_on(stage, now);
}

// The format follows from the file's name, as it does for a picture or an archive.
static void export_to(Stage *stage, const char *path) {
    const ExportFormat *format = export_format_of_file(path);
    FILE *out = format ? fopen(path, "we") : NULL;
    str_clear(&stage->notice);
    if (!format) {
        str_add(
            &stage->notice,
            words(N_(
                "Choose a file name that ends in .txt (the story), .svg (the timeline), .jsonl (the events) or .json (for Perfetto).")));
        return;
    }
    bool fine = out != NULL;
    if (out) format->write(out, stage->history, str_text(&stage->title));
    if (out && (ferror(out) | (fclose(out) != 0))) fine = false;
    if (fine)
        str_addf(&stage->notice, words(N_("%.60s has been written: %s.")), path,
                 words(format->what));
    else str_addf(&stage->notice, "%.60s: %s", path, strerror(errno));
}

void stage_fold(Stage *stage) {
    stage->is_unfolded ^= true;
    if (stage->is_unfolded) stage_say(stage, "Unfolded: every event is a step. F folds again.");
    else
        stage_say(stage,
                  "Folded: imports, asyncio's own clean-up and what repeats are one step each.");
}

// Whoever moves on has seen what the lesson said.
static bool leaves_box(UiWishKind kind) {
    return goal_is_movement(kind) || kind == WISH_PLAY || kind == WISH_START || kind == WISH_END ||
           kind == WISH_GOTO || kind == WISH_GOTO_TIME || kind == WISH_GOTO_MARK ||
           kind == WISH_STOP;
}

void stage_wish(Stage *stage, const UiWish *wish, uint64_t now) {
    str_clear(&stage->notice);
    if (stage->pair.history[0]) {
        stage_pair_wish(stage, wish, now);
        return;
    }
    if (leaves_box(wish->kind)) quiz_leave(&stage->quiz);
    switch (wish->kind) {
    case WISH_ANSWER: answer_question(stage, wish->text, now); break;
    case WISH_CLOSE_BOX: close_box(stage, now); break;
    case WISH_NEXT: case WISH_BACK: case WISH_ITERATION: case WISH_ITERATION_BACK: case WISH_TIMER: case WISH_TIMER_BACK:
    case WISH_OUTPUT: case WISH_OUTPUT_BACK: case WISH_TASK_STEP: case WISH_TASK_STEP_BACK: case WISH_LINE: case WISH_LINE_BACK:
        set_out(stage, wish);
        break;
    case WISH_PLAY: toggle_play(stage, now); break;
    case WISH_SPEED: stage->player.speed = wish->speed; break;
    case WISH_START: go_to(stage, WISH_GOTO, 0); break;
    case WISH_END: go_to_end(stage); break;
    case WISH_GOTO: case WISH_GOTO_TIME: go_to(stage, wish->kind, wish->seq); break;
    case WISH_FIND: case WISH_FIND_BACK: find(stage, wish); break;
    case WISH_BREAK: toggle_break(stage, wish->text); break;
    case WISH_CONTINUE: go_on(stage); break;
    case WISH_MARK: set_mark(stage, wish->seq); break;
    case WISH_GOTO_MARK: go_to_mark(stage, wish->seq); break;
    case WISH_STOP:
        stop(stage);
        reach(stage, stage->cursor);
        break;
    case WISH_INTERRUPT: program_signal(&stage->program, SIGINT); break;
    case WISH_KILL: program_signal(&stage->program, SIGKILL); break;
    case WISH_INPUT: answer_stdin(stage, wish->text); break;
    case WISH_EXPORT: export_to(stage, wish->text); break;
    case WISH_DECIDE: go_to_decision(stage); break;
    case WISH_HINT: give_hint(stage); break;
    case WISH_FOLD: stage_fold(stage); break;
    case WISH_NOTHING:
    case WISH_RESET:
    case WISH_RESTART:
    case WISH_EDIT:
    case WISH_EDIT_LINE:
    case WISH_WRITE_LINE:
    case WISH_LESSON:
    case WISH_NEXT_LESSON:
    case WISH_MENU:
    case WISH_INTERVIEW:
    case WISH_QUIT: break;
    }
}

// Once: that what happens is not kept, or no longer.
static void tell_of_session(Stage *stage) {
    const Err *err = &stage->program.intake.session.err;
    if (stage->is_session_told || !err->msg[0]) return;
    stage->is_session_told = true;
    str_clear(&stage->notice);
    str_addf(&stage->notice, words(N_("This session is not being kept: %s")), err->msg);
}

// The script asked for it: whatever was going on ends here.
static void stop_at_breakpoint(Stage *stage) {
    if (!stage->program.is_at_breakpoint || !program_is_settled(&stage->program)) return;
    stage->program.is_at_breakpoint = false;
    stage->player.is_on = stage->is_live = false;
    reach(stage, history_count(stage->history));
    str_clear(&stage->notice);
    if (stage->program.breakpoint_line)
        str_addf(
            &stage->notice,
            words(N_("The program is held at breakpoint() on line %u. Step or play to continue.")),
            stage->program.breakpoint_line);
    else
        str_add(&stage->notice,
                words(N_("The program is held at breakpoint(). Step or play to continue.")));
}

// The engine holds after whatever may be one: is it? If the cursor plays, it comes there in its own time.
static void stop_at_condition(Stage *stage) {
    if (!stage->n_breaks || stage->program.run != UI_RUN_HELD || !program_is_settled(&stage->program)) return;
    const Condition *which;
    uint64_t count = history_count(stage->history);
    uint64_t found = goal_first(stage->history, stage->breaks, stage->n_breaks, stage->watched, count, &which);
    stage->watched = count;
    if (found == HISTORY_NONE || stage->player.is_on) return;
    stage->is_live = false;
    reach(stage, found);
    tell_of_breakpoint(stage, which);
}

// A lesson whose loop nothing can wake any more is over: nobody has to know how to end it.
static void end_stuck_lesson(Stage *stage) {
    const Log *log = history_log(stage->history);
    if (!stage->has_lesson || !is_live_program(stage)) return;
    for (; stage->looked < log_count(log); stage->looked++)
        if (log_event(log, stage->looked)->kind == EV_LOOP_STUCK)
            program_signal(&stage->program, SIGKILL);
}

bool stage_take(Stage *stage, uint64_t now) {
    if (!stage->has_program || !program_take(&stage->program, now)) return false;
    end_stuck_lesson(stage);
    tell_of_session(stage);
    stop_at_breakpoint(stage);
    stop_at_condition(stage);
    if (stage->is_live) reach(stage, history_count(stage->history));
    if (stage->is_live && stage->program.run == UI_RUN_ENDED) {
        stage->is_live = false;
        reach(stage, stage->cursor);
    }
    // It held at the end of an older grant: the live end is wherever it can get to.
    if (stage->is_live && stage->program.run == UI_RUN_HELD) grant(stage, UNTIL_PAUSED);
    if (stage->goal.kind) pursue(stage);
    return true;
}

static void read_on(Stage *stage) {
    replay_read(&stage->recording, READ_AT_ONCE);
    if (stage->is_live) stage->cursor = history_count(stage->history);
    if (stage->cursor < history_first(stage->history)) stage->cursor = history_first(stage->history);
    if (replay_is_reading(&stage->recording)) return;
    stage->is_live = false;
    if (stage->recording.damage.len) stage_say(stage, stage->recording.damage.s);
}

static void tell_of_reading(Stage *stage) {
    int percent = replay_percent(&stage->recording);
    str_clear(&stage->progress);
    if (!replay_is_reading(&stage->recording)) return;
    if (percent >= 0)
        str_addf(&stage->progress, words(N_("reading the recording: %d %%")), percent);
    else str_add(&stage->progress, words(N_("reading the recording")));
}

static void keep_progress(Stage *stage) {
    Err err = {""};
    if (stage->has_lesson && !quiz_keep(&stage->quiz, stage->history, stage->cursor, stage->learned, str_text(&stage->key), &err)) stage_say(stage, err.msg);
}

bool stage_work(Stage *stage, uint64_t now) {
    bool reads = replay_is_reading(&stage->recording);
    if (reads) read_on(stage);
    if (stage->goal.kind && (reads || stage->is_looking)) pursue(stage);
    if (reads && !stage->is_looking) tell_of_reading(stage);
    stage->is_rehearsing = quiz_work(&stage->quiz, now);
    stage->is_highlighting = highlight_work(&stage->highlighter, history_log(stage->history), now);
    keep_progress(stage);
    return replay_is_reading(&stage->recording) || stage->is_looking || stage->is_rehearsing || stage->is_highlighting;
}

// What is long under way, where nothing else is to be said.
static const char *notice_of(const Stage *stage) {
    if (stage->notice.len) return stage->notice.s;
    if (stage->progress.len) return stage->progress.s;
    if (stage->history && history_is_lost(stage->history))
        return words(N_(
            "The recording's file has changed since it was opened, and part of it could not be read again."));
    return NULL;
}

static void seek_noted(NotedLesson *noted, const Log *log) {
    Source source = log_source(log, 0);
    StrView file = log_string(log, source.file);
    Str path = {0};
    Err err;
    str_add_bytes(&path, file.s, file.len);
    noted->is_sought = true;
    noted->is_one = lesson_parse(&noted->lesson, str_text(&path), source.text, &err);
    if (noted->is_one && !lesson_is_meant(&noted->lesson)) {
        lesson_free(&noted->lesson);
        noted->is_one = false;
    }
    str_free(&path);
}

// The lesson whose notes are not shown in the source. Of a recording, and of what `run` runs, it is
// known by the source itself, wherever that was.
static const Lesson *find_noted(NotedLesson *noted, const History *history) {
    if (!history || !log_source_count(history_log(history))) return NULL;
    if (!noted->is_sought) seek_noted(noted, history_log(history));
    return noted->is_one ? &noted->lesson : NULL;
}

const Lesson *stage_noted(Stage *stage, int side) {
    if (side == 0 && stage->has_lesson) return &stage->lesson;
    return find_noted(&stage->noted[side], side ? stage->pair.history[1] : stage->history);
}

void stage_scene(Stage *stage, UiScene *scene, uint64_t now) {
    scene->history = stage->history;
    scene->run_number = stage->run_number;
    scene->is_edited = stage->is_edited;
    scene->noted = stage_noted(stage, 0);
    // Of a recorded lesson there is all but its questions: those are asked of a run that is to
    // come.
    bool is_lesson = stage->has_lesson || stage->recording.is_lesson;
    scene->lesson = is_lesson ? scene->noted : NULL;
    scene->title = str_text(&stage->title);
    scene->cursor = stage->cursor;
    scene->is_live = stage->is_live;
    scene->highlights = stage->highlighter.files;
    scene->n_highlights = stage->highlighter.count;
    scene->is_virtual = stage->has_program ? stage->launch.is_virtual : stage->recording.is_virtual;
    scene->is_playing = stage->player.is_on;
    scene->speed = stage->player.speed;
    scene->run = stage->has_program ? stage->program.run : UI_RUN_REPLAY;
    scene->reading_task = stage->program.reading_task;
    scene->notice = notice_of(stage);
    scene->breaks = stage->breaks;
    scene->n_breaks = stage->n_breaks;
    scene->is_looking = stage->is_looking || is_passing_over(stage);
    scene->is_unfolded = stage->is_unfolded;
    if (stage->has_lesson && stage->history)
        quiz_scene(&stage->quiz, stage->history, stage->cursor, str_text(&stage->next_lesson),
                   scene);
    if (stage->has_lesson) quiz_count(&stage->quiz, stage->cursor, scene);
    scene->can_edit = stage->has_program && !stage->launch.is_module;
    if (scene->run == UI_RUN_GOING && stage->program.last_event) scene->running_ns = now - stage->program.last_event;
    if (stage->pair.history[0]) {
        stage_pair_scene(stage, scene, now);
        return;
    }
    uint64_t next = stage->player.is_on && stage->history ? next_step(stage) : HISTORY_NONE;
    if (next != HISTORY_NONE) {
        scene->play_left = player_due(&stage->player, stage->history, stage->cursor, next, now);
        scene->play_whole = player_stay(&stage->player, stage->history, stage->cursor, next);
    }
    if (next != HISTORY_NONE) scene->play_t = player_clock(&stage->player, stage->history, stage->cursor, next, now);
}
