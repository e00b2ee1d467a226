#include "app/viewer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "app/commands.h"
#include "app/editor.h"
#include "app/errand.h"
#include "app/foreground.h"
#include "app/lesson_list.h"
#include "app/look.h"
#include "app/paths.h"
#include "app/stage.h"
#include "app/watch.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"

enum { FRAME_MS = 16, LOOK_MS = 4, SIGNALS = 7 };

typedef struct Viewer {
    const ViewerStart *start;
    uv_loop_t loop;
    uv_poll_t keys;
    uv_poll_t *news[3]; // the engine's control socket, the script's raw stdout and stderr; NULL: not watched
    uv_timer_t frame, look;
    uv_signal_t signals[SIGNALS];
    Ui *ui;
    Stage stage;
    uint64_t last_frame; // ms
    bool is_drawn_soon, is_working;
    bool from_menu;
    size_t lesson; // on the stage: its index in the catalogue; SIZE_MAX: it is not in it
    int status;
    Str notice;           // of the menu, and of what the viewer did by itself
    Watch watch;          // of the lesson's file: saved elsewhere, it runs again
    uint64_t watched_run; // … which was looked up for this run
    Progress *progress;
    UiLessonMark *marks; // of the catalogue's lessons
    unsigned cards_due;
    char *report; // the learner's progress
} Viewer;

// --- drawing -------------------------------------------------------------------------------------

static UiScene scene_of(Viewer *viewer) {
    UiScene scene = {.catalogue = viewer->start->catalogue,
                     .marks = viewer->marks,
                     .cards_due = viewer->cards_due,
                     .report = viewer->report,
                     .has_list = viewer->start->catalogue != NULL};
    stage_scene(&viewer->stage, &scene, uv_hrtime());
    if (viewer->notice.len) scene.notice = viewer->notice.s;
    return scene;
}

static void draw_soon(Viewer *viewer);

static void on_frame(uv_timer_t *timer) {
    Viewer *viewer = timer->data;
    viewer->is_drawn_soon = false;
    UiScene scene = scene_of(viewer);
    ui_set_settled(viewer->ui, stage_is_settled(&viewer->stage));
    bool is_out = ui_draw(viewer->ui, &scene);
    viewer->last_frame = uv_now(&viewer->loop);
    if (!is_out) draw_soon(viewer);
}

// What comes from the program is drawn at most once in a frame's time. A key is drawn at once: all keys that are there are taken first, so there cannot be
// more pictures than the terminal takes. Nothing changes, nothing is drawn.
static void draw_soon(Viewer *viewer) {
    if (viewer->is_drawn_soon) return;
    viewer->is_drawn_soon = true;
    uint64_t since = uv_now(&viewer->loop) - viewer->last_frame;
    uv_timer_start(&viewer->frame, on_frame, since < FRAME_MS ? FRAME_MS - since : 0, 0);
}

// --- the engine's news ---------------------------------------------------------------------------

static void take_news(Viewer *viewer);

static void on_news(uv_poll_t *poll, int status, int events) {
    (void)status;
    (void)events;
    take_news(poll->data);
}

static void free_handle(uv_handle_t *handle) {
    free(handle);
}

static void unwatch(Viewer *viewer, int i) {
    if (viewer->news[i]) uv_close((uv_handle_t *)viewer->news[i], free_handle);
    viewer->news[i] = NULL;
}

// Before a program is closed: the next one's descriptors may have the same numbers.
static void unwatch_program(Viewer *viewer) {
    for (int i = 0; i < 3; i++) unwatch(viewer, i);
}

// Watch what the program has open now, and no longer what it has closed.
static void watch_program(Viewer *viewer) {
    const EngineProcess *engine = &viewer->stage.program.engine;
    bool is_live = viewer->stage.has_program && viewer->stage.program.run != UI_RUN_ENDED;
    int fds[3] = {engine->control, engine->output[0], engine->output[1]};
    for (int i = 0; i < 3; i++) {
        int fd = is_live ? fds[i] : -1;
        if (fd < 0) unwatch(viewer, i);
        if (viewer->news[i] || fd < 0) continue;
        viewer->news[i] = mem_new(sizeof *viewer->news[i]);
        uv_poll_init(&viewer->loop, viewer->news[i], fd);
        viewer->news[i]->data = viewer;
        uv_poll_start(viewer->news[i], UV_READABLE, on_news);
    }
}

