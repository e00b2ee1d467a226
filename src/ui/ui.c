#include "ui/ui.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/ui_inside.h"

// --- life ----------------------------------------------------------------------------------------

Ui *ui_new(const UiOptions *options, Err *err) {
    Terminal *terminal = terminal_new(options, err);
    if (!terminal) return NULL;
    Ui *ui = mem_new(sizeof *ui);
    ui->terminal = terminal;
    ui->is_ascii = options->ascii;
    ui->has_mouse = options->mouse;
    ui->told = mem_new(TOLD_KEPT * sizeof *ui->told);
    ui->group_lines = mem_new(GROUP_LINES * sizeof *ui->group_lines);
    ui->ways.pan = UINT64_MAX;
    ui->is_presenting = options->present;
    ui->trouble = SIZE_MAX;
    ui->is_synced = getenv("AIOSCOPE_TEST_SYNC") != NULL;
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
    str_free(&ui->filter);
    task_rows_free(&ui->rows);
    task_rows_free(&ui->pair_rows);
    motion_free(&ui->motion);
    ui_front_free(&ui->front);
    free(ui->group_lines);
    for (size_t i = 0; i < TOLD_KEPT; i++) str_free(&ui->told[i].text);
    free(ui->told);
    str_free(&ui->given);
    str_free(&ui->said);
    str_free(&ui->yanked);
    str_free(&ui->refusal);
    str_free(&ui->code);
    str_free(&ui->code_file);
    str_free(&ui->unknown);
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

// --- the panes -----------------------------------------------------------------------------------

static void no_title(const View *view, Str *left, Str *right) {
    (void)view, (void)left, (void)right;
}

// Names where there is room, and shorter ones where several panes share a narrow place.
enum { NAME_WHOLE, NAME_SHORT, NAME_SHORTEST, NAME_LEAST, NAMES };

static const struct {
    const char *names[NAMES];
    PaneDraw *draw;
    PaneTitle *title;
    Mode mode; // while it has the focus
} panes[PANES] = {
    [PANE_SOURCE] = {{N_("source"), N_("source"), N_("src"), N_("src")},
                     ui_source_draw,
                     ui_source_title,
                     MODE_SOURCE},
    [PANE_TASKS] = {{N_("tasks"), N_("tasks"), N_("tasks"), N_("task")},
                    ui_tasks_draw,
                    ui_tasks_title,
                    MODE_TASKS},
    [PANE_LOOP] = {{N_("loop"), N_("loop"), N_("loop"), N_("loop")},
                   ui_loop_draw,
                   ui_loop_title,
                   MODE_WATCH},
    [PANE_TIMELINE] = {{N_("timeline"), N_("time"), N_("time"), N_("time")},
                       ui_timeline_draw,
                       ui_timeline_title,
                       MODE_TIMELINE},
    [PANE_OUTPUT] = {{N_("output"), N_("out"), N_("out"), N_("out")},
                     ui_output_draw,
                     ui_output_title,
                     MODE_OUTPUT},
    [PANE_STORY] = {{N_("what happened"), N_("story"), N_("story"), N_("told")},
                    ui_story_draw,
                    no_title,
                    MODE_WATCH},
    [PANE_SYNC] = {{N_("primitives"), N_("locks"), N_("lock"), N_("lock")},
                   ui_sync_draw,
                   ui_sync_title,
                   MODE_WATCH},
    [PANE_WAITS] = {{N_("who waits"), N_("waits"), N_("wait"), N_("who")},
                    ui_waits_draw,
                    ui_waits_title,
                    MODE_WAITS},
    [PANE_TROUBLE] = {{N_("trouble"), N_("trouble"), N_("bad"), N_("bad")},
                      ui_trouble_draw,
                      ui_trouble_title,
                      MODE_TROUBLE},
    [PANE_INTRO] = {{N_("introduction"), N_("intro"), N_("intro"), N_("intro")},
                    ui_intro_draw,
                    no_title,
                    MODE_WATCH},
};

const char *ui_pane_name(Pane pane) {
    return words(panes[pane].names[NAME_WHOLE]);
}

// --- what the scene asks of us -------------------------------------------------------------------

bool ui_program_is_alive(const UiScene *scene) {
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
    ui->box_top = 0;
    str_clear(&ui->line);
    str_clear(&ui->refusal);
}

// What the lesson says is read first: nothing stays open over it, and it begins at its beginning.
static void follow_box(Ui *ui, const UiScene *scene) {
    bool is_end = scene->lesson_end && scene->lesson_end->is_open;
    const void *box = NULL;
    if (scene->verdict) box = scene->verdict->question;
    else if (is_end) box = scene->lesson;
    if (box == ui->boxed) return;
    ui->boxed = box;
    ui->box_top = 0;
    if (box) ui->is_inspecting = ui->is_explaining = false;
}

// What was open belonged to the program that was on the screen.
void ui_leave_program(Ui *ui) {
    ui->intro_seen = ui->is_intro = ui->is_inspecting = ui->is_explaining = ui->is_zoomed =
        ui->is_following = false;
    ui->selected = ui->selected_group = ui->loop = 0;
    ui->trouble = SIZE_MAX;
    ui->code_line = 0;
    str_clear(&ui->filter);
    ui->sure = SURE_NOTHING;
    if (ui->typing && ui->typing != TYPING_LESSON && ui->typing != TYPING_FIND_LESSON)
        ui_leave_line(ui);
}

// A program comes onto the screen. In a lesson its text says what to look at, so how the panes of
// the one before it were left does not count.
static void begin_program(Ui *ui, const UiScene *scene) {
    ui->intro_seen = true;
    ui->is_intro = scene->lesson && scene->lesson->intro.len && scene->cursor == 0;
    ui->intro_cursor = scene->cursor;
    ui->focus = PANE_SOURCE;
    ui->is_lesson = scene->lesson != NULL;
    if (ui->is_lesson) {
        memset(ui->used, 0, sizeof ui->used);
        ui->ways.output_of_task = ui->ways.waits_around = false;
        ui->ways.zoom = 0;
    }
    memset(ui->top, 0, sizeof ui->top);
    memset(ui->is_held, 0, sizeof ui->is_held);
}

// A new lesson opens with its introduction; a script that reads opens an input line.
void ui_follow_scene(Ui *ui, const UiScene *scene) {
    if (!scene->history) {
        ui_leave_program(ui);
        return;
    }
    if (!ui->intro_seen) begin_program(ui, scene);
    if (scene->cursor != ui->intro_cursor) ui->is_intro = false;
    if (scene->run != UI_RUN_READING) ui->stdin_left = false;
    bool reads = scene->run == UI_RUN_READING && !ui->stdin_left;
    if (ui->typing == TYPING_NOTHING && reads) ui->typing = TYPING_STDIN;
    if (ui->typing == TYPING_STDIN && !reads) ui->typing = TYPING_NOTHING;
    follow_question(ui, scene);
    follow_box(ui, scene);
    ui_front_follow(ui, scene);
}

Mode ui_mode(const Ui *ui, const UiScene *scene) {
    if (ui->is_black) return MODE_BLACK;
    if (ui->sure) return MODE_SURE;
    if (ui->is_helping) return MODE_HELP;
    if (scene->verdict) return MODE_VERDICT;
    if (scene->question) return MODE_QUESTION;
    if (ui->typing == TYPING_LESSON || ui->typing == TYPING_FIND_LESSON) return MODE_FIND_LESSON;
    if (ui->typing)
        return ui->typing == TYPING_STDIN  ? MODE_STDIN
               : ui->typing == TYPING_CODE ? MODE_CODE
                                           : MODE_LINE;
    if (!scene->history) return ui->is_reporting ? MODE_REPORT : MODE_MENU;
    if (ui->is_intro) return MODE_INTRO;
    if (ui->is_explaining) return MODE_WHY;
    if (ui->is_inspecting) return MODE_INSPECT;
    if (scene->lesson_end && scene->lesson_end->is_open) return MODE_END;
    return panes[ui->focus].mode;
}

static bool is_at_end(const UiScene *scene) {
    bool is_over = scene->run == UI_RUN_ENDED || scene->run == UI_RUN_REPLAY;
    return is_over && scene->cursor == history_count(scene->history) &&
           (!scene->pair || scene->pair->cursor == history_count(scene->pair->history));
}

size_t ui_file_count(const Log *log) {
    size_t count = 0;
    for (size_t i = 0; i < log_source_count(log); i++) count += log_source_same(log, i) == i;
    return count;
}

unsigned ui_now(const Ui *ui, const UiScene *scene) {
    if (!scene->history) return 0;
    const uint64_t *seqs;
    const UiLessonEnd *end = scene->lesson_end;
    bool has_program = scene->run != UI_RUN_REPLAY && !scene->pair;
    const struct {
        bool holds;
        Now now;
    } all[] = {
        {is_at_end(scene), NOW_AT_END},
        {scene->cursor <= history_first(scene->history), NOW_AT_START},
        {scene->is_playing, NOW_PLAYING},
        {scene->run == UI_RUN_GOING && !scene->lesson, NOW_RUNNING},
        {has_program, NOW_PROGRAM},
        {has_program && scene->can_edit, NOW_EDITABLE},
        {scene->has_list, NOW_LIST},
        {end && !end->is_solved && end->hints < end->all_hints, NOW_HINT_LEFT},
        {scene->lesson && scene->run != UI_RUN_REPLAY, NOW_LESSON},
        {end && !end->next[0], NOW_LAST_LESSON},
        {scene->is_answered, NOW_ANSWERED},
        {scene->n_breaks > 0, NOW_BREAKS},
        {history_troubles_before(scene->history, scene->cursor, &seqs) > 0, NOW_TROUBLE},
        {ui->is_zoomed, NOW_ZOOMED},
        {scene->question && !scene->question->choices->count, NOW_TYPED},
        {ui_file_count(history_log(scene->history)) < 2, NOW_ONE_FILE},
    };
    unsigned now = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        now |= all[i].holds ? (unsigned)all[i].now : 0;
    return now;
}

void ui_say(Ui *ui, const char *format, ...) {
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, words(format), args);
    va_end(args);
    str_clear(&ui->said);
    text_clean_line(&ui->said, view_of(text), 4, ui->is_ascii);
}

