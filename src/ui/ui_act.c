// Keys turned into actions, and actions into wishes.
#include <string.h>

#include "base/words.h"
#include "explain/explain.h"
#include "ui/ui_inside.h"

static double notch(double speed, bool faster) {
    double next = faster ? speed * 2 : speed / 2;
    return next > 100 ? 100 : next < 0.1 ? 0.1 : next;
}

static void ask(Ui *ui, const UiScene *scene, Sure sure, UiWish *wish) {
    // A lesson just ends; a program of the user's own asks once.
    if (sure == SURE_QUIT && (scene->lesson || !ui_program_is_alive(scene))) wish->kind = WISH_QUIT;
    else if (ui_program_is_alive(scene)) ui->sure = sure;
    else ui_say(ui, "No program is running.");
}

static void answer(Ui *ui, bool yes, UiWish *wish) {
    bool is_edit = ui->sure == SURE_EDIT;
    if (is_edit) ui->is_code_agreed = yes;
    else if (yes) wish->kind = ui->sure == SURE_QUIT ? WISH_QUIT : WISH_KILL;
    if (is_edit && !yes) ui_leave_line(ui);
    ui->sure = SURE_NOTHING;
}

static void move_cursor(Ui *ui, UiWish *wish, UiWishKind kind) {
    wish->kind = kind;
    wish->task = ui->selected;
    ui->is_intro = false;
    ui_release_panes(ui);
}

// What is under the eye is offered, to be taken or written over: the selected task in the tasks pane, else the line where it happens.
static void begin_break(Ui *ui, const UiScene *scene) {
    View view = ui_view(ui, scene);
    ui_begin_line(ui, TYPING_BREAK, "");
    if (ui->focus == PANE_TASKS && view.selected) {
        str_add(&ui->line, "task ");
        explain_task_name(&ui->line, view.log, view.state, view.selected, false);
    } else {
        ui_source_line_at(&view, 0, -1, &ui->line);
    }
}

// The line where it happens, unless another part of the source was scrolled to: then one in its
// middle. After the end of a run the line edited last, since whoever tries again changes the same
// one.
static void begin_edit(Ui *ui, const UiScene *scene, UiWish *wish) {
    View view = ui_view(ui, scene);
    Rect r = ui_layout(ui).pane[PANE_SOURCE];
    int top = ui->drawn[PANE_SOURCE].top, h = r.h;
    SourcePlace here = ui_source_place_at(&view, r.w, -1),
                first = ui_source_place_at(&view, r.w, top),
                last = ui_source_place_at(&view, r.w, top + h - 1);
    bool is_over = !ui_program_is_alive(scene) && scene->cursor == history_count(scene->history);
    *wish = (UiWish){.kind = WISH_EDIT_LINE, .seq = here.line, .file = here.source};
    if (ui->is_held[PANE_SOURCE] && h > 0 &&
        (here.line < first.line || (last.line && here.line > last.line)))
        wish->seq = ui_source_place_at(&view, r.w, top + h / 2).line;
    else if (is_over && ui->code_line) wish->seq = ui->code_line, wish->file = ui->code_source;
    ui->code_source = wish->file;
}

// The row that is chosen, or what was typed: what is no answer is refused, with what is expected.
static void give_answer(Ui *ui, const UiScene *scene, UiWish *wish) {
    const UiQuestion *question = scene->question;
    if (!question || question->is_preparing) return;
    StrView typed = {str_text(&ui->line), ui->line.len};
    bool fine = true;
    str_clear(&ui->given);
    if (question->choices->count) str_add(&ui->given, question->choices->options[ui->chosen].s);
    else
        fine =
            question_take(question->question, question->choices, typed, &ui->given, &ui->refusal);
    if (fine) *wish = (UiWish){.kind = WISH_ANSWER, .text = ui->given.s};
}

enum { SCROLL_ROWS = 6 }; // of the source, above a question

static void choose(Ui *ui, const UiScene *scene, int by) {
    int count = scene->question ? (int)scene->question->choices->count : 0, next = ui->chosen + by;
    if (next >= 0 && next < count) ui->chosen = next;
}