static void on_look(uv_timer_t *timer) {
    take_news(timer->data);
}

// The ring in shared memory cannot wake us: while the program runs or the cursor plays we look again after a moment, else never.
static void take_news(Viewer *viewer) {
    uint64_t now = uv_hrtime();
    bool changed = stage_take(&viewer->stage, now), was_playing = viewer->stage.player.is_on;
    uint64_t due = viewer->stage.history ? stage_play(&viewer->stage, now) : 0;
    bool is_going = stage_is_going(&viewer->stage), was_working = viewer->is_working;
    viewer->is_working = viewer->stage.history && stage_work(&viewer->stage, now);
    if (changed || was_playing || is_going || was_working) draw_soon(viewer);
    watch_program(viewer);
    uint64_t wait = is_going ? (changed ? LOOK_MS : FRAME_MS) : 0;
    if (due) {
        uint64_t ms = due / 1000000 < FRAME_MS ? due / 1000000 + 1 : FRAME_MS;
        if (!wait || ms < wait) wait = ms;
    }
    if (viewer->is_working) wait = 1;
    if (wait) uv_timer_start(&viewer->look, on_look, wait, 0);
    else uv_timer_stop(&viewer->look);
}

// --- leaving -------------------------------------------------------------------------------------

static void leave(Viewer *viewer, int status) {
    viewer->status = status;
    uv_stop(&viewer->loop);
}

// Errors on the menu stay there; without one there is nothing to go back to.
static void tell(Viewer *viewer, const Err *err) {
    str_clear(&viewer->notice);
    str_add(&viewer->notice, err->msg);
}

static void make_report(Viewer *viewer) {
    size_t len;
    free(viewer->report);
    viewer->report = NULL;
    FILE *out = viewer->progress ? open_memstream(&viewer->report, &len) : NULL;
    if (!out) return;
    progress_report(viewer->progress, viewer->start->catalogue, out);
    fclose(out);
}

// What is done, begun and due.
static void mark_lessons(Viewer *viewer) {
    const Catalogue *catalogue = viewer->start->catalogue;
    if (!catalogue) return;
    if (!viewer->marks) viewer->marks = mem_new(catalogue->count * sizeof *viewer->marks);
    for (size_t i = 0; i < catalogue->count; i++) {
        Str key = {0};
        learner_key(&key, str_text(&catalogue->entries[i].path));
        LessonProgress of = progress_of(viewer->progress, key.s, learner_now());
        viewer->marks[i] = (UiLessonMark){of.is_done, of.right + of.wrong > 0, of.due};
        str_free(&key);
    }
    viewer->cards_due = lesson_list_cards_due(viewer->progress);
    make_report(viewer);
}

// The first lesson from there on that is not done; the first of all where there is none.
static size_t undone_from(const Viewer *viewer, size_t from) {
    size_t count = viewer->start->catalogue ? viewer->start->catalogue->count : 0;
    for (size_t i = 0; i < count; i++)
        if (!viewer->marks[(from + i) % count].is_done) return (from + i) % count;
    return 0;
}

// Who has just done a lesson goes on with the next one; who only looked at one comes back to it.
static void back_to_menu(Viewer *viewer) {
    size_t lesson = viewer->lesson;
    bool was_done = lesson == SIZE_MAX || viewer->marks[lesson].is_done;
    unwatch_program(viewer);
    stage_close(&viewer->stage);
    mark_lessons(viewer);
    bool is_next = lesson != SIZE_MAX && viewer->marks[lesson].is_done && !was_done;
    if (lesson == SIZE_MAX) lesson = undone_from(viewer, 0);
    ui_choose_lesson(viewer->ui, is_next ? undone_from(viewer, lesson) : lesson);
}

