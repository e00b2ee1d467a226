#include "ui/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "explain/explain.h"
#include "ui/panes.h"
#include "ui/terminal.h"

typedef enum Typing { TYPING_NOTHING, TYPING_COMMAND, TYPING_FIND, TYPING_BREAK, TYPING_MARK, TYPING_GOTO_MARK, TYPING_STDIN } Typing;
typedef enum Sure { SURE_NOTHING, SURE_QUIT, SURE_KILL } Sure;

struct Ui {
    Terminal *terminal;
    Keys keys;
    Grid grid;
    bool is_ascii, has_mouse, is_settled, is_synced;
    uint64_t frames, keys_taken;
    // Where the eye is
    Pane focus, tab;
    bool is_zoomed, is_intro, is_inspecting, is_helping;
    bool intro_seen;          // of the lesson on the screen
    uint32_t selected;        // task
    int top[PANES];
    bool is_held[PANES];      // scrolled by hand: does not follow what happens
    Drawn drawn[PANES];
    Rich inspector;
    int inspect_top, inspect_rows;
    Help help;
    size_t menu_chosen;
    int menu_top;
    const Question *answering; // the question that the answer below is for
    int chosen;               // of its options
    // What is typed or asked
    Typing typing;
    bool stdin_left;          // esc: the line for stdin is closed until enter
    Str line;
    Str given;                // the text of the last wish
    const char *error;
    Sure sure;
};

// --- life ----------------------------------------------------------------------------------------------------------------------------------

Ui *ui_new(const UiOptions *options, Err *err) {
    Terminal *terminal = terminal_new(options, err);
    if (!terminal) return NULL;
    Ui *ui = mem_new(sizeof *ui);
    ui->terminal = terminal;
    ui->is_ascii = options->ascii;
    ui->has_mouse = options->mouse;
    ui->is_synced = getenv("AIOSCOPE_TEST_SYNC") != NULL;
    ui->tab = PANE_LOOP;
    keys_init(&ui->keys, terminal);
    return ui;
}

void ui_free(Ui *ui) {
    if (!ui) return;
    terminal_free(ui->terminal);
    grid_free(&ui->grid);
    rich_free(&ui->inspector);
    str_free(&ui->help.search);
    str_free(&ui->line);
    str_free(&ui->given);
    free(ui);
}

int ui_input_fd(const Ui *ui) {
    return terminal_fd(ui->terminal);
}

void ui_resize(Ui *ui) {
    terminal_resize(ui->terminal);
}

void ui_suspend(Ui *ui) {
    terminal_suspend(ui->terminal);
}

void ui_resume(Ui *ui) {
    terminal_resume(ui->terminal);
}

void ui_set_settled(Ui *ui, bool settled) {
    ui->is_settled = settled;
}

// --- what the scene asks of us -----------------------------------------------------------------------------------------------------------------

static bool is_alive(const UiScene *scene) {
    return scene->run == UI_RUN_HELD || scene->run == UI_RUN_GOING || scene->run == UI_RUN_READING;
}

// A new question begins with nothing chosen but the first, and nothing typed.
static void follow_question(Ui *ui, const UiScene *scene) {
    const Question *question = scene->question ? scene->question->question : NULL;
    if (ui->answering == question) return;
    ui->answering = question;
    ui->chosen = 0;
    ui->is_inspecting = false;
    ui->typing = TYPING_NOTHING;
    str_clear(&ui->line);
}

// A new lesson opens with its introduction; a script that reads opens an input line.
static void follow_scene(Ui *ui, const UiScene *scene) {
    if (!scene->history) {
        ui->intro_seen = ui->is_intro = ui->is_inspecting = ui->is_zoomed = false;
        ui->selected = 0;
        ui->sure = SURE_NOTHING;
        if (ui->typing) str_clear(&ui->line);
        ui->typing = TYPING_NOTHING;
        return;
    }
    if (!ui->intro_seen) {
        ui->intro_seen = true;
        ui->is_intro = scene->lesson && scene->lesson->intro.len && scene->cursor == 0;
        ui->focus = PANE_SOURCE;
        memset(ui->top, 0, sizeof ui->top);
        memset(ui->is_held, 0, sizeof ui->is_held);
    }
    if (scene->cursor > 0) ui->is_intro = false;
    if (scene->run != UI_RUN_READING) ui->stdin_left = false;
    bool reads = scene->run == UI_RUN_READING && !ui->stdin_left;
    if (ui->typing == TYPING_NOTHING && reads) ui->typing = TYPING_STDIN;
    if (ui->typing == TYPING_STDIN && !reads) ui->typing = TYPING_NOTHING;
    follow_question(ui, scene);
}

