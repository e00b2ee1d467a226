// The regions of the screen: one file each, all of the same shape. A pane reads the View, writes cells and changes nothing.
#ifndef UI_PANES_H
#define UI_PANES_H

#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/layout.h"
#include "ui/rich.h"
#include "ui/task_rows.h"
#include "ui/ui.h"

// A line of the script's own code.
typedef struct Place {
    uint32_t file; // string, 0: no place
    uint32_t line;
} Place;

// How panes are looked at: what their own keys change.
typedef struct Ways {
    TaskView task_view;
    TaskSort task_sort;
    bool waits_around;   // who waits: only around one task
    bool output_of_task; // only what one task has written
    bool by_event;       // the timeline: a column is so many events, not a stretch of time
    unsigned zoom;       // the timeline: so many times half of the whole
    uint64_t pan;        // where its left edge is, ns or events; UINT64_MAX: wherever the cursor is in sight
    bool hides_notes;    // what the lesson says beside the story
    bool all_frames;     // await chains: asyncio's own too
} Ways;

// Where a handle stands on the screen: the way it goes is from lower to higher kinds.
typedef enum AnchorKind { ANCHOR_TIMER, ANCHOR_READY, ANCHOR_RUNNING } AnchorKind;
typedef struct Motion Motion;
void motion_anchor(Motion *motion, uint32_t handle, AnchorKind kind, int x, int y); // motion NULL: nobody looks

// What the timeline showed of a group's tasks: their past does not change, so the next frame looks at what is new alone.
#define TIMELINE_WIDTH 512
typedef struct GroupLine {
    uint64_t run, begin, end, cursor, now;
    uint32_t group;
    int width;
    bool by_event;
    uint8_t cells[TIMELINE_WIDTH];
} GroupLine;
#define GROUP_LINES 32

// What was told of an event that may lie far from the moment shown: it never changes, and to tell it again means going there again.
typedef struct Told {
    uint64_t run, position; // of the event, counted from 1; 0: none
    bool is_line;
    Str text;
} Told;
#define TOLD_KEPT 64

// What a frame shows.
typedef struct View {
    const UiScene *scene;
    History *history;
    const Log *log;
    const State *state;   // at the cursor
    const Event *last;    // the event the cursor stands behind, NULL at the start
    uint64_t now;         // ns: the clock shown
    uint32_t acting;      // the task that runs, else the one the last event is about; 0: none
    uint32_t selected;    // task, 0: none
    uint32_t selected_group; // index of its row's group + 1, where a folded row is selected; 0: none
    uint32_t eye;         // the task that panes about one task show: the selected one, else the one that acts
    uint32_t loop;        // the loop shown; 0: there is none
    const Ways *ways;
    const TaskRows *rows;
    GroupLine *group_lines; // GROUP_LINES of them, kept from frame to frame; NULL: none are kept
    Told *told;           // TOLD_KEPT of them, kept from frame to frame; NULL: none are kept
    Motion *motion;       // where handles stand is noted there; NULL: nowhere
    bool is_presenting;   // for a room: large, and pointed at
    size_t file;          // the source shown, counted from 1; 0: that of the place
    unsigned edited_line; // of the source, which is being edited; 0: none is
    StrView filter;       // of the tasks
    size_t trouble;       // which trouble is chosen, from the first; SIZE_MAX: the last
    Place place;          // where the eye should be: of the selected task, else of what acts
    Place near;           // where that has no place: the last one before, to stay beside it
    bool is_ascii;
    // Of the pane being drawn
    int top;              // first row shown
    bool is_held;         // the user scrolled: stay there, else follow what happens
    bool is_focused;
} View;

// What a pane says about itself, so that scrolling knows its bounds.
typedef struct Drawn {
    int rows; // there are in all
    int top;  // the first one that was shown
} Drawn;

typedef Drawn PaneDraw(const View *view, const Canvas *canvas);
typedef void PaneTitle(const View *view, Str *left, Str *right);

// ui_source.c, ui_tasks.c, …: what stands in the panes, and in the frame line above them.
PaneDraw ui_source_draw, ui_tasks_draw, ui_loop_draw, ui_timeline_draw, ui_output_draw, ui_story_draw, ui_sync_draw, ui_waits_draw,
         ui_trouble_draw, ui_intro_draw;
PaneTitle ui_source_title, ui_tasks_title, ui_loop_title, ui_timeline_title, ui_output_title,
    ui_sync_title, ui_waits_title, ui_trouble_title;

// ui_source.c: the condition for a breakpoint on a row of the pane (from 0), `w` cells wide, -1: on
// the line where it happens. Nothing if there is no such line.
void ui_source_line_at(const View *view, int w, int row, Str *out);

// ui_question.c
// A question as it is asked, for a box `width` cells wide; typed: the answer so far; refusal: why
// the last one was none, "" where nothing is wrong. Returns the paragraph of the chosen option.
size_t ui_question_fill(Rich *rich, const UiQuestion *question, int chosen, StrView typed,
                        const char *refusal, int width, bool ascii);
void ui_verdict_fill(Rich *rich, const UiVerdict *verdict, bool ascii); // in the story
void ui_verdict_box_fill(Rich *rich, const UiVerdict *verdict, History *history, bool ascii);
void ui_lesson_end_fill(Rich *rich, const UiLessonEnd *end, bool ascii);

// Follow what the eye is on: the first row to show of a list of tasks with room for `h`.
int ui_tasks_top(const View *view, int h);
// The row of the list at a row of the pane, `w` by `h`, for clicks; their number: none.
size_t ui_tasks_row_at(const View *view, int w, int h, int y);

// ui_trouble.c: the position just after the chosen trouble; HISTORY_NONE: there is none.
uint64_t ui_trouble_position(const View *view);