static void quit(Viewer *viewer) {
    if (!viewer->from_menu || !viewer->stage.history) leave(viewer, 0);
    else back_to_menu(viewer);
}

// --- wishes --------------------------------------------------------------------------------------

// Which of the catalogue's lessons is on the stage, and which one comes after it.
static void find_next_lesson(Viewer *viewer, size_t index) {
    const Catalogue *catalogue = viewer->start->catalogue;
    Str *next = &viewer->stage.next_lesson;
    viewer->lesson = index;
    str_clear(next);
    if (!catalogue || index >= catalogue->count || index + 1 == catalogue->count) return;
    const LessonEntry *entry = &catalogue->entries[index + 1];
    str_addf(next, "%u.%u %s", entry->chapter, entry->number, str_text(&entry->title));
}

static size_t index_of_path(const Catalogue *catalogue, const char *path) {
    for (size_t i = 0; catalogue && i < catalogue->count; i++)
        if (strcmp(str_text(&catalogue->entries[i].path), path) == 0) return i;
    return SIZE_MAX;
}

static void open_from_menu(Viewer *viewer, uint64_t index) {
    const Catalogue *catalogue = viewer->start->catalogue;
    if (!catalogue || index >= catalogue->count) return;
    const LessonEntry *entry = &catalogue->entries[index];
    char number[32];
    snprintf(number, sizeof number, "%u.%u", entry->chapter, entry->number);
    Err err = {""};
    if (!stage_open_lesson(&viewer->stage, str_text(&entry->path), number, &err)) tell(viewer, &err);
    else find_next_lesson(viewer, (size_t)index);
}

// After the last one, and from a lesson of one's own, there is the list; without one, nothing
// happens.
static void open_next_lesson(Viewer *viewer) {
    const Catalogue *catalogue = viewer->start->catalogue;
    size_t next = viewer->lesson + 1;
    bool has_next = catalogue && viewer->lesson != SIZE_MAX && next < catalogue->count;
    if (!catalogue) return;
    back_to_menu(viewer);
    if (has_next) open_from_menu(viewer, next);
}

// The same deck as `aioscope interview` deals, on the terminal itself.
static void interview(Viewer *viewer) {
    const char *arguments[LOOK_ARGUMENTS + 2] = {"interview"};
    look_arguments(arguments + 1, viewer->start->options);
    Err err = {""};
    ui_suspend(viewer->ui);
    bool fine = errand_run(arguments, &err);
    ui_resume(viewer->ui);
    mark_lessons(viewer);
    if (!fine) tell(viewer, &err);
}

static void restart(Viewer *viewer) {
    Err err = {""};
    unwatch_program(viewer);
    if (stage_restart(&viewer->stage, &err)) return;
    tell(viewer, &err);
    // Where its file can no longer be opened all stays as it is. The stage is empty where the
    // program could not be started again: then there is only the way out.
    if (viewer->stage.history || viewer->from_menu) return;
    command_fail(&err, EXIT_FAILED);
    leave(viewer, EXIT_FAILED);
}

// Where the learner was at the end, or on the way to it, the new run goes there too: that is where
// it is judged.
static void run_changes(Viewer *viewer) {
    Stage *stage = &viewer->stage;
    bool was_over = stage->is_live || (stage->program.run == UI_RUN_ENDED &&
                                       stage->cursor == history_count(stage->history));
    restart(viewer);
    if (was_over && stage->history && stage->program.run != UI_RUN_ENDED)
        stage_wish(stage, &(UiWish){.kind = WISH_END}, uv_hrtime());
}

static void say(Viewer *viewer, const char *text) {
    str_clear(&viewer->notice);
    str_add(&viewer->notice, words(text));
}

static void say_of_copy(Viewer *viewer) {
    if (!viewer->notice.len && viewer->stage.is_edited && !viewer->stage.is_changed_here)
        say(viewer, N_("Your copy of the lesson runs; :reset brings the original back."));
}