View ui_view(Ui *ui, const UiScene *scene) {
    View view = {.scene = scene, .history = scene->history, .log = history_log(scene->history), .is_ascii = ui->is_ascii, .ways = &ui->ways, .rows = &ui->rows};
    view.state = history_at(scene->history, scene->cursor);
    view.last = scene->cursor > log_first(view.log) ? log_event(view.log, scene->cursor - 1) : NULL;
    view.now = scene->play_t > view.state->now ? scene->play_t : view.state->now;
    view.acting = state_running_task(view.state);
    if (!view.acting && view.last) view.acting = view.last->task;
    view.selected = state_task(view.state, ui->selected) ? ui->selected : 0;
    view.eye = view.selected ? view.selected : view.acting;
    view.place = place_of_task(&view, view.eye);
    if (!view.place.file) view.near = place_before(&view);
    view.filter = (StrView){str_text(&ui->filter), ui->filter.len};
    view.trouble = ui->trouble;
    view.motion = &ui->motion;
    view.group_lines = ui->group_lines;
    view.told = ui->told;
    view.is_presenting = ui->is_presenting;
    view.file = ui->file;
    view.edited_line = ui->typing == TYPING_CODE ? ui->code_line : 0;
    if (view.edited_line && ui->code_source) view.file = ui->code_source;
    view.loop = ui->loop && state_loop(view.state, ui->loop) ? ui->loop : state_loop_shown(view.state);
    TaskWish rows = {ui->ways.task_view, ui->ways.task_sort, view.filter, scene->is_unfolded};
    task_rows_make(&ui->rows, view.log, view.state, scene->run_number, &rows, view.now);
    if (ui->selected_group && ui->selected_group <= ui->rows.n_groups && ui->rows.groups[ui->selected_group - 1].count) view.selected_group = ui->selected_group;
    return view;
}