static int page(const Ui *ui, const UiScene *scene) {
    if (!scene->history) return ui_menu_page(terminal_height(ui->terminal));
    Rect r = ui_layout(ui).pane[ui_focus(ui)];
    return r.h > 2 ? r.h - 1 : 10;
}

static void unselect(Ui *ui) {
    ui->selected = ui->selected_group = 0;
    ui_say(ui, "No task is selected now: n, s and w act on the one that runs.");
}

static void stop_following(Ui *ui) {
    ui->is_following = ui->ways.output_of_task = ui->ways.waits_around = false;
    ui_say(ui, "No task is followed any more.");
}

// One thing open at a time is closed; then what narrows the view, then what runs.
static void back_out(Ui *ui, const UiScene *scene, UiWish *wish) {
    if (scene->is_looking) wish->kind = WISH_STOP;
    else if (ui->is_explaining) ui->is_explaining = false;
    else if (ui->is_inspecting) ui->is_inspecting = false;
    else if (ui->is_intro) ui->is_intro = false;
    else if (ui->is_zoomed) ui->is_zoomed = false;
    else if (ui->filter.len) str_clear(&ui->filter);
    else if (ui->is_following) stop_following(ui);
    else if (ui->selected || ui->selected_group) unselect(ui);
    else wish->kind = WISH_STOP;
    ui_release_panes(ui);
}

// A folded row opens; a task is inspected.
static void inspect(Ui *ui, const UiScene *scene) {
    if (scene->run == UI_RUN_READING) {
        ui->stdin_left = false;
    } else if (ui->focus == PANE_TASKS && ui->selected_group && ui->selected_group <= ui->rows.n_groups) {
        ui->rows.groups[ui->selected_group - 1].is_open ^= true;
    } else {
        ui->is_inspecting = true;
        ui->is_explaining = false;
    }
    ui->inspect_top = 0;
}

static void explain_wait_of(Ui *ui) {
    ui->is_explaining ^= true;
    ui->is_inspecting = false;
    ui->explain_top = 0;
}

static void add_task_name(const View *view, uint32_t task, Str *out) {
    explain_task_name(out, view->log, view->state, task, view->is_ascii);
}

// The selected task, else the one that acts now.
static void follow_task(Ui *ui, const UiScene *scene) {
    View view = ui_view(ui, scene);
    uint32_t task = view.selected ? view.selected : view.acting;
    ui->selected_group = 0;
    ui_release_panes(ui);
    if (ui->is_following) {
        stop_following(ui);
        return;
    }
    if (!task) {
        ui_say(ui, "No task is selected, and none is running.");
        return;
    }
    Str name = {0};
    add_task_name(&view, task, &name);
    ui->selected = task;
    ui->is_following = ui->ways.output_of_task = ui->ways.waits_around = true;
    ui_say(ui, "Following %s: only its output is shown. f ends this.", str_text(&name));
    str_free(&name);
}

// The next of the script's files, the first one after the last.
static void next_file(Ui *ui, const UiScene *scene) {
    const Log *log = history_log(scene->history);
    size_t count = log_source_count(log), files = ui_file_count(log), number = 0;
    if (files < 2) {
        ui_say(ui, files ? "There is only one source file." : "No source file yet.");
        return;
    }
    ui->is_held[PANE_SOURCE] = false;
    ui->top[PANE_SOURCE] = 0;
    do ui->file = ui->file % count + 1;
    while (log_source_same(log, ui->file - 1) != ui->file - 1);
    for (size_t i = 0; i < ui->file; i++) number += log_source_same(log, i) == i;
    ui_say(ui, "Source file %zu of %zu.", number, files);
}

static void change_task_view(Ui *ui) {
    ui_set_focus(ui, PANE_TASKS);
    ui->ways.task_view = (TaskView)((ui->ways.task_view + 1) % TASK_VIEWS);
    ui_release_panes(ui);
    static const char *const told[TASK_VIEWS] = {
        [TASK_VIEW_LIST] = N_("Tasks as a list."),
        [TASK_VIEW_TREE] = N_("Tasks as a tree: each below the one that made it."),
        [TASK_VIEW_FUNCTIONS] = N_("Tasks by the function they run.")};
    ui_say(ui, "%s", words(told[ui->ways.task_view]));
}