static Mode mode_of(const Ui *ui, const UiScene *scene) {
    if (ui->sure) return MODE_SURE;
    if (ui->is_helping) return MODE_HELP;
    if (scene->question) return MODE_QUESTION;
    if (ui->typing) return ui->typing == TYPING_STDIN ? MODE_STDIN : MODE_LINE;
    if (!scene->history) return MODE_MENU;
    if (ui->is_intro) return MODE_INTRO;
    if (ui->is_inspecting) return MODE_INSPECT;
    return ui->focus == PANE_TASKS ? MODE_TASKS : MODE_WATCH;
}

static View view_of_scene(const Ui *ui, const UiScene *scene) {
    View view = {.scene = scene, .history = scene->history, .log = history_log(scene->history), .is_ascii = ui->is_ascii};
    view.state = history_at(scene->history, scene->cursor);
    view.last = scene->cursor > log_first(view.log) ? log_event(view.log, scene->cursor - 1) : NULL;
    view.now = scene->play_t > view.state->now ? scene->play_t : view.state->now;
    view.acting = state_running_task(view.state);
    if (!view.acting && view.last) view.acting = view.last->task;
    view.selected = state_task(view.state, ui->selected) ? ui->selected : 0;
    view.place = place_of_task(&view, view.selected ? view.selected : view.acting);
    if (!view.place.file) view.near = place_before(&view);
    return view;
}

static Layout layout_of(const Ui *ui) {
    LayoutWish wish = {ui->focus, ui->tab, ui->is_zoomed, ui->is_intro};
    return layout_make(terminal_width(ui->terminal), terminal_height(ui->terminal), &wish);
}

// --- drawing the panes ---------------------------------------------------------------------------------------------------------------------------

static void no_title(const View *view, Str *left, Str *right) {
    (void)view, (void)left, (void)right;
}

static const struct {
    const char *name;
    PaneDraw *draw;
    PaneTitle *title;
} panes[PANES] = {
    [PANE_SOURCE] = {"source", ui_source_draw, ui_source_title},
    [PANE_TASKS] = {"tasks", ui_tasks_draw, ui_tasks_title},
    [PANE_LOOP] = {"loop", ui_loop_draw, ui_loop_title},
    [PANE_TIMELINE] = {"timeline", ui_timeline_draw, ui_timeline_title},
    [PANE_OUTPUT] = {"output", ui_output_draw, ui_output_title},
    [PANE_STORY] = {"what happened", ui_story_draw, no_title},
    [PANE_INTRO] = {"introduction", ui_intro_draw, no_title},
};

static int draw_tab_names(const Ui *ui, const Canvas *screen, const Layout *layout, Pane shown) {
    int x = layout->tab_place.x + 1, y = layout->tab_place.y - 1;
    for (Pane pane = 0; pane < NUMBERED_PANES; pane++) {
        if (!(layout->tabs & 1u << pane)) continue;
        int end = layout->tab_place.x + layout->tab_place.w;
        if (x + 6 > end) break;
        Style style = pane == shown ? (ui->focus == pane ? INK_ACCENT : INK_TITLE) : INK_DIM;
        bool is_narrow = layout->w < 76 && pane != shown;
        x = canvas_putf(screen, x, y, style, is_narrow ? " %d " : " %d %s ", (int)pane + 1, panes[pane].name);
    }
    return x;
}

static void draw_title(const Ui *ui, const View *view, const Canvas *screen, const Layout *layout, Pane pane, Rect r) {
    Str left = {0}, right = {0};
    panes[pane].title(view, &left, &right);
    if (!left.len) str_add(&left, panes[pane].name);
    int x = r.x + 1;
    Style style = ui->focus == pane && pane < NUMBERED_PANES ? INK_ACCENT : INK_TITLE;
    if (layout->tabs & 1u << pane) x = draw_tab_names(ui, screen, layout, pane);
    else if (pane < NUMBERED_PANES) x = canvas_putf(screen, x, r.y - 1, style, " %d %s ", (int)pane + 1, left.s);
    else x = canvas_putf(screen, x, r.y - 1, style, " %s ", left.s);
    int cells = text_cells((StrView){str_text(&right), right.len});
    if (cells && x + cells + 3 <= r.x + r.w) canvas_putf(screen, r.x + r.w - cells - 3, r.y - 1, INK_DIM, " %s ", right.s);
    str_free(&left);
    str_free(&right);
}

// A glyph at the right end says that there is more above or below.
static void draw_more(const Canvas *screen, Rect r, Drawn drawn) {
    if (drawn.top > 0) canvas_glyph(screen, r.x + r.w - 1, r.y, INK_DIM, GLYPH_UP);
    if (drawn.top + r.h < drawn.rows) canvas_glyph(screen, r.x + r.w - 1, r.y + r.h - 1, INK_DIM, GLYPH_DOWN);
}