void ui_forget_ways(Ui *ui) {
    ui->ways = (Ways){.pan = UINT64_MAX};
    memset(ui->used, 0, sizeof ui->used);
    str_clear(&ui->filter);
    ui->is_zoomed = ui->is_following = false;
}

static LayoutWish layout_wish(const Ui *ui) {
    LayoutWish wish = {.intro_w = ui->intro_w,
                       .story_rows = ui->story_rows,
                       .focus = ui->focus,
                       .is_zoomed = ui->is_zoomed,
                       .is_intro = ui->is_intro,
                       .is_presenting = ui->is_presenting};
    for (Pane pane = 0; pane < NUMBERED_PANES; pane++) {
        uint32_t named = ui_front_use(&ui->front, pane);
        wish.used[pane] = named > ui->used[pane] ? named : ui->used[pane];
    }
    return wish;
}

Layout ui_compare_layout(const Ui *ui, int side) {
    LayoutWish wish = layout_wish(ui);
    return layout_make_half(terminal_width(ui->terminal), terminal_height(ui->terminal), side, &wish);
}

Pane ui_focus(const Ui *ui) {
    return ui->is_intro ? PANE_INTRO : ui->focus;
}

Layout ui_layout(const Ui *ui) {
    LayoutWish wish = layout_wish(ui);
    return layout_make(terminal_width(ui->terminal), terminal_height(ui->terminal), &wish);
}