// ui_timeline.c: the wish to go to a column of the pane, for clicks. False: there is none.
bool ui_timeline_place_at(const View *view, int width, int x, UiWish *wish);
// Show what lies a quarter of the pane to the right (by 1) or left (-1).
void ui_timeline_pan(const View *view, int width, int by, Ways *ways);

// A task's whole life in `width` cells: 0 nothing, else what ui_timeline_glyph draws. Times of its
// ends in ns.
void ui_timeline_cells(const View *view, uint32_t task, int width, uint8_t *cells, uint64_t *begin, uint64_t *end);
Glyph ui_timeline_glyph(uint8_t cell);
Style ui_timeline_style(uint8_t cell, Style own); // own: of the task
// The spans of a task that began in the first `cursor` events.
size_t ui_spans_before(const History *history, uint32_t task, uint64_t cursor);

// ui_header.c: the first row.
void ui_header_draw(const View *view, const Canvas *canvas);

// ui_hints.c: the last row; a click on a hint is its key.
void ui_hints_draw(const Canvas *canvas, Mode mode, unsigned now); // now: NOW_…
Action ui_hints_at(const Canvas *canvas, Mode mode, unsigned now, int x);

// ui_prompt.c: the last row while something is typed or asked.
typedef struct Prompt {
    const char *label; // ":" or the name of the task that reads
    StrView text;      // typed so far
    const char *error; // why it was not understood, NULL: nothing wrong
    const char *names; // what could come next, "" for nothing
    size_t behind;     // bytes of the text behind the cursor
    bool is_ascii;
} Prompt;
// Returns the column of the terminal's cursor.
int ui_prompt_draw(const Canvas *canvas, const Prompt *prompt);
// A place: "84" an event, "1.5s" or "1.5" a time. False: `error` says what was expected.
bool ui_prompt_parse(StrView text, UiWish *wish, const char **error);

// ui_intro.c: the least width, between these two, with which a lesson's introduction has room in
// `h` rows; else the most.
int ui_intro_width(const View *view, int h, int least, int most);

// ui_inspect.c: all about one task.
void ui_inspect_fill(Rich *rich, const View *view, uint32_t task);

// ui_help.c: keys, signs and words, those that hold `search`.
typedef struct Help {
    Str search;
    Mode mode;  // where it was opened: its keys come first
    int chosen; // among the entries found
    int top;
} Help;
void ui_help_open(Help *help, Mode mode);
void ui_help_draw(const Canvas *canvas, Help *help, bool is_ascii);
// The action of the chosen entry; ACT_NONE: nothing was found, or it is no key.
Action ui_help_action(const Help *help);
int ui_help_count(const Help *help);

// ui_menu.c: the list of lessons. Its items are the lessons by their index in the catalogue, and
// behind them what else can be opened from it.
enum { MENU_INTERVIEW, MENU_PROGRESS, MENU_EXTRAS };
typedef struct Menu {
    size_t chosen; // item; SIZE_MAX: none, where no lesson has the words that are looked for
    int top;       // first row shown
} Menu;
size_t ui_menu_lessons(const UiScene *scene); // how many
// How well a lesson fits these words, separated by blanks: 0 its title has words that begin so, 1
// its title has them, 2 it has them in its number, its chapter's title, its file's name or its
// introduction. Without words every lesson fits.
int ui_menu_rank(const UiScene *scene, size_t lesson, StrView words);
#define MENU_NOT_FOUND 3
// The lesson with the number typed so far; SIZE_MAX: none.
size_t ui_menu_number(const UiScene *scene, StrView typed);
void ui_menu_draw(const Canvas *canvas, const UiScene *scene, Menu *menu, StrView found,
                  bool is_ascii);
int ui_menu_page(int height); // rows of lessons on a screen so high
// The item at a place of a screen of that size; SIZE_MAX: none.
size_t ui_menu_at(const UiScene *scene, const Menu *menu, StrView found, int w, int h, int x,
                  int y);
// A report of the app's, line by line.
void ui_report_fill(Rich *rich, const char *report, bool ascii);

// --- shared by the panes: ui_shared.c ------------------------------------------------------------

Place place_of_site(const Log *log, uint32_t site);
// Where a task is: the line it runs or is suspended at. No place before its first step and after
// its end. The line of a row, and its file: of the log's sources, from 1. line 0: there is none.
typedef struct SourcePlace {
    uint32_t line;
    size_t source;
} SourcePlace;
SourcePlace ui_source_place_at(const View *view, int w, int row);
Place place_of_task(const View *view, uint32_t task);
// The last place that any event before the cursor named.
Place place_before(const View *view);

// Draw a task's name in its colour; returns the x behind it. At most `width` cells.
int draw_task_name(const View *view, const Canvas *canvas, int x, int y, int width, uint32_t task, uint16_t marks);
int task_name_cells(const View *view, uint32_t task);

// A time that something took, as exactly as the clock knows it: false, and nothing is said, if that
// is no time at all. The virtual clock counts a made-up microsecond for each handle, so what took
// less than a millisecond there took none.
bool add_time(const View *view, Str *out, uint64_t ns);

// Text from the script, cleaned.
void add_clean(const View *view, Str *out, uint32_t string);
// The last part of a file's name.
void add_file_name(const View *view, Str *out, uint32_t file);

// Text from (x, y) to the right edge, broken at blanks into the rows below; cut where there are no
// more. Returns the row behind it.
int draw_wrapped(const Canvas *canvas, int x, int y, Style style, StrView text);
// What a pane says that has nothing to show.
void draw_empty(const Canvas *canvas, const char *text);

// Scroll so that `row` is seen: as little as possible.
int follow(int top, int height, int rows, int row);

#endif