static void toggle(Ui *ui, Pane pane, bool *way, const char *on, const char *off) {
    ui_set_focus(ui, pane);
    *way ^= true;
    ui_release_panes(ui);
    ui_say(ui, "%s", words(*way ? on : off));
}

// Of a pane that shows one task or all.
static void toggle_one_task(Ui *ui, const UiScene *scene, Pane pane, bool *way) {
    View view = ui_view(ui, scene);
    Str name = {0};
    toggle(ui, pane, way, "", N_("All tasks."));
    if (*way && view.eye) {
        add_task_name(&view, view.eye, &name);
        if (view.selected) ui_say(ui, "Only %s.", str_text(&name));
        else ui_say(ui, "Only the task that runs: %s now.", str_text(&name));
    } else if (*way) {
        ui_say(ui, "Only the task that runs: none does now.");
    }
    str_free(&name);
}

static void sort_by(Ui *ui, int by) {
    ui_set_focus(ui, PANE_TASKS);
    ui->ways.task_sort = (TaskSort)((ui->ways.task_sort + TASK_SORTS + (unsigned)by) % TASK_SORTS);
    ui_say(ui, "Tasks sorted by: %s.", task_sort_name(ui->ways.task_sort));
}

static void zoom_timeline(Ui *ui, int by) {
    ui_set_focus(ui, PANE_TIMELINE);
    if (!by) ui->ways.zoom = 0;
    else if (by > 0) ui->ways.zoom += ui->ways.zoom < 24;
    else ui->ways.zoom -= ui->ways.zoom > 0;
    ui->ways.pan = UINT64_MAX;
}

static void pan_timeline(Ui *ui, const UiScene *scene, int by) {
    ui_set_focus(ui, PANE_TIMELINE);
    View view = ui_view(ui, scene);
    ui_timeline_pan(&view, ui_layout(ui).pane[PANE_TIMELINE].w, by, &ui->ways);
}

static void next_loop(Ui *ui, const UiScene *scene) {
    uint32_t count = history_at(scene->history, scene->cursor)->n_loops;
    if (count < 2) {
        ui_say(ui, count ? "There is only one loop." : "There is no loop yet.");
        return;
    }
    ui->loop = ui->loop < count ? ui->loop + 1 : 0;
    if (ui->loop) ui_say(ui, "Loop %u of %u.", ui->loop, count);
    else ui_say(ui, "The loop that acts, of %u.", count);
}

static void toggle_mouse(Ui *ui) {
    ui->has_mouse = !ui->has_mouse;
    terminal_mouse(ui->terminal, ui->has_mouse);
    ui_say(ui, "%s",
           words(ui->has_mouse ? N_("The mouse is on: click selects, the wheel scrolls.")
                               : N_("The mouse is off: the terminal selects text.")));
}

static void toggle_frames(Ui *ui) {
    ui->ways.all_frames ^= true;
    ui_say(ui, "%s",
           words(ui->ways.all_frames ? N_("Await chains show asyncio's own frames too.")
                                     : N_("Await chains show your code only.")));
}

static void toggle_notes(Ui *ui, const UiScene *scene) {
    if (!scene->lesson) {
        ui_say(ui, "Only lessons have notes.");
        return;
    }
    ui->ways.hides_notes ^= true;
    ui_say(ui, "%s",
           words(ui->ways.hides_notes ? N_("Notes are hidden. H shows them.")
                                      : N_("Notes are shown.")));
}

// Reading it holds what plays: moving on closes it.
static void open_intro(Ui *ui, const UiScene *scene, UiWish *wish) {
    if (!scene->lesson || !scene->lesson->intro.len) {
        ui_say(ui, "%s",
               words(scene->lesson ? N_("This lesson has no introduction.")
                                   : N_("Only lessons have an introduction.")));
        return;
    }
    ui->is_intro ^= true;
    ui->intro_cursor = scene->cursor;
    ui->is_inspecting = ui->is_explaining = false;
    if (scene->is_playing) wish->kind = WISH_STOP;
}