// --- drawing the panes ---------------------------------------------------------------------------

// What the pane calls itself at this moment.
static void add_title(const View *view, Pane pane, Str *left, Str *right) {
    panes[pane].title(view, left, right);
    if (!left->len) str_add(left, ui_pane_name(pane));
}

static const char *tab_name(Pane pane, int size) {
    return size < NAMES ? words(panes[pane].names[size]) : "";
}

// A number, a blank (or the mark for news) and the name, between two blanks; neighbours share the
// blank where that is needed.
static int tab_cells(const TabName *name, const char *text) {
    return 1 + (name->is_news && *text == '\0') + (*text ? 1 + text_cells(view_of(text)) : 0);
}

// How the names are made shorter, step by step, until all have room: all of them alike, so that
// they can be told apart; the title of the one on top gives way before they become abbreviations.
// Then bare numbers are the last resort, of the last one first.
typedef struct TabStep {
    int size, gap, begin; // cells between two, and before the first
    int title; // at least so many cells of the title are shown; 0: the name stands for it
} TabStep;
enum { TITLE_WHOLE = 1000, TITLE_LEAST = 8 };
static const TabStep tab_steps[] = {
    {NAME_WHOLE, 2, 1, TITLE_WHOLE},    {NAME_SHORT, 2, 1, TITLE_WHOLE},
    {NAME_SHORT, 1, 1, TITLE_WHOLE},    {NAME_SHORTEST, 1, 1, TITLE_WHOLE},
    {NAME_SHORTEST, 1, 1, TITLE_LEAST}, {NAME_LEAST, 1, 0, 0},
};

// The first `bare` from the end are numbers. False: there is no room for them.
static bool lay_tab_names(TabName *names, size_t count, const TabStep *step, Pane shown,
                          const char *title, int width, size_t bare) {
    int x = step->begin, cut = 0;
    TabName *top = NULL;
    for (size_t i = 0; i < count; i++) {
        TabName *name = &names[i];
        bool is_shown = name->pane == shown, is_bare = !is_shown && i + bare >= count;
        const char *text = is_bare ? "" : tab_name(name->pane, step->size);
        name->name = is_shown && step->title ? NULL : text;
        name->x = x;
        name->cells = tab_cells(name, name->name ? name->name : title);
        x += name->cells + step->gap;
        if (is_shown) top = name;
    }
    int over = x - step->gap - width;
    if (over <= 0) return true;
    if (!top || !step->title || step->title == TITLE_WHOLE) return false;
    cut = top->cells - 2 - over;
    if (cut < step->title) return false;
    top->cells -= over;
    for (TabName *name = top + 1; name < names + count; name++) name->x -= over;
    return true;
}

// All that share the place.
size_t ui_tab_names(const View *view, unsigned tabs, Pane shown, int width, TabName *out) {
    enum { STEPS = sizeof tab_steps / sizeof *tab_steps };
    size_t count = 0, step = 0, bare = 0;
    Str title = {0}, right = {0};
    add_title(view, shown, &title, &right);
    for (Pane pane = 0; pane < NUMBERED_PANES; pane++) {
        if (!(tabs & 1u << pane)) continue;
        out[count++] =
            (TabName){.pane = pane,
                      .is_news = pane == PANE_TROUBLE && view->state->troubles && pane != shown};
    }
    while (!lay_tab_names(out, count, &tab_steps[step], shown, str_text(&title), width, bare)) {
        if (step + 1 < STEPS) step++;
        else if (bare++ == count) break;
    }
    while (count && out[count - 1].x + out[count - 1].cells > width) count--;
    str_free(&title);
    str_free(&right);
    return count;
}