// On the terminal, before the editor has it.
static void tell_of_editor(const EditedFile *file) {
    Str path = {0};
    text_clean_said(&path, view_of(file->path.s));
    if (file->is_copy)
        printf(
            words(N_(
                "aioscope: you edit a copy of the lesson,\n    %s\nThe lesson itself stays as it is. Your copy runs when you leave the editor;\n:reset brings the original back.\n")),
            path.s);
    else
        printf(
            words(N_(
                "aioscope: you edit your own file,\n    %s\nIt runs again when you leave the editor.\n")),
            path.s);
    str_free(&path);
    fflush(stdout);
}

static void watch_lesson(Viewer *viewer) {
    Str path = {0};
    viewer->watched_run = viewer->stage.run_number;
    watch_file(&viewer->watch,
               viewer->stage.history && stage_file_to_watch(&viewer->stage, &path) ? path.s : NULL);
    str_free(&path);
}

static void edit(Viewer *viewer) {
    Err err = {""};
    EditedFile file = {0};
    if (stage_file_to_edit(&viewer->stage, &file, &err)) {
        watch_lesson(viewer); // its folder may be new
        Foreground foreground = foreground_begin();
        ui_suspend(viewer->ui);
        tell_of_editor(&file);
        bool edited = editor_edit(file.path.s, &err);
        ui_resume(viewer->ui);
        foreground_end(&foreground);
        if (edited && stage_adopt_changes(&viewer->stage, true)) {
            run_changes(viewer);
            say_of_copy(viewer);
        } else if (edited) {
            say(viewer, N_("Nothing was changed, so nothing runs again."));
        }
    }
    if (err.msg[0]) tell(viewer, &err);
    str_free(&file.path);
}

static void edit_line(Viewer *viewer, const UiWish *wish) {
    Err err = {""};
    UiEditedLine line;
    if (stage_line_to_edit(&viewer->stage, wish, &line, &err)) ui_edit_line(viewer->ui, &line);
    else tell(viewer, &err);
}

static void write_line(Viewer *viewer, const UiWish *wish) {
    Err err = {""};
    if (!stage_write_line(&viewer->stage, (unsigned)wish->seq, wish->text, &err)) {
        tell(viewer, &err);
        return;
    }
    stage_adopt_changes(&viewer->stage, true);
    run_changes(viewer);
    say_of_copy(viewer);
}

// The lesson's file was saved in an editor elsewhere. What we wrote ourselves is what runs already.
static void on_saved(void *arg) {
    Viewer *viewer = arg;
    if (!viewer->stage.history || !stage_adopt_changes(&viewer->stage, false)) return;
    str_clear(&viewer->notice);
    run_changes(viewer);
    if (!viewer->notice.len) say(viewer, N_("The lesson was saved: it runs again."));
    take_news(viewer);
    draw_soon(viewer);
}

static void reset(Viewer *viewer) {
    Err err = {""};
    Str told = {0};
    if (stage_reset_lesson(&viewer->stage, &told, &err)) restart(viewer);
    else tell(viewer, &err);
    if (!err.msg[0] && !viewer->notice.len) say(viewer, told.s);
    str_free(&told);
}