static void change_speed(Ui *ui, const UiScene *scene, bool faster, UiWish *wish) {
    *wish = (UiWish){.kind = WISH_SPEED, .speed = notch(scene->speed, faster)};
    ui_say(ui, "Speed %g.", wish->speed);
}

static void interrupt(Ui *ui, const UiScene *scene, UiWish *wish) {
    wish->kind = WISH_INTERRUPT;
    ui_say(ui, "%s",
           words(ui_program_is_alive(scene) ? N_("Ctrl-C was sent to the program.")
                                            : N_("No program is running.")));
}

static void go_to_list(Ui *ui, const UiScene *scene, UiWish *wish) {
    wish->kind = WISH_MENU;
    if (!scene->has_list) ui_say(ui, "There is no list of lessons to go back to. q quits.");
}

static void go_to_trouble(Ui *ui, const UiScene *scene, UiWish *wish) {
    View view = ui_view(ui, scene);
    uint64_t position = ui_trouble_position(&view);
    if (position != HISTORY_NONE) *wish = (UiWish){.kind = WISH_GOTO, .seq = position};
}

static void present(Ui *ui) {
    ui->is_presenting ^= true;
    ui->is_zoomed = ui->is_inspecting = ui->is_explaining = false;
}

// In a loop of one's own choice only what that loop does counts.
static void move_loop(Ui *ui, UiWish *wish, UiWishKind kind) {
    move_cursor(ui, wish, kind);
    wish->seq = ui->loop;
}

// An entry of the help belongs to a pane that does not have the focus: it gets it.
static void run_entry(Ui *ui, const UiScene *scene, UiWish *wish) {
    Action chosen = ui_help_action(&ui->help);
    if (!chosen) return; // a sign or a word: it stands there to be read
    ui->is_helping = false;
    if (!(keymap_row(chosen)->modes & (scene->history ? WATCHING : MODE_MENU))) return;
    if (chosen == ACT_LESSON_NUMBER) return;
    static const struct {
        KeyGroup group;
        Pane pane;
    } homes[] = {{GROUP_SOURCE, PANE_SOURCE},     {GROUP_TASKS, PANE_TASKS},
                 {GROUP_TIMELINE, PANE_TIMELINE}, {GROUP_OUTPUT, PANE_OUTPUT},
                 {GROUP_WAITS, PANE_WAITS},       {GROUP_TROUBLE, PANE_TROUBLE}};
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
        if (keymap_row(chosen)->group == homes[i].group) ui_set_focus(ui, homes[i].pane);
    ui_act(ui, scene, chosen, K_NONE, wish);
}