static int draw_tab_names(const Ui *ui, const View *view, const Canvas *screen, unsigned tabs, Pane shown, Rect r, const char *title) {
    TabName names[NUMBERED_PANES];
    size_t count = ui_tab_names(view, tabs, shown, r.w, names);
    int x = r.x, end = r.x;
    for (size_t i = 0; i < count; i++) {
        Pane pane = names[i].pane;
        Style style = pane == shown      ? (ui_focus(ui) == pane ? INK_ACCENT : INK_TITLE)
                      : names[i].is_news ? INK_WARN
                                         : INK_DIM;
        const char *name = names[i].name ? names[i].name : title;
        if (pane == shown)
            style |= MARK_UNDERLINE; // which of them is shown is seen without colour too
        while (end < r.x + names[i].x) end = canvas_puts(screen, end, r.y - 1, INK_DIM, " ");
        x = canvas_putf(screen, r.x + names[i].x, r.y - 1, style, "%d%s", (int)pane + 1,
                        names[i].is_news ? "!"
                        : *name          ? " "
                                         : "");
        int room = names[i].cells - (x - r.x - names[i].x);
        end = canvas_field(screen, x, r.y - 1, room, style, view_of(name));
    }
    return end < r.x + r.w ? canvas_puts(screen, end, r.y - 1, INK_DIM, " ") : end;
}

static void draw_title(const Ui *ui, const View *view, const Canvas *screen, const Layout *layout, Pane pane, Rect r) {
    Str left = {0}, right = {0};
    add_title(view, pane, &left, &right);
    int x = r.x + 1;
    Style style = ui_focus(ui) == pane ? INK_ACCENT : INK_TITLE;
    if (layout->tabs[pane]) x = draw_tab_names(ui, view, screen, layout->tabs[pane], pane, r, left.s);
    else if (pane < NUMBERED_PANES) x = canvas_putf(screen, x, r.y - 1, style, " %d %s ", (int)pane + 1, left.s);
    else x = canvas_putf(screen, x, r.y - 1, style, " 0 %s ", left.s); // the introduction
    int cells = text_cells((StrView){str_text(&right), right.len});
    if (cells && x + cells + 3 <= r.x + r.w) canvas_putf(screen, r.x + r.w - cells - 3, r.y - 1, INK_DIM, " %s ", right.s);
    str_free(&left);
    str_free(&right);
}

// A glyph in the frame at the right says that there is more above or below.
static void draw_more(const Canvas *screen, Rect r, Drawn drawn) {
    if (drawn.top > 0) canvas_glyph(screen, r.x + r.w, r.y, INK_DIM, GLYPH_ABOVE);
    if (drawn.top + r.h < drawn.rows)
        canvas_glyph(screen, r.x + r.w, r.y + r.h - 1, INK_DIM, GLYPH_BELOW);
}

static void draw_pane(Ui *ui, View *view, const Canvas *screen, const Layout *layout, Pane pane) {
    Rect r = layout->pane[pane];
    if (!r.w || r.h < 1) return;
    view->top = ui->top[pane];
    view->is_held = ui->is_held[pane] && !(pane == PANE_SOURCE && view->edited_line);
    view->is_focused = ui->focus == pane;
    Canvas inside = canvas_in(screen, r);
    draw_title(ui, view, screen, layout, pane, r);
    size_t anchors = motion_count(view->motion);
    ui->drawn[pane] = panes[pane].draw(view, &inside);
    ui->top[pane] = ui->drawn[pane].top;
    ui->spread[pane] = ui->is_presenting ? ui_present_spread(view, &inside, pane, ui->drawn[pane],
                                                             panes[pane].draw, anchors)
                                         : 1;
    if (pane != PANE_LOOP) draw_more(screen, r, ui->drawn[pane]);
}

// The story and the trouble last: to tell them, other moments of the history are looked at, and the state in hand is gone.
void ui_panes_draw(Ui *ui, View *view, const Canvas *screen, const Layout *layout) {
    for (Pane pane = 0; pane < PANES; pane++)
        if (layout->pane[pane].w) canvas_frame(screen, layout->pane[pane], INK_FAINT);
    Pane focus = ui_focus(ui);
    // What lies over the panes takes the keys, and has that frame.
    bool is_covered =
        ui_mode(ui, view->scene) & (MODE_HELP | MODE_QUESTION | BOXED | MODE_INSPECT | MODE_WHY);
    if (layout->pane[focus].w && !is_covered)
        canvas_focus_frame(screen, layout->pane[focus], INK_ACCENT);
    for (Pane pane = 0; pane < PANES; pane++)
        if (pane != PANE_STORY && pane != PANE_TROUBLE) draw_pane(ui, view, screen, layout, pane);
    draw_pane(ui, view, screen, layout, PANE_STORY);
    view->state = history_at(view->history, view->scene->cursor);
    draw_pane(ui, view, screen, layout, PANE_TROUBLE);
    view->state = history_at(view->history, view->scene->cursor);
}