static void draw_pane(Ui *ui, View *view, const Canvas *screen, const Layout *layout, Pane pane) {
    Rect r = layout->pane[pane];
    if (!r.w || r.h < 1) return;
    view->top = ui->top[pane];
    view->is_held = ui->is_held[pane];
    view->is_focused = ui->focus == pane;
    Canvas inside = canvas_in(screen, r);
    draw_title(ui, view, screen, layout, pane, r);
    ui->drawn[pane] = panes[pane].draw(view, &inside);
    ui->top[pane] = ui->drawn[pane].top;
    if (pane != PANE_LOOP && !screen->grid->ascii) draw_more(screen, r, ui->drawn[pane]);
}

// The story last: to tell it, other moments of the history are looked at, and the state in hand is gone.
static void draw_panes(Ui *ui, View *view, const Canvas *screen, const Layout *layout) {
    for (Pane pane = 0; pane < PANES; pane++)
        if (layout->pane[pane].w) canvas_frame(screen, layout->pane[pane], INK_FAINT);
    for (Pane pane = 0; pane < PANES; pane++)
        if (pane != PANE_STORY) draw_pane(ui, view, screen, layout, pane);
    draw_pane(ui, view, screen, layout, PANE_STORY);
    view->state = history_at(view->history, view->scene->cursor);
}

// --- what lies over them ---------------------------------------------------------------------------------------------------------------------------

static Canvas popup(const Canvas *screen, int w, int h, const char *title) {
    if (w > screen->at.w - 2) w = screen->at.w - 2;
    if (h > screen->at.h - 6) h = screen->at.h - 6;
    Rect inner = {(screen->at.w - w) / 2, (screen->at.h - h) / 2, w, h};
    canvas_clear(screen, (Rect){inner.x - 1, inner.y - 1, w + 2, h + 2});
    canvas_frame(screen, inner, INK_DIM);
    canvas_putf(screen, inner.x + 1, inner.y - 1, INK_TITLE, " %s ", title);
    return canvas_in(screen, inner);
}

static uint32_t inspected(const View *view) {
    if (view->selected) return view->selected;
    return view->acting ? view->acting : view->state->n_tasks ? 1 : 0;
}

static void draw_inspector(Ui *ui, const View *view, const Canvas *screen) {
    int w = screen->at.w > 104 ? 96 : screen->at.w - 6;
    rich_clear(&ui->inspector);
    ui_inspect_fill(&ui->inspector, view, inspected(view));
    int rows = rich_layout(&ui->inspector, w - 4);
    Canvas box = popup(screen, w, rows + 2, "task");
    Canvas inner = canvas_in(&box, (Rect){2, 1, w - 4, box.at.h - 2});
    ui->inspect_rows = rows;
    if (ui->inspect_top > rows - inner.at.h) ui->inspect_top = rows > inner.at.h ? rows - inner.at.h : 0;
    rich_draw(&ui->inspector, &inner, ui->inspect_top);
}

// Low, so that the source and the tasks stay in sight.
static void draw_question(Ui *ui, const UiScene *scene, const Canvas *screen) {
    Rich rich = {0};
    int w = screen->at.w > 84 ? 76 : screen->at.w - 6;
    // What was answered just before is judged at this very moment: the story, which tells it, lies below.
    for (size_t i = 0; i < scene->n_verdicts; i++) ui_verdict_fill(&rich, &scene->verdicts[i], ui->is_ascii);
    rich_gap(&rich);
    ui_question_fill(&rich, scene->question, ui->chosen, (StrView){str_text(&ui->line), ui->line.len}, ui->is_ascii);
    int rows = rich_layout(&rich, w - 4), h = rows + 2 < screen->at.h - 4 ? rows + 2 : screen->at.h - 4;
    Rect inner = {(screen->at.w - w) / 2, screen->at.h - h - 2, w, h};
    canvas_clear(screen, (Rect){inner.x - 1, inner.y - 1, w + 2, h + 2});
    canvas_frame(screen, inner, INK_ACCENT);
    canvas_puts(screen, inner.x + 1, inner.y - 1, INK_ACCENT, " what do you think? ");
    Canvas box = canvas_in(screen, inner), text = canvas_in(&box, (Rect){2, 1, w - 4, h - 2});
    rich_draw(&rich, &text, 0);
    rich_free(&rich);
}

static void draw_help(Ui *ui, const Canvas *screen) {
    Canvas box = popup(screen, 76, ui_help_count(&ui->help) + 11, "keys");
    ui_help_draw(&box, &ui->help, ui->is_ascii);
}