void ui_act(Ui *ui, const UiScene *scene, Action action, Key key, UiWish *wish) {
    switch (action) {
    case ACT_PLAY: move_cursor(ui, wish, WISH_PLAY); break;
    case ACT_NEXT: move_cursor(ui, wish, WISH_NEXT); break;
    case ACT_BACK: move_cursor(ui, wish, WISH_BACK); break;
    case ACT_ITERATION: move_loop(ui, wish, WISH_ITERATION); break;
    case ACT_ITERATION_BACK: move_loop(ui, wish, WISH_ITERATION_BACK); break;
    case ACT_TIMER: move_loop(ui, wish, WISH_TIMER); break;
    case ACT_TIMER_BACK: move_loop(ui, wish, WISH_TIMER_BACK); break;
    case ACT_OUTPUT: move_cursor(ui, wish, WISH_OUTPUT); break;
    case ACT_OUTPUT_BACK: move_cursor(ui, wish, WISH_OUTPUT_BACK); break;
    case ACT_START: move_cursor(ui, wish, WISH_START); break;
    case ACT_END: move_cursor(ui, wish, WISH_END); break;
    case ACT_LINE: move_cursor(ui, wish, WISH_LINE); break;
    case ACT_LINE_BACK: move_cursor(ui, wish, WISH_LINE_BACK); break;
    case ACT_TASK_STEP: move_cursor(ui, wish, WISH_TASK_STEP); break;
    case ACT_TASK_STEP_BACK: move_cursor(ui, wish, WISH_TASK_STEP_BACK); break;
    case ACT_FASTER: change_speed(ui, scene, true, wish); break;
    case ACT_SLOWER: change_speed(ui, scene, false, wish); break;
    case ACT_COMMAND: ui_begin_line(ui, TYPING_COMMAND, ""); break;
    case ACT_FIND: ui_begin_line(ui, TYPING_FIND, ""); break;
    case ACT_FILTER:
        ui_begin_line(ui, TYPING_FILTER, "");
        ui_line_changed(ui, scene);
        break;
    case ACT_EXPORT: ui_begin_line(ui, TYPING_EXPORT, ""); break;
    case ACT_FOLLOW: follow_task(ui, scene); break;
    case ACT_WHY: explain_wait_of(ui); break;
    case ACT_CLOSE_WHY: ui->is_explaining = false; break;
    case ACT_VIEW: change_task_view(ui); break;
    case ACT_VIEW_TIMELINE:
        toggle(ui, PANE_TIMELINE, &ui->ways.by_event, N_("The timeline by event."),
               N_("The timeline by time."));
        break;
    case ACT_VIEW_OUTPUT: toggle_one_task(ui, scene, PANE_OUTPUT, &ui->ways.output_of_task); break;
    case ACT_VIEW_WAITS: toggle_one_task(ui, scene, PANE_WAITS, &ui->ways.waits_around); break;
    case ACT_VIEW_SOURCE: next_file(ui, scene); break;
    case ACT_SORT: sort_by(ui, 1); break;
    case ACT_SORT_BACK: sort_by(ui, -1); break;
    case ACT_ZOOM_IN: zoom_timeline(ui, 1); break;
    case ACT_ZOOM_OUT: zoom_timeline(ui, -1); break;
    case ACT_ZOOM_WHOLE: zoom_timeline(ui, 0); break;
    case ACT_PAN_RIGHT: pan_timeline(ui, scene, 1); break;
    case ACT_PAN_LEFT: pan_timeline(ui, scene, -1); break;
    case ACT_LOOP: next_loop(ui, scene); break;
    case ACT_FRAMES: toggle_frames(ui); break;
    case ACT_FOLD: wish->kind = WISH_FOLD; break;
    case ACT_GO_TROUBLE: go_to_trouble(ui, scene, wish); break;
    case ACT_HINT: wish->kind = WISH_HINT; break;
    case ACT_ANSWER_PLACE: move_cursor(ui, wish, WISH_DECIDE); break;
    case ACT_NEXT_DUE: ui_choose_due(ui, scene); break;
    case ACT_YANK: ui->is_yanking = true; break;
    case ACT_PRESENT: present(ui); break;
    case ACT_NOTES: toggle_notes(ui, scene); break;
    case ACT_INTRO: open_intro(ui, scene, wish); break;
    case ACT_BLACK: ui->is_black = true; break;
    case ACT_LIGHT: ui->is_black = false; break;
    case ACT_FIND_NEXT: move_cursor(ui, wish, WISH_FIND); break;
    case ACT_FIND_BACK: move_cursor(ui, wish, WISH_FIND_BACK); break;
    case ACT_BREAK: begin_break(ui, scene); break;
    case ACT_CONTINUE: move_cursor(ui, wish, WISH_CONTINUE); break;
    case ACT_MARK: ui->typing = TYPING_MARK; break;
    case ACT_GOTO_MARK: ui->typing = TYPING_GOTO_MARK; break;
    case ACT_UP:
    case ACT_LESSON_UP:
    case ACT_PICK_UP: ui_move_eye(ui, scene, -1); break;
    case ACT_DOWN:
    case ACT_LESSON_DOWN:
    case ACT_PICK_DOWN: ui_move_eye(ui, scene, 1); break;
    case ACT_PAGE_UP:
    case ACT_LESSONS_UP: ui_move_eye(ui, scene, -page(ui, scene)); break;
    case ACT_PAGE_DOWN:
    case ACT_LESSONS_DOWN: ui_move_eye(ui, scene, page(ui, scene)); break;
    case ACT_TOP:
    case ACT_FIRST_LESSON: ui_move_eye(ui, scene, -(1 << 28)); break;
    case ACT_BOTTOM:
    case ACT_LAST_LESSON: ui_move_eye(ui, scene, 1 << 28); break;
    case ACT_NEXT_PANE: ui_set_focus(ui, (Pane)((ui->focus + 1) % NUMBERED_PANES)); break;
    case ACT_PREVIOUS_PANE: ui_set_focus(ui, (Pane)((ui->focus + NUMBERED_PANES - 1) % NUMBERED_PANES)); break;
    case ACT_PANE:
        if (key - '1' < (Key)NUMBERED_PANES) ui_set_focus(ui, (Pane)(key - '1'));
        break;
    case ACT_ZOOM: ui->is_zoomed = !ui->is_zoomed; break;
    case ACT_INSPECT: inspect(ui, scene); break;
    case ACT_CLOSE_INTRO: ui->is_intro = false; break;
    case ACT_CLOSE_INSPECT: ui->is_inspecting = false; break;
    case ACT_BACK_OUT: back_out(ui, scene, wish); break;
    case ACT_RESTART: wish->kind = WISH_RESTART; break;
    case ACT_EDIT: wish->kind = WISH_EDIT; break;
    case ACT_EDIT_LINE: begin_edit(ui, scene, wish); break;
    case ACT_CODE_ENTER: ui_enter_code(ui, wish); break;
    case ACT_CODE_UP: ui_other_code(ui, -1, 0, wish); break;
    case ACT_CODE_DOWN: ui_other_code(ui, 1, 0, wish); break;
    case ACT_INTERRUPT:
    case ACT_LINE_INTERRUPT: interrupt(ui, scene, wish); break;
    case ACT_KILL: ask(ui, scene, SURE_KILL, wish); break;
    case ACT_LESSONS: go_to_list(ui, scene, wish); break;
    case ACT_MOUSE: toggle_mouse(ui); break;
    case ACT_HELP:
        ui_help_open(&ui->help, ui_mode(ui, scene));
        ui->is_helping = true;
        break;
    case ACT_QUIT: ask(ui, scene, SURE_QUIT, wish); break;
    case ACT_OPEN_LESSON:
    case ACT_PICK: ui_pick(ui, scene, wish); break;
    case ACT_LESSON_NUMBER: ui_pick_number(ui, scene, key); break;
    case ACT_FIND_LESSON: ui_pick_words(ui); break;
    case ACT_INTERVIEW: wish->kind = WISH_INTERVIEW; break;
    case ACT_REPORT: ui_show_report(ui); break;
    case ACT_CLOSE_REPORT: ui->is_reporting = false; break;
    case ACT_QUIT_MENU: wish->kind = WISH_QUIT; break;
    case ACT_HELP_UP: ui->help.chosen -= ui->help.chosen > 0; break;
    case ACT_HELP_DOWN: ui->help.chosen += ui->help.chosen + 1 < ui_help_count(&ui->help); break;
    case ACT_HELP_PAGE_UP: ui->help.chosen = ui->help.chosen > 10 ? ui->help.chosen - 10 : 0; break;
    case ACT_HELP_PAGE_DOWN:
        ui->help.chosen += 10;
        if (ui->help.chosen >= ui_help_count(&ui->help)) ui->help.chosen = ui_help_count(&ui->help) - 1;
        if (ui->help.chosen < 0) ui->help.chosen = 0;
        break;
    case ACT_HELP_RUN: run_entry(ui, scene, wish); break;
    case ACT_HELP_CLOSE: ui->is_helping = false; break;
    case ACT_HELP_ERASE:
        ui_erase_last(&ui->help.search);
        ui->help.chosen = 0;
        break;
    case ACT_LINE_ENTER: ui_enter_line(ui, scene, wish); break;
    case ACT_LINE_CANCEL: case ACT_LINE_GIVE_UP: ui_leave_line(ui); break;
    case ACT_PICK_LEAVE: ui_pick_leave(ui); break;
    case ACT_LINE_COMPLETE: ui_complete_line(ui, scene); break;
    case ACT_LINE_ERASE:
    case ACT_PICK_ERASE:
        ui_erase_in_line(ui, false);
        ui_line_changed(ui, scene);
        break;
    case ACT_LINE_DELETE:
        ui_erase_in_line(ui, true);
        ui_line_changed(ui, scene);
        break;
    case ACT_LINE_LEFT:
    case ACT_LINE_RIGHT:
    case ACT_LINE_HOME:
    case ACT_LINE_END: ui_move_in_line(ui, action); break;
    case ACT_LINE_CLEAR:
    case ACT_PICK_CLEAR:
        str_clear(&ui->line);
        ui->behind = 0;
        ui_line_changed(ui, scene);
        break;
    case ACT_LINE_EOF: *wish = (UiWish){.kind = WISH_INPUT}; break;
    case ACT_ANSWER_PAGE_UP: ui_scroll(ui, PANE_SOURCE, -SCROLL_ROWS); break;
    case ACT_ANSWER_PAGE_DOWN: ui_scroll(ui, PANE_SOURCE, SCROLL_ROWS); break;
    case ACT_ANSWER_UP: choose(ui, scene, -1); break;
    case ACT_ANSWER_DOWN: choose(ui, scene, 1); break;
    case ACT_ANSWER: give_answer(ui, scene, wish); break;
    case ACT_ANSWER_SKIP: *wish = (UiWish){.kind = WISH_ANSWER}; break;
    case ACT_ANSWER_ERASE:
        ui_erase_last(&ui->line);
        str_clear(&ui->refusal);
        break;
    case ACT_ANSWER_QUIT: ask(ui, scene, SURE_QUIT, wish); break;
    case ACT_GO_ON:
    case ACT_STAY: wish->kind = WISH_CLOSE_BOX; break;
    case ACT_NEXT_LESSON:
        ui_leave_program(ui);
        wish->kind = WISH_NEXT_LESSON;
        break;
    case ACT_SURE_YES: answer(ui, true, wish); break;
    case ACT_SURE_NO: answer(ui, false, wish); break;
    case ACT_NONE: case ACTIONS: break;
    }
}

