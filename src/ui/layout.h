// Where each pane stands, from nothing but the size of the screen and what is asked for. The rectangles are the insides of the
// panes; frames are drawn one cell outside them and are shared by neighbours.
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "ui/canvas.h"

typedef enum Pane { PANE_SOURCE, PANE_TASKS, PANE_LOOP, PANE_TIMELINE, PANE_OUTPUT, PANE_STORY, PANE_INTRO, PANES } Pane;
#define NUMBERED_PANES PANE_INTRO // the others are reached by number, 1 on

typedef enum LayoutKind {
    LAYOUT_TOO_SMALL, // only a line asking for more room
    LAYOUT_ONE,       // below 80×24, or zoomed: one pane, the others as tabs
    LAYOUT_TABS,      // below 100×30: what stands in the lower right are tabs
    LAYOUT_WIDE,
    LAYOUT_INTRO,     // the source and the introduction beside it
} LayoutKind;

typedef struct Layout {
    LayoutKind kind;
    int w, h;
    Rect header, hints;      // one row each
    Rect pane[PANES];        // w == 0: not on the screen
    unsigned tabs;           // panes that share a place: 1u << PANE_… each, 0: none do
    Rect tab_place;          // that place
} Layout;

typedef struct LayoutWish {
    Pane focus;
    Pane tab;       // of those that share a place below 100×30, the one on top
    bool is_zoomed;
    bool is_intro;
} LayoutWish;

Layout layout_make(int w, int h, const LayoutWish *wish);

// The pane at a point of the screen; PANES: none.
Pane layout_pane_at(const Layout *layout, int x, int y);

#define LAYOUT_MIN_W 40
#define LAYOUT_MIN_H 10

#endif
