// The regions of the screen: one file each, all of the same shape. A pane reads the View, writes cells and changes nothing.
#ifndef UI_PANES_H
#define UI_PANES_H

#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/layout.h"
#include "ui/rich.h"
#include "ui/ui.h"

// A line of the script's own code.
typedef struct Place {
    uint32_t file; // string, 0: no place
    uint32_t line;
} Place;

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
PaneDraw ui_source_draw, ui_tasks_draw, ui_loop_draw, ui_timeline_draw, ui_output_draw, ui_story_draw, ui_intro_draw;
PaneTitle ui_source_title, ui_tasks_title, ui_loop_title, ui_timeline_title, ui_output_title;

// ui_source.c: the condition for a breakpoint on a row of the pane (from 0), -1: on the line where it happens. Nothing if there is no such line.
void ui_source_line_at(const View *view, int row, Str *out);

// ui_question.c
void ui_question_fill(Rich *rich, const UiQuestion *question, int chosen, StrView typed, bool ascii);
void ui_verdict_fill(Rich *rich, const UiVerdict *verdict, bool ascii);

// ui_tasks.c: the task in a row of the pane; 0: none.
uint32_t ui_tasks_at(const View *view, int row);

// ui_timeline.c: the time at a column of the pane, for clicks. False: there is none.
bool ui_timeline_time_at(const View *view, int width, int x, uint64_t *t);

// ui_header.c: the first row.
void ui_header_draw(const View *view, const Canvas *canvas);

// ui_hints.c: the last row; a click on a hint is its key.
void ui_hints_draw(const Canvas *canvas, Mode mode, bool is_playing);
Action ui_hints_at(const Canvas *canvas, Mode mode, int x);

// ui_prompt.c: the last row while something is typed or asked.
typedef struct Prompt {
    const char *label; // ":" or the name of the task that reads
    StrView text;      // typed so far
    const char *error; // why it was not understood, NULL: nothing wrong
} Prompt;
// Returns the column of the terminal's cursor.
int ui_prompt_draw(const Canvas *canvas, const Prompt *prompt);
// What a command means. False: `error` says what was expected.
bool ui_prompt_parse(StrView text, UiWish *wish, const char **error);

// ui_inspect.c: all about one task.
void ui_inspect_fill(Rich *rich, const View *view, uint32_t task);

// ui_help.c: the key table, those rows that hold `search`.
typedef struct Help {
    Str search;
    int chosen; // among the rows found
    int top;
} Help;
void ui_help_draw(const Canvas *canvas, Help *help, bool is_ascii);
// The action of the chosen row; ACT_NONE: nothing was found.
Action ui_help_action(const Help *help);
int ui_help_count(const Help *help);

// ui_menu.c: the list of lessons. Returns the first row shown.
int ui_menu_draw(const Canvas *canvas, const UiScene *scene, size_t chosen, int top, bool is_ascii);
// The lesson at a row of the screen; false: none.
bool ui_menu_at(const UiScene *scene, int height, int top, int y, size_t *index);

// --- shared by the panes: ui_shared.c ------------------------------------------------------------------------------------------------

Place place_of_site(const Log *log, uint32_t site);
// Where a task is: the line it runs or is suspended at. No place before its first step and after its end.
Place place_of_task(const View *view, uint32_t task);
// The last place that any event before the cursor named.
Place place_before(const View *view);

// Draw a task's name in its colour; returns the x behind it. At most `width` cells.
int draw_task_name(const View *view, const Canvas *canvas, int x, int y, int width, uint32_t task, uint16_t marks);
int task_name_cells(const View *view, uint32_t task);

// Text from the script, cleaned.
void add_clean(const View *view, Str *out, uint32_t string);
// The last part of a file's name.
void add_file_name(const View *view, Str *out, uint32_t file);

// Scroll so that `row` is seen: as little as possible.
int follow(int top, int height, int rows, int row);

#endif