// --- the last row --------------------------------------------------------------------------------

// For a room: which key was pressed, and how long until the next thing happens.
static void draw_presenting(const Ui *ui, const UiScene *scene, const Canvas *bottom) {
    int x = 1;
    if (ui->pressed) {
        const KeyRow *row = keymap_row(ui->pressed);
        Str key = {0};
        const char *word;
        keymap_hint(ui->pressed, ui_mode(ui, scene), ui_now(ui, scene), ui->is_ascii, &key, &word);
        str_clear(&key);
        key_show(&key, ui->pressed_key, ui->is_ascii);
        x = canvas_putf(bottom, x, 0, INK_ACCENT | MARK_REVERSE, "  %s  ", key.s) + 2;
        x = canvas_puts(bottom, x, 0, INK_TITLE, *word ? word : words(row->help));
        str_free(&key);
    }
    int w = 20, from = bottom->at.w - w - 1;
    if (!scene->is_playing || !scene->play_whole || from < x + 12) return;
    int filled = (int)((double)(scene->play_whole - scene->play_left) * w / (double)scene->play_whole);
    canvas_puts(bottom, from - 6, 0, INK_DIM, "next");
    canvas_repeat(bottom, from, 0, filled, INK_ACCENT, theme_glyph(GLYPH_BAR, ui->is_ascii));
    canvas_repeat(bottom, from + filled, 0, w - filled, INK_FAINT, theme_glyph(GLYPH_BAR_REST, ui->is_ascii));
}

static void add_sure(const Ui *ui, Str *out) {
    Str name = {0};
    text_clean_line(&name, (StrView){str_text(&ui->code_file), ui->code_file.len}, 1, ui->is_ascii);
    if (ui->sure == SURE_QUIT) str_add(out, words(N_("The program still runs. End it and leave?")));
    else if (ui->sure == SURE_KILL) str_add(out, words(N_("Kill the program?")));
    else str_addf(out, words(N_("This changes your own file %.40s. Edit it?")), str_text(&name));
    str_free(&name);
}

// What there is to say to the last key stands in the frame's last line, above the hints, so that
// none of them has to give way; where it is too long for that, it has the hints' place until the
// next key. True: it has.
static bool draw_notice(const Ui *ui, const UiScene *scene, const Canvas *screen) {
    const char *notice = ui->said.len ? ui->said.s : scene->notice;
    if (!notice || ui->is_helping || ui->is_black) return false;
    int cells = text_cells(view_of(words(notice))), h = screen->at.h;
    if (cells + 6 <= screen->at.w) canvas_putf(screen, 2, h - 2, INK_WARN, " %s ", words(notice));
    if (cells + 6 <= screen->at.w || ui->typing || ui->sure) return false;
    canvas_field(screen, 1, h - 1, screen->at.w - 2, INK_WARN, view_of(words(notice)));
    return true;
}

