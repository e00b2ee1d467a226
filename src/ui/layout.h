// Where each pane stands, from nothing but the size of the screen and what is asked for. The rectangles are the insides of the
// panes; frames are drawn one cell outside them and are shared by neighbours.
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include <stdint.h>

#include "ui/canvas.h"

typedef enum Pane {
    PANE_SOURCE, PANE_TASKS, PANE_LOOP, PANE_TIMELINE, PANE_OUTPUT, PANE_STORY, PANE_SYNC, PANE_WAITS, PANE_TROUBLE, PANE_INTRO, PANES
} Pane;
#define NUMBERED_PANES PANE_INTRO // the others are reached by number, 1 on

typedef enum LayoutKind {
    LAYOUT_TOO_SMALL, // only a line asking for more room
    LAYOUT_ONE,       // below 80×24, or zoomed: one pane, the others as tabs
    LAYOUT_TABS,      // below 100×30: two panes share the upper right, five the lower right
    LAYOUT_WIDE,      // below 160×45: three places of two panes each
    LAYOUT_FULL,      // every pane in sight
    LAYOUT_PRESENT,   // for a room: the source, the tasks, the loop, and the story; other panes in
                      // the place of one of them
    LAYOUT_HALF,
    LAYOUT_INTRO, // the source and the introduction beside it
} LayoutKind;

typedef struct Layout {
    LayoutKind kind;
    int w, h;
    Rect header, hints;      // one row each
    Rect pane[PANES];        // w == 0: not on the screen
    unsigned tabs[PANES];    // of a pane on the screen: which panes share its place, itself among them: 1u << PANE_… each; 0: it has it alone
} Layout;

typedef struct LayoutWish {
    Pane focus;
    uint32_t used[PANES]; // of those that share a place the one with the highest number is on top; of equals the first
    bool is_zoomed;
    bool is_intro;
    bool is_presenting;
    int intro_w;    // the introduction needs so much; 0: not known
    int story_rows; // presenting: what is told needs so many; 0: not known
} LayoutWish;

Layout layout_make(int w, int h, const LayoutWish *wish);

// One half (side 0 or 1) of a screen on which two programs stand side by side: one pane chosen, the timeline, the output and the story of each.
Layout layout_make_half(int w, int h, int side, const LayoutWish *wish);

// The pane at a point of the screen; PANES: none.
Pane layout_pane_at(const Layout *layout, int x, int y);

// Beside an introduction the source keeps at least so many columns, and the introduction has at
// least so many.
#define LAYOUT_INTRO_SOURCE 30
#define LAYOUT_INTRO_MIN    40

#define LAYOUT_MIN_W 40
#define LAYOUT_MIN_H 10

#endif