// The last row; returns where the terminal's cursor is to stand, -1: nowhere.
static int draw_bottom(const Ui *ui, const UiScene *scene, const View *view, const Canvas *bottom) {
    Str label = {0};
    int x = -1;
    if (ui->sure) {
        const char *question = ui->sure == SURE_QUIT ? "The program still runs. End it and leave?" : "Kill the program?";
        int end = canvas_puts(bottom, 1, 0, INK_WARN, question);
        Canvas rest = canvas_in(bottom, (Rect){end + 1, 0, bottom->at.w - end - 1, 1});
        ui_hints_draw(&rest, MODE_SURE, false);
    } else if (ui->typing && !ui->is_helping) {
        static const char *const labels[] = {[TYPING_COMMAND] = ":", [TYPING_FIND] = "/", [TYPING_BREAK] = "break at: ",
                                             [TYPING_MARK] = "bookmark: ", [TYPING_GOTO_MARK] = "to bookmark: "};
        if (ui->typing != TYPING_STDIN) str_add(&label, labels[ui->typing]);
        else if (view) {
            explain_task_name(&label, view->log, history_live(view->history), scene->reading_task, ui->is_ascii);
            str_add(&label, " reads a line: ");
        }
        x = ui_prompt_draw(bottom, &(Prompt){str_text(&label), {str_text(&ui->line), ui->line.len}, ui->error});
    } else if (scene->notice && scene->history) {
        // What there is to say to the last key stands where the eye looks for keys, until the next one.
        int end = canvas_puts(bottom, 1, 0, INK_WARN, scene->notice);
        Canvas rest = canvas_in(bottom, (Rect){end + 1, 0, bottom->at.w - end - 1, 1});
        ui_hints_draw(&rest, mode_of(ui, scene), scene->is_playing);
    } else {
        ui_hints_draw(bottom, mode_of(ui, scene), scene->is_playing);
    }
    str_free(&label);
    return x;
}

// --- a frame ------------------------------------------------------------------------------------------------------------------------------------------

static void draw_too_small(const Canvas *screen) {
    canvas_puts(screen, 0, 0, INK_WARN, "More room, please:");
    canvas_puts(screen, 0, 1, INK_TEXT, "40 x 10 at least.");
}

static int draw_watching(Ui *ui, const UiScene *scene, const Canvas *screen) {
    Layout layout = layout_of(ui);
    if (layout.kind == LAYOUT_TOO_SMALL) {
        draw_too_small(screen);
        return -1;
    }
    View view = view_of_scene(ui, scene);
    Canvas header = canvas_in(screen, layout.header), bottom = canvas_in(screen, layout.hints);
    ui_header_draw(&view, &header);
    draw_panes(ui, &view, screen, &layout);
    if (ui->is_inspecting) draw_inspector(ui, &view, screen);
    if (scene->question) draw_question(ui, scene, screen);
    if (ui->is_helping) draw_help(ui, screen);
    return draw_bottom(ui, scene, &view, &bottom);
}

static int draw_menu(Ui *ui, const UiScene *scene, const Canvas *screen) {
    Canvas bottom = canvas_in(screen, (Rect){0, screen->at.h - 1, screen->at.w, 1});
    ui->menu_top = ui_menu_draw(screen, scene, ui->menu_chosen, ui->menu_top, ui->is_ascii);
    if (ui->is_helping) draw_help(ui, screen);
    return draw_bottom(ui, scene, NULL, &bottom);
}

bool ui_draw(Ui *ui, const UiScene *scene) {
    int w = terminal_width(ui->terminal), h = terminal_height(ui->terminal);
    follow_scene(ui, scene);
    grid_reset(&ui->grid, w, h, ui->is_ascii);
    Canvas screen = canvas_of(&ui->grid);
    int x = scene->history ? draw_watching(ui, scene, &screen) : draw_menu(ui, scene, &screen);
    char tail[96] = "";
    ui->frames++;
    if (ui->is_synced)
        snprintf(tail, sizeof tail, "\033]5522;%llu;%llu;%d;%d;%d\a", (unsigned long long)ui->frames, (unsigned long long)ui->keys_taken,
                 ui->is_settled, h, w);
    return terminal_show(ui->terminal, &ui->grid, x, h - 1, tail);
}

// --- moving the eye ----------------------------------------------------------------------------------------------------------------------------------

static void set_focus(Ui *ui, Pane pane) {
    ui->focus = pane;
    if (pane == PANE_LOOP || pane == PANE_TIMELINE || pane == PANE_OUTPUT) ui->tab = pane;
}

static void scroll(Ui *ui, Pane pane, int by) {
    int top = ui->top[pane] + by;
    ui->top[pane] = top > 0 ? top : 0;
    ui->is_held[pane] = true;
}

static void select_by(Ui *ui, const UiScene *scene, int by) {
    View view = view_of_scene(ui, scene);
    int count = (int)view.state->n_tasks;
    if (!count) return;
    int task = view.selected ? (int)view.selected + by : view.acting ? (int)view.acting : 1;
    ui->selected = (uint32_t)(task < 1 ? 1 : task > count ? count : task);
    ui->is_held[PANE_TASKS] = ui->is_held[PANE_SOURCE] = false;
}