// The last row; returns where the terminal's cursor is to stand, -1: nowhere.
static int draw_bottom(Ui *ui, const UiScene *scene, const View *view, const Canvas *bottom) {
    Str label = {0};
    int x = -1;
    if (ui->sure) {
        Str question = {0};
        add_sure(ui, &question);
        int end = canvas_puts(bottom, 1, 0, INK_WARN, question.s);
        str_free(&question);
        Canvas rest = canvas_in(bottom, (Rect){end + 1, 0, bottom->at.w - end - 1, 1});
        ui_hints_draw(&rest, MODE_SURE, 0);
    } else if (ui->typing && !ui->is_helping) {
        static const char *const labels[] = {[TYPING_COMMAND] = ":",
                                             [TYPING_FIND] = "/",
                                             [TYPING_BREAK] = N_("break at:"),
                                             [TYPING_MARK] = N_("bookmark:"),
                                             [TYPING_GOTO_MARK] = N_("to bookmark:"),
                                             [TYPING_FILTER] = N_("tasks with:"),
                                             [TYPING_EXPORT] = N_("export to:"),
                                             [TYPING_LESSON] = N_("lesson:"),
                                             [TYPING_FIND_LESSON] = N_("lessons with:")};
        bool has_sign = ui->typing == TYPING_COMMAND || ui->typing == TYPING_FIND;
        if (ui->typing == TYPING_CODE) {
            str_addf(&label, words(N_("line %u:")), ui->code_line);
        } else if (ui->typing != TYPING_STDIN) {
            str_add(&label, words(labels[ui->typing]));
        } else if (view) {
            Str name = {0};
            explain_task_name(&name, view->log, history_live(view->history), scene->reading_task,
                              ui->is_ascii);
            str_addf(&label, words(N_("%s reads a line:")), str_text(&name));
            str_free(&name);
        }
        if (label.len && !has_sign) str_add(&label, " ");
        Str names = {0}, same = {0};
        if (ui->typing == TYPING_COMMAND) ui_command_candidates(ui, scene, &names, &same);
        if (!scene->history) str_add(&names, words(N_("enter opens it, esc leaves")));
        if (ui->typing == TYPING_EXPORT)
            str_add(&names,
                    words(N_("NAME.txt story  .svg timeline  .jsonl events  .json Perfetto")));
        x = ui_prompt_draw(bottom, &(Prompt){str_text(&label),
                                             {str_text(&ui->line), ui->line.len},
                                             ui->error,
                                             str_text(&names),
                                             ui->behind,
                                             ui->is_ascii});
        int end = 3 + text_cells((StrView){str_text(&label), label.len}) +
                  text_cells((StrView){str_text(&ui->line), ui->line.len});
        if (ui->typing == TYPING_CODE && !ui->error && end < bottom->at.w) {
            Canvas rest = canvas_in(bottom, (Rect){end, 0, bottom->at.w - end, 1});
            ui_hints_draw(&rest, MODE_CODE, 0);
        }
        str_free(&names);
        str_free(&same);
    } else if (ui->is_presenting && scene->history && !ui->is_helping && !scene->question) {
        draw_presenting(ui, scene, bottom);
    } else {
        ui_hints_draw(bottom, ui_mode(ui, scene), ui_now(ui, scene));
    }
    str_free(&label);
    return x;
}

// Base64 (RFC 4648).
static void add_base64(Str *out, StrView bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i < 3 ? bytes.len - i : 3;
        unsigned long three = 0;
        for (size_t j = 0; j < 3; j++)
            three = three << 8 | (j < left ? (unsigned char)bytes.s[i + j] : 0);
        char text[5] = {digits[three >> 18], digits[three >> 12 & 63],
                        left > 1 ? digits[three >> 6 & 63] : '=',
                        left > 2 ? digits[three & 63] : '=', 0};
        str_add(out, text);
    }
}

// What stands in the pane with the focus, for the terminal to put into the clipboard (xterm's
// control sequences, OSC 52). The terminal need not take it.
static void copy_pane(Ui *ui, const Layout *layout) {
    Rect r = layout->pane[ui_focus(ui)];
    Str text = {0};
    int lines = 0;
    ui->is_yanking = false;
    if (!r.w) return;
    for (int y = r.y; y < r.y + r.h; y++) {
        Str row = {0};
        grid_row_part(&ui->grid, r.x, y, r.w, &row);
        str_addf(&text, "%s\n", str_text(&row));
        str_free(&row);
    }
    while (text.len > 1 && text.s[text.len - 2] == '\n') text.s[--text.len] = '\0';
    for (size_t i = 0; i < text.len; i++) lines += text.s[i] == '\n';
    str_add(&ui->yanked, "\033]52;c;");
    add_base64(&ui->yanked, (StrView){text.s, text.len});
    str_add(&ui->yanked, "\a");
    if (lines == 1) ui_say(ui, "Copied 1 line of this pane: %s.", ui_pane_name(ui_focus(ui)));
    else ui_say(ui, "Copied %d lines of this pane: %s.", lines, ui_pane_name(ui_focus(ui)));
    str_free(&text);
}

// --- a frame -------------------------------------------------------------------------------------

static void draw_too_small(const Canvas *screen, bool is_pair) {
    canvas_puts(screen, 0, 0, INK_WARN, "More room, please:");
    canvas_puts(screen, 0, 1, INK_TEXT, is_pair ? "78 x 20 at least." : "40 x 10 at least.");
}

// The selected task is not there before it is made: until the cursor comes to it again, keys act on
// the one that runs.
static void tell_of_selection(Ui *ui, const View *view) {
    bool is_away = ui->selected && !view->selected;
    if (is_away && !ui->is_away && !ui->said.len) {
        Str name = {0};
        explain_task_name(&name, view->log, history_live(view->history), ui->selected,
                          view->is_ascii);
        ui_say(ui, "%s, which you selected, does not exist yet at this moment.", str_text(&name));
        str_free(&name);
    }
    ui->is_away = is_away;
}