static void on_wish(Viewer *viewer, const UiWish *wish) {
    str_clear(&viewer->notice);
    switch (wish->kind) {
    case WISH_QUIT: quit(viewer); break;
    case WISH_MENU:
        if (viewer->start->catalogue) back_to_menu(viewer);
        break;
    case WISH_LESSON: open_from_menu(viewer, wish->seq); break;
    case WISH_NEXT_LESSON: open_next_lesson(viewer); break;
    case WISH_INTERVIEW: interview(viewer); break;
    case WISH_RESTART: restart(viewer); break;
    case WISH_EDIT: edit(viewer); break;
    case WISH_EDIT_LINE: edit_line(viewer, wish); break;
    case WISH_WRITE_LINE: write_line(viewer, wish); break;
    case WISH_RESET: reset(viewer); break;
    case WISH_NOTHING: break;
    case WISH_NEXT: case WISH_BACK: case WISH_ITERATION: case WISH_ITERATION_BACK: case WISH_TIMER: case WISH_TIMER_BACK:
    case WISH_OUTPUT: case WISH_OUTPUT_BACK: case WISH_TASK_STEP: case WISH_TASK_STEP_BACK: case WISH_LINE: case WISH_LINE_BACK:
    case WISH_PLAY: case WISH_SPEED: case WISH_START: case WISH_END: case WISH_GOTO: case WISH_GOTO_TIME: case WISH_STOP:
    case WISH_FIND:
    case WISH_FIND_BACK:
    case WISH_BREAK:
    case WISH_CONTINUE:
    case WISH_MARK:
    case WISH_GOTO_MARK:
    case WISH_ANSWER:
    case WISH_DECIDE:
    case WISH_INTERRUPT:
    case WISH_KILL:
    case WISH_INPUT:
    case WISH_EXPORT:
    case WISH_HINT:
    case WISH_FOLD:
    case WISH_CLOSE_BOX:
        if (viewer->stage.history) stage_wish(&viewer->stage, wish, uv_hrtime());
        break;
    }
}

static void on_keys(uv_poll_t *poll, int status, int events) {
    Viewer *viewer = poll->data;
    UiWish wish;
    if (status < 0 || (events & UV_DISCONNECT)) {
        leave(viewer, 128 + SIGHUP);
        return;
    }
    UiScene scene = scene_of(viewer);
    while (ui_next_wish(viewer->ui, &scene, &wish)) {
        on_wish(viewer, &wish);
        scene = scene_of(viewer);
    }
    if (viewer->watched_run != viewer->stage.run_number) watch_lesson(viewer);
    take_news(viewer);
    viewer->is_drawn_soon = true;
    uv_timer_start(&viewer->frame, on_frame, 0, 0);
}

// --- signals -------------------------------------------------------------------------------------

static void on_signal(uv_signal_t *handle, int number) {
    Viewer *viewer = handle->data;
    switch (number) {
    case SIGWINCH: ui_resize(viewer->ui); break;
    case SIGTSTP:
        ui_suspend(viewer->ui);
        raise(SIGSTOP);
        ui_resume(viewer->ui);
        break;
    case SIGCONT: ui_resize(viewer->ui); break; // after a SIGSTOP that nobody announced
    case SIGCHLD: take_news(viewer); break;
    default: leave(viewer, 128 + number); // TERM, HUP, INT
    }
    draw_soon(viewer);
}

static void watch_signals(Viewer *viewer) {
    static const int numbers[SIGNALS] = {SIGWINCH, SIGTSTP, SIGCONT, SIGCHLD, SIGTERM, SIGHUP, SIGINT};
    for (int i = 0; i < SIGNALS; i++) {
        uv_signal_init(&viewer->loop, &viewer->signals[i]);
        viewer->signals[i].data = viewer;
        uv_signal_start(&viewer->signals[i], on_signal, numbers[i]);
    }
    signal(SIGPIPE, SIG_IGN);
}

// --- the whole -----------------------------------------------------------------------------------

// `aioscope run s.py <data`: the data are the script's, and keys come from the terminal. Returns the script's stdin, -1: the input pane.
static int keep_script_stdin(void) {
    if (isatty(STDIN_FILENO)) return -1;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0) return -1;
    int data = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    dup2(terminal, STDIN_FILENO);
    close(terminal);
    return data;
}

static bool open_first(Viewer *viewer, Err *err) {
    const ViewerStart *start = viewer->start;
    switch (start->what) {
    case VIEWER_MENU: viewer->from_menu = true; return true;
    case VIEWER_LESSON:
        if (!stage_open_lesson(&viewer->stage, start->path, start->number, err)) return false;
        find_next_lesson(viewer, index_of_path(start->catalogue, start->path));
        return true;
    case VIEWER_SCRIPT: return stage_open_script(&viewer->stage, keep_script_stdin(), err);
    case VIEWER_PAIR: return stage_open_pair(&viewer->stage, err);
    case VIEWER_RECORDING: return stage_open_recording(&viewer->stage, start->path, err);
    }
    return false;
}