static void choose_lesson(Ui *ui, const UiScene *scene, int by) {
    size_t count = scene->catalogue ? scene->catalogue->count : 0;
    if (by < 0) ui->menu_chosen = ui->menu_chosen > (size_t)-by ? ui->menu_chosen - (size_t)-by : 0;
    else ui->menu_chosen = ui->menu_chosen + (size_t)by < count ? ui->menu_chosen + (size_t)by : count ? count - 1 : 0;
}

static void move_eye(Ui *ui, const UiScene *scene, int by) {
    if (!scene->history) choose_lesson(ui, scene, by);
    else if (ui->is_inspecting) ui->inspect_top = ui->inspect_top + by > 0 ? ui->inspect_top + by : 0;
    else if (ui->is_intro) scroll(ui, PANE_INTRO, by);
    else if (ui->focus == PANE_TASKS) select_by(ui, scene, by);
    else scroll(ui, ui->focus, by);
}

static int page(const Ui *ui) {
    Rect r = layout_of(ui).pane[ui->is_intro ? PANE_INTRO : ui->focus];
    return r.h > 2 ? r.h - 1 : 10;
}

static void release_panes(Ui *ui) {
    memset(ui->is_held, 0, sizeof ui->is_held);
}

// One thing open at a time is closed; then the selection, then what runs.
static void back_out(Ui *ui, const UiScene *scene, UiWish *wish) {
    if (scene->is_looking) wish->kind = WISH_STOP;
    else if (ui->is_inspecting) ui->is_inspecting = false;
    else if (ui->is_intro) ui->is_intro = false;
    else if (ui->is_zoomed) ui->is_zoomed = false;
    else if (ui->selected) ui->selected = 0;
    else wish->kind = WISH_STOP;
    release_panes(ui);
}

// --- what is typed ---------------------------------------------------------------------------------------------------------------------------------------

static void erase_last(Str *text) {
    while (text->len && ((unsigned char)text->s[text->len - 1] & 0xc0) == 0x80) text->len--;
    if (text->len) text->len--;
    if (text->s) text->s[text->len] = '\0';
}

static void add_character(Str *text, Key key) {
    char bytes[4];
    size_t n = 0;
    if (key < 0x80) bytes[n++] = (char)key;
    else if (key < 0x800) bytes[n++] = (char)(0xc0 | key >> 6);
    else if (key < 0x10000) bytes[n++] = (char)(0xe0 | key >> 12), bytes[n++] = (char)(0x80 | (key >> 6 & 63));
    else bytes[n++] = (char)(0xf0 | key >> 18), bytes[n++] = (char)(0x80 | (key >> 12 & 63)), bytes[n++] = (char)(0x80 | (key >> 6 & 63));
    if (key >= 0x80) bytes[n++] = (char)(0x80 | (key & 63));
    str_add_bytes(text, bytes, n);
}

// Bookmarks are named by one letter, which ends the line at once.
static void take_mark(Ui *ui, Key key, UiWish *wish) {
    bool is_small = key >= 'a' && key <= 'z', is_letter = is_small || (key >= 'A' && key <= 'Z');
    UiWishKind kind = ui->typing == TYPING_MARK ? WISH_MARK : WISH_GOTO_MARK;
    if (is_letter) *wish = (UiWish){.kind = kind, .seq = is_small ? key - 'a' : key - 'A' + 26};
    ui->typing = TYPING_NOTHING;
}

static void enter_line(Ui *ui, UiWish *wish) {
    str_clear(&ui->given);
    str_add_bytes(&ui->given, str_text(&ui->line), ui->line.len);
    if (ui->typing == TYPING_STDIN) {
        str_add(&ui->given, "\n");
        *wish = (UiWish){.kind = WISH_INPUT, .text = ui->given.s};
    } else if (ui->typing == TYPING_FIND || ui->typing == TYPING_BREAK) {
        if (ui->given.len) *wish = (UiWish){.kind = ui->typing == TYPING_FIND ? WISH_FIND : WISH_BREAK, .text = ui->given.s};
    } else if (ui->typing == TYPING_COMMAND && strncmp(str_text(&ui->given), "line ", 5) == 0) {
        *wish = (UiWish){.kind = WISH_FIND, .text = ui->given.s};
    } else if (ui->line.len && !ui_prompt_parse((StrView){ui->line.s, ui->line.len}, wish, &ui->error)) {
        return;
    }
    str_clear(&ui->line);
    ui->error = NULL;
    ui->typing = TYPING_NOTHING;
}

static void leave_line(Ui *ui) {
    if (ui->typing == TYPING_STDIN) ui->stdin_left = true;
    ui->typing = TYPING_NOTHING;
    ui->error = NULL;
    str_clear(&ui->line);
}

