#include "ui/layout.h"

// What shares a place where there is no room for each.
#define TAB_PANES (1u << PANE_LOOP | 1u << PANE_TIMELINE | 1u << PANE_OUTPUT)
#define ALL_PANES ((1u << NUMBERED_PANES) - 1)

static int clamp(int n, int low, int high) {
    return n < low ? low : n > high ? high : n;
}

// All that lies between the header and the hints, inside one outer frame.
static Rect inside(const Layout *layout) {
    return (Rect){1, 2, layout->w - 2, layout->h - 4};
}

static void lay_one(Layout *layout, Pane pane) {
    layout->kind = LAYOUT_ONE;
    layout->pane[pane] = inside(layout);
    layout->tabs = ALL_PANES;
    layout->tab_place = layout->pane[pane];
}

// Cut `rect` in two with a frame line between: the upper one gets `h` rows.
static Rect cut_rows(Rect *rect, int h) {
    Rect upper = {rect->x, rect->y, rect->w, h};
    rect->y += h + 1;
    rect->h -= h + 1;
    return upper;
}

static Rect cut_columns(Rect *rect, int w) {
    Rect left = {rect->x, rect->y, w, rect->h};
    rect->x += w + 1;
    rect->w -= w + 1;
    return left;
}

static void lay_intro(Layout *layout) {
    layout->kind = LAYOUT_INTRO;
    Rect rest = inside(layout);
    layout->pane[PANE_SOURCE] = cut_columns(&rest, clamp(rest.w / 2, 38, 100));
    layout->pane[PANE_INTRO] = rest;
}

static int story_rows(int h) {
    return clamp(h / 6, 4, 10);
}

static void lay_tabs(Layout *layout, Pane tab) {
    layout->kind = LAYOUT_TABS;
    Rect rest = inside(layout);
    Rect upper = cut_rows(&rest, rest.h - 1 - story_rows(layout->h));
    layout->pane[PANE_STORY] = rest;
    layout->pane[PANE_SOURCE] = cut_columns(&upper, (upper.w - 1) / 2);
    layout->pane[PANE_TASKS] = cut_rows(&upper, clamp(upper.h - 9, 5, upper.h / 2));
    layout->pane[tab] = upper;
    layout->tabs = TAB_PANES;
    layout->tab_place = upper;
}

static void lay_wide(Layout *layout) {
    layout->kind = LAYOUT_WIDE;
    Rect rest = inside(layout);
    int lower = clamp(layout->h / 5, 6, 14), story = story_rows(layout->h);
    Rect upper = cut_rows(&rest, rest.h - 2 - lower - story);
    Rect middle = cut_rows(&rest, lower);
    layout->pane[PANE_STORY] = rest;
    int left = clamp((upper.w - 1) / 2, 0, 110);
    layout->pane[PANE_SOURCE] = cut_columns(&upper, left);
    layout->pane[PANE_TASKS] = cut_rows(&upper, clamp(upper.h - 10, 5, (upper.h - 1) * 3 / 5));
    layout->pane[PANE_LOOP] = upper;
    layout->pane[PANE_TIMELINE] = cut_columns(&middle, left);
    layout->pane[PANE_OUTPUT] = middle;
}

Layout layout_make(int w, int h, const LayoutWish *wish) {
    Layout layout = {.w = w, .h = h};
    if (w < LAYOUT_MIN_W || h < LAYOUT_MIN_H) return layout;
    layout.header = (Rect){0, 0, w, 1};
    layout.hints = (Rect){0, h - 1, w, 1};
    bool is_small = w < 80 || h < 24;
    if (wish->is_intro && is_small) {
        lay_one(&layout, PANE_INTRO);
        layout.tabs = 0;
    } else if (wish->is_intro) {
        lay_intro(&layout);
    } else if (is_small || wish->is_zoomed) {
        lay_one(&layout, wish->focus);
    } else if (w < 100 || h < 30) {
        lay_tabs(&layout, wish->tab);
    } else {
        lay_wide(&layout);
    }
    return layout;
}

Pane layout_pane_at(const Layout *layout, int x, int y) {
    for (Pane pane = 0; pane < PANES; pane++) {
        Rect r = layout->pane[pane];
        // The frame line above a pane holds its title, so it counts as the pane's.
        if (r.w && rect_has((Rect){r.x, r.y - 1, r.w, r.h + 1}, x, y)) return pane;
    }
    return PANES;
}