// --- one key -------------------------------------------------------------------------------------

static bool is_text(const Press *press) {
    return press->key >= K_SPACE && press->key != 127 && press->key < 0x110000;
}

static void type_text(Ui *ui, const UiScene *scene, Mode mode, const Press *press) {
    if (mode == MODE_HELP) {
        ui_add_character(&ui->help.search, press->key);
        ui->help.chosen = ui->help.top = 0;
    } else {
        if (mode == MODE_QUESTION) ui->behind = 0; // its line has no cursor
        ui_type_character(ui, press->key);
        str_clear(&ui->refusal);
        ui_line_changed(ui, scene);
    }
}

bool ui_next_wish(Ui *ui, const UiScene *scene, UiWish *wish) {
    Press press;
    if (!keys_take(&ui->keys, &press)) return false;
    *wish = (UiWish){.kind = WISH_NOTHING};
    ui->keys_taken++;
    str_clear(&ui->said);
    ui_follow_scene(ui, scene);
    if (ui->typing == TYPING_LESSON && !press.is_pasted) ui_pick_key(ui, press.key);
    Mode mode = ui_mode(ui, scene);
    bool is_typing =
        mode & (MODE_LINE | MODE_STDIN | MODE_CODE | MODE_HELP | MODE_QUESTION | MODE_FIND_LESSON);
    // A paste is text for an input line, never a row of commands.
    if (press.is_pasted && !is_typing) return true;
    if (press.key == K_CLICK || press.key == K_DRAG || press.key == K_WHEEL_UP || press.key == K_WHEEL_DOWN) {
        ui_use_mouse(ui, scene, &press, wish);
        return true;
    }
    Action action = press.is_pasted ? ACT_NONE : keymap_find(mode, press.key);
    if (action) ui->pressed = action, ui->pressed_key = press.key;
    if (action) ui_act(ui, scene, action, press.key, wish);
    else if (mode == MODE_LINE && (ui->typing == TYPING_MARK || ui->typing == TYPING_GOTO_MARK)) ui_take_mark(ui, press.key, wish);
    else if (mode == MODE_QUESTION && scene->question->choices->count) choose(ui, scene, (int)(press.key - '1') - ui->chosen);
    else if (is_typing && is_text(&press)) type_text(ui, scene, mode, &press);
    return true;
}