// --- actions ------------------------------------------------------------------------------------------------------------------------------------------------

static double notch(double speed, bool faster) {
    double next = faster ? speed * 2 : speed / 2;
    return next > 100 ? 100 : next < 0.1 ? 0.1 : next;
}

static void ask(Ui *ui, const UiScene *scene, Sure sure, UiWish *wish) {
    // A lesson just ends; a program of the user's own asks once.
    if (sure == SURE_QUIT && (scene->lesson || !is_alive(scene))) wish->kind = WISH_QUIT;
    else if (is_alive(scene)) ui->sure = sure;
}

static void answer(Ui *ui, bool yes, UiWish *wish) {
    if (yes) wish->kind = ui->sure == SURE_QUIT ? WISH_QUIT : WISH_KILL;
    ui->sure = SURE_NOTHING;
}

static void move_cursor(Ui *ui, UiWish *wish, UiWishKind kind) {
    wish->kind = kind;
    wish->task = ui->selected;
    ui->is_intro = false;
    release_panes(ui);
}

// What is under the eye is offered, to be taken or written over: the selected task in the tasks pane, else the line where it happens.
static void begin_break(Ui *ui, const UiScene *scene) {
    View view = view_of_scene(ui, scene);
    ui->typing = TYPING_BREAK;
    str_clear(&ui->line);
    if (ui->focus == PANE_TASKS && view.selected) {
        str_add(&ui->line, "task ");
        explain_task_name(&ui->line, view.log, view.state, view.selected, false);
    } else {
        ui_source_line_at(&view, -1, &ui->line);
    }
}

static void give_answer(Ui *ui, const UiScene *scene, UiWish *wish) {
    const UiQuestion *question = scene->question;
    if (!question || question->is_preparing) return;
    str_clear(&ui->given);
    if (question->choices->count) str_add(&ui->given, str_text(&question->choices->options[ui->chosen]));
    else str_add_bytes(&ui->given, str_text(&ui->line), ui->line.len);
    if (ui->given.len) *wish = (UiWish){.kind = WISH_ANSWER, .text = ui->given.s};
}

static void choose(Ui *ui, const UiScene *scene, int by) {
    int count = scene->question ? (int)scene->question->choices->count : 0, next = ui->chosen + by;
    if (next >= 0 && next < count) ui->chosen = next;
}