// --- how the panes were left ---------------------------------------------------------------------

static bool open_ways(Str *path) {
    Err err;
    if (!paths_state(path, &err)) return false;
    str_add(path, "/panes");
    return true;
}

// Where there is nothing to read, the panes are as they are at first.
static void recall_ways(Viewer *viewer) {
    Str path = {0}, text = {0};
    char piece[1024];
    FILE *in = open_ways(&path) ? fopen(path.s, "re") : NULL;
    for (size_t n; in && text.len < 65536 && (n = fread(piece, 1, sizeof piece, in)) > 0;) str_add_bytes(&text, piece, n);
    if (in) fclose(in);
    ui_recall_ways(viewer->ui, (StrView){str_text(&text), text.len});
    str_free(&path);
    str_free(&text);
}

// Written beside and put in its place, so that two sessions that end at once leave one of the two whole. It is a convenience: what cannot be
// written is not worth a word at the end.
static void keep_ways(Viewer *viewer) {
    Str path = {0}, beside = {0}, text = {0};
    if (open_ways(&path)) {
        ui_keep_ways(viewer->ui, &text);
        str_addf(&beside, "%s.%ld", path.s, (long)getpid());
        FILE *out = fopen(beside.s, "we");
        bool fine = out && fwrite(text.s, 1, text.len, out) == text.len;
        if (out && fclose(out) != 0) fine = false;
        if (fine) rename(beside.s, path.s);
        else unlink(beside.s);
    }
    str_free(&path);
    str_free(&beside);
    str_free(&text);
}

static void run_loop(Viewer *viewer) {
    uv_timer_init(&viewer->loop, &viewer->frame);
    uv_timer_init(&viewer->loop, &viewer->look);
    viewer->frame.data = viewer->look.data = viewer;
    watch_signals(viewer);
    uv_poll_init(&viewer->loop, &viewer->keys, ui_input_fd(viewer->ui));
    viewer->keys.data = viewer;
    uv_poll_start(&viewer->keys, UV_READABLE | UV_DISCONNECT, on_keys);
    watch_init(&viewer->watch, &viewer->loop, on_saved, viewer);
    watch_lesson(viewer);
    take_news(viewer);
    draw_soon(viewer);
    uv_run(&viewer->loop, UV_RUN_DEFAULT);
}

static void close_handle(uv_handle_t *handle, void *arg) {
    Viewer *viewer = arg;
    bool is_news = false;
    for (int i = 0; i < 3; i++) is_news |= handle == (uv_handle_t *)viewer->news[i];
    if (!uv_is_closing(handle)) uv_close(handle, is_news ? free_handle : NULL);
}

int viewer_run(const ViewerStart *start) {
    Err err = {""};
    Viewer viewer = {.start = start, .lesson = SIZE_MAX};
    UiOptions options = look_of(start->options);
    viewer.progress = learner_open(&viewer.notice);
    mark_lessons(&viewer);
    stage_init(&viewer.stage, start->options, viewer.progress);
    uv_loop_init(&viewer.loop);
    if (!open_first(&viewer, &err)) {
        viewer.status = command_fail(&err, EXIT_USAGE);
    } else if (!(viewer.ui = ui_new(&options, &err))) {
        viewer.status = command_fail(&err, EXIT_USAGE);
    } else {
        recall_ways(&viewer);
        if (start->catalogue) ui_choose_lesson(viewer.ui, undone_from(&viewer, 0));
        run_loop(&viewer);
        keep_ways(&viewer);
    }
    uv_walk(&viewer.loop, close_handle, &viewer);
    uv_run(&viewer.loop, UV_RUN_DEFAULT);
    uv_loop_close(&viewer.loop);
    ui_free(viewer.ui);
    stage_close(&viewer.stage);
    progress_close(viewer.progress);
    free(viewer.marks);
    free(viewer.report);
    str_free(&viewer.notice);
    watch_free(&viewer.watch);
    return viewer.status;
}