// For a room what is told is never cut while there is room for it: its pane is higher where that is
// needed. Measured where it would stand otherwise.
static void measure_story(Ui *ui, View *view) {
    Grid grid = {0};
    ui->story_rows = 0;
    Rect at = ui_layout(ui).pane[PANE_STORY];
    grid_reset(&grid, at.w, at.h, ui->is_ascii);
    Canvas canvas = canvas_of(&grid);
    view->is_held = false;
    if (at.w) ui->story_rows = ui_story_draw(view, &canvas).rows;
    view->state = history_at(view->history, view->scene->cursor);
    grid_free(&grid);
}

static int draw_watching(Ui *ui, const UiScene *scene, const Canvas *screen) {
    Layout layout = scene->pair ? ui_compare_layout(ui, 0) : ui_layout(ui);
    if (layout.kind == LAYOUT_TOO_SMALL) {
        draw_too_small(screen, scene->pair);
        return -1;
    }
    if (scene->pair) {
        Canvas last = canvas_in(screen, layout.hints);
        ui_compare_draw(ui, scene, screen);
        if (ui->is_yanking) copy_pane(ui, &layout);
        View both = ui_view(ui, scene);
        if (draw_notice(ui, scene, screen)) return -1;
        return draw_bottom(ui, scene, &both, &last);
    }
    View view = ui_view(ui, scene);
    if (layout.kind == LAYOUT_PRESENT) measure_story(ui, &view);
    if (layout.kind == LAYOUT_INTRO) {
        int most = layout.w - 3 - LAYOUT_INTRO_SOURCE;
        ui->intro_w = ui_intro_width(&view, layout.pane[PANE_INTRO].h, LAYOUT_INTRO_MIN, most);
    }
    if (layout.kind == LAYOUT_PRESENT || layout.kind == LAYOUT_INTRO) layout = ui_layout(ui);
    Box box = ui_box_make(ui, scene, layout.w, layout.h);
    ui_box_make_room(&box, &layout);
    view.state = history_at(view.history, scene->cursor); // the box may have looked elsewhere
    Canvas header = canvas_in(screen, layout.header), bottom = canvas_in(screen, layout.hints);
    ui_header_draw(&view, &header);
    motion_begin(&ui->motion, scene->cursor);
    ui_panes_draw(ui, &view, screen, &layout);
    if (ui->is_yanking) copy_pane(ui, &layout);
    tell_of_selection(ui, &view);
    motion_draw(&ui->motion, &view, screen);
    ui_box_draw(&box, screen);
    ui_popups_draw(ui, &view, screen);
    if (draw_notice(ui, scene, screen)) return -1;
    return draw_bottom(ui, scene, &view, &bottom);
}

static int draw_menu(Ui *ui, const UiScene *scene, const Canvas *screen) {
    Canvas bottom = canvas_in(screen, (Rect){0, screen->at.h - 1, screen->at.w, 1});
    if (screen->at.w < LAYOUT_MIN_W || screen->at.h < LAYOUT_MIN_H) {
        draw_too_small(screen, false);
        return -1;
    }
    ui_menu_draw(screen, scene, &ui->menu, ui_menu_found(ui), ui->is_ascii);
    if (ui->said.len) canvas_putf(screen, 1, 1, INK_WARN, "%s", ui->said.s);
    if (ui->is_reporting) ui_popup_report(ui, scene, screen);
    if (ui->is_helping) ui_popup_help(ui, screen);
    return draw_bottom(ui, scene, NULL, &bottom);
}

bool ui_draw(Ui *ui, const UiScene *scene) {
    int w = terminal_width(ui->terminal), h = terminal_height(ui->terminal);
    ui_follow_scene(ui, scene);
    grid_reset(&ui->grid, w, h, ui->is_ascii);
    Canvas screen = canvas_of(&ui->grid);
    int x = ui->is_black ? -1 : scene->history ? draw_watching(ui, scene, &screen) : draw_menu(ui, scene, &screen);
    Str tail = {0};
    ui->frames++;
    str_add_bytes(&tail, str_text(&ui->yanked), ui->yanked.len);
    str_clear(&ui->yanked);
    if (ui->is_synced)
        str_addf(&tail, "\033]5522;%llu;%llu;%d;%d;%d\a", (unsigned long long)ui->frames, (unsigned long long)ui->keys_taken, ui->is_settled, h, w);
    bool is_out = terminal_show(ui->terminal, &ui->grid, x, h - 1, str_text(&tail));
    str_free(&tail);
    return is_out;
}