static void act(Ui *ui, const UiScene *scene, Action action, Key key, UiWish *wish) {
    switch (action) {
    case ACT_PLAY: move_cursor(ui, wish, WISH_PLAY); break;
    case ACT_NEXT: move_cursor(ui, wish, WISH_NEXT); break;
    case ACT_BACK: move_cursor(ui, wish, WISH_BACK); break;
    case ACT_ITERATION: move_cursor(ui, wish, WISH_ITERATION); break;
    case ACT_ITERATION_BACK: move_cursor(ui, wish, WISH_ITERATION_BACK); break;
    case ACT_TIMER: move_cursor(ui, wish, WISH_TIMER); break;
    case ACT_TIMER_BACK: move_cursor(ui, wish, WISH_TIMER_BACK); break;
    case ACT_OUTPUT: move_cursor(ui, wish, WISH_OUTPUT); break;
    case ACT_OUTPUT_BACK: move_cursor(ui, wish, WISH_OUTPUT_BACK); break;
    case ACT_START: move_cursor(ui, wish, WISH_START); break;
    case ACT_END: move_cursor(ui, wish, WISH_END); break;
    case ACT_LINE: move_cursor(ui, wish, WISH_LINE); break;
    case ACT_LINE_BACK: move_cursor(ui, wish, WISH_LINE_BACK); break;
    case ACT_TASK_STEP: move_cursor(ui, wish, WISH_TASK_STEP); break;
    case ACT_TASK_STEP_BACK: move_cursor(ui, wish, WISH_TASK_STEP_BACK); break;
    case ACT_FASTER: *wish = (UiWish){.kind = WISH_SPEED, .speed = notch(scene->speed, true)}; break;
    case ACT_SLOWER: *wish = (UiWish){.kind = WISH_SPEED, .speed = notch(scene->speed, false)}; break;
    case ACT_COMMAND: ui->typing = TYPING_COMMAND; break;
    case ACT_FIND: ui->typing = TYPING_FIND; break;
    case ACT_FIND_NEXT: move_cursor(ui, wish, WISH_FIND); break;
    case ACT_FIND_BACK: move_cursor(ui, wish, WISH_FIND_BACK); break;
    case ACT_BREAK: begin_break(ui, scene); break;
    case ACT_CONTINUE: move_cursor(ui, wish, WISH_CONTINUE); break;
    case ACT_MARK: ui->typing = TYPING_MARK; break;
    case ACT_GOTO_MARK: ui->typing = TYPING_GOTO_MARK; break;
    case ACT_UP: move_eye(ui, scene, -1); break;
    case ACT_DOWN: move_eye(ui, scene, 1); break;
    case ACT_PAGE_UP: move_eye(ui, scene, -page(ui)); break;
    case ACT_PAGE_DOWN: move_eye(ui, scene, page(ui)); break;
    case ACT_TOP: move_eye(ui, scene, -(1 << 28)); break;
    case ACT_BOTTOM: move_eye(ui, scene, 1 << 28); break;
    case ACT_NEXT_PANE: set_focus(ui, (Pane)((ui->focus + 1) % NUMBERED_PANES)); break;
    case ACT_PREVIOUS_PANE: set_focus(ui, (Pane)((ui->focus + NUMBERED_PANES - 1) % NUMBERED_PANES)); break;
    case ACT_PANE:
        if (key - '1' < (Key)NUMBERED_PANES) set_focus(ui, (Pane)(key - '1'));
        break;
    case ACT_ZOOM: ui->is_zoomed = !ui->is_zoomed; break;
    case ACT_INSPECT:
        if (scene->run == UI_RUN_READING) ui->stdin_left = false;
        else ui->is_inspecting = true;
        ui->inspect_top = 0;
        break;
    case ACT_CLOSE_INTRO: ui->is_intro = false; break;
    case ACT_CLOSE_INSPECT: ui->is_inspecting = false; break;
    case ACT_BACK_OUT: back_out(ui, scene, wish); break;
    case ACT_RESTART: wish->kind = WISH_RESTART; break;
    case ACT_EDIT: wish->kind = WISH_EDIT; break;
    case ACT_INTERRUPT: case ACT_LINE_INTERRUPT: wish->kind = WISH_INTERRUPT; break;
    case ACT_KILL: ask(ui, scene, SURE_KILL, wish); break;
    case ACT_LESSONS: wish->kind = WISH_MENU; break;
    case ACT_MOUSE:
        ui->has_mouse = !ui->has_mouse;
        terminal_mouse(ui->terminal, ui->has_mouse);
        break;
    case ACT_HELP:
        ui->is_helping = true;
        ui->help.chosen = ui->help.top = 0;
        str_clear(&ui->help.search);
        break;
    case ACT_QUIT: ask(ui, scene, SURE_QUIT, wish); break;
    case ACT_OPEN_LESSON: *wish = (UiWish){.kind = WISH_LESSON, .seq = ui->menu_chosen}; break;
    case ACT_QUIT_MENU: wish->kind = WISH_QUIT; break;
    case ACT_HELP_UP: ui->help.chosen -= ui->help.chosen > 0; break;
    case ACT_HELP_DOWN: ui->help.chosen += ui->help.chosen + 1 < ui_help_count(&ui->help); break;
    case ACT_HELP_PAGE_UP: ui->help.chosen = ui->help.chosen > 10 ? ui->help.chosen - 10 : 0; break;
    case ACT_HELP_PAGE_DOWN:
        ui->help.chosen += 10;
        if (ui->help.chosen >= ui_help_count(&ui->help)) ui->help.chosen = ui_help_count(&ui->help) - 1;
        if (ui->help.chosen < 0) ui->help.chosen = 0;
        break;
    case ACT_HELP_RUN: {
        Action chosen = ui_help_action(&ui->help);
        ui->is_helping = false;
        if (chosen && keymap_row(chosen)->modes & (scene->history ? WATCHING : MODE_MENU)) act(ui, scene, chosen, K_NONE, wish);
        break;
    }
    case ACT_HELP_CLOSE: ui->is_helping = false; break;
    case ACT_HELP_ERASE:
        erase_last(&ui->help.search);
        ui->help.chosen = 0;
        break;
    case ACT_LINE_ENTER: enter_line(ui, wish); break;
    case ACT_LINE_CANCEL: case ACT_LINE_GIVE_UP: leave_line(ui); break;
    case ACT_LINE_ERASE:
        erase_last(&ui->line);
        ui->error = NULL;
        break;
    case ACT_LINE_CLEAR: str_clear(&ui->line); break;
    case ACT_LINE_EOF: *wish = (UiWish){.kind = WISH_INPUT}; break;
    case ACT_ANSWER_UP: choose(ui, scene, -1); break;
    case ACT_ANSWER_DOWN: choose(ui, scene, 1); break;
    case ACT_ANSWER: give_answer(ui, scene, wish); break;
    case ACT_ANSWER_SKIP: *wish = (UiWish){.kind = WISH_ANSWER}; break;
    case ACT_ANSWER_ERASE: erase_last(&ui->line); break;
    case ACT_ANSWER_QUIT: ask(ui, scene, SURE_QUIT, wish); break;
    case ACT_SURE_YES: answer(ui, true, wish); break;
    case ACT_SURE_NO: answer(ui, false, wish); break;
    case ACT_NONE: case ACTIONS: break;
    }
}

// --- mouse ----------------------------------------------------------------------------------------------------------------------------------------------------

enum { GUTTER = 4 }; // cells of the source pane in which a click sets a breakpoint

static void click_pane(Ui *ui, const UiScene *scene, Pane pane, Rect r, const Press *press, UiWish *wish) {
    if (pane < NUMBERED_PANES) set_focus(ui, pane);
    if (press->y < r.y) return;
    View view = view_of_scene(ui, scene);
    if (pane == PANE_SOURCE && press->x - r.x < GUTTER) {
        str_clear(&ui->given);
        ui_source_line_at(&view, ui->top[PANE_SOURCE] + press->y - r.y, &ui->given);
        if (ui->given.len) *wish = (UiWish){.kind = WISH_BREAK, .text = ui->given.s};
    }
    uint32_t task = pane == PANE_TASKS ? ui_tasks_at(&view, ui->top[PANE_TASKS] + press->y - r.y) : 0;
    if (task) ui->selected = task;
    uint64_t t;
    if (pane == PANE_TIMELINE && ui_timeline_time_at(&view, r.w, press->x - r.x, &t)) *wish = (UiWish){.kind = WISH_GOTO_TIME, .seq = t};
}

static void click_menu(Ui *ui, const UiScene *scene, const Press *press, UiWish *wish) {
    size_t index;
    if (!ui_menu_at(scene, terminal_height(ui->terminal), ui->menu_top, press->y, &index)) return;
    if (index == ui->menu_chosen) *wish = (UiWish){.kind = WISH_LESSON, .seq = index};
    ui->menu_chosen = index;
}

static void use_mouse(Ui *ui, const UiScene *scene, const Press *press, UiWish *wish) {
    int h = terminal_height(ui->terminal), by = press->key == K_WHEEL_UP ? -3 : 3;
    bool is_click = press->key == K_CLICK;
    if (is_click && press->y == h - 1) {
        Canvas screen = canvas_of(&ui->grid), bottom = canvas_in(&screen, (Rect){0, h - 1, terminal_width(ui->terminal), 1});
        act(ui, scene, ui_hints_at(&bottom, mode_of(ui, scene), press->x), K_NONE, wish);
        return;
    }
    if (ui->sure || ui->is_helping) return;
    if (!scene->history && is_click) click_menu(ui, scene, press, wish);
    else if (!scene->history || ui->is_inspecting || ui->is_intro) move_eye(ui, scene, is_click ? 0 : by);
    else {
        Layout layout = layout_of(ui);
        Pane pane = layout_pane_at(&layout, press->x, press->y);
        if (pane == PANES) return;
        if (is_click) click_pane(ui, scene, pane, layout.pane[pane], press, wish);
        else scroll(ui, pane, by);
    }
}

// --- one key -----------------------------------------------------------------------------------------------------------------------------------------------------

static bool is_text(const Press *press) {
    return press->key >= K_SPACE && press->key != 127 && press->key < 0x110000;
}

static void type_text(Ui *ui, Mode mode, const Press *press) {
    if (mode == MODE_HELP) {
        add_character(&ui->help.search, press->key);
        ui->help.chosen = ui->help.top = 0;
    } else {
        add_character(&ui->line, press->key);
        ui->error = NULL;
    }
}

bool ui_next_wish(Ui *ui, const UiScene *scene, UiWish *wish) {
    Press press;
    if (!keys_take(&ui->keys, &press)) return false;
    *wish = (UiWish){.kind = WISH_NOTHING};
    ui->keys_taken++;
    follow_scene(ui, scene);
    Mode mode = mode_of(ui, scene);
    bool is_typing = mode & (MODE_LINE | MODE_STDIN | MODE_HELP | MODE_QUESTION);
    // A paste is text for an input line, never a row of commands.
    if (press.is_pasted && !is_typing) return true;
    if (press.key == K_CLICK || press.key == K_WHEEL_UP || press.key == K_WHEEL_DOWN) {
        use_mouse(ui, scene, &press, wish);
        return true;
    }
    Action action = press.is_pasted ? ACT_NONE : keymap_find(mode, press.key);
    if (action) act(ui, scene, action, press.key, wish);
    else if (mode == MODE_LINE && (ui->typing == TYPING_MARK || ui->typing == TYPING_GOTO_MARK)) take_mark(ui, press.key, wish);
    else if (mode == MODE_QUESTION && scene->question->choices->count) choose(ui, scene, (int)(press.key - '1') - ui->chosen);
    else if (is_typing && is_text(&press)) type_text(ui, mode, &press);
    return true;
}
