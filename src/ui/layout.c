#include "ui/layout.h"

#define ALL_PANES ((1u << NUMBERED_PANES) - 1)
#define OF(pane) (1u << (pane))

static int clamp(int n, int low, int high) {
    return n < low ? low : n > high ? high : n;
}

// All that lies between the header and the hints, inside one outer frame.
static Rect inside(const Layout *layout) {
    return (Rect){1, 2, layout->w - 2, layout->h - 4};
}

// Several panes in one place: that with the focus is on top, else the one looked at last.
static void share(Layout *layout, Rect place, unsigned panes, const LayoutWish *wish) {
    Pane top = PANES;
    for (Pane pane = 0; pane < NUMBERED_PANES; pane++) {
        if (!(panes & OF(pane))) continue;
        if (top == PANES || pane == wish->focus || (top != wish->focus && wish->used[pane] > wish->used[top])) top = pane;
    }
    layout->pane[top] = place;
    layout->tabs[top] = panes;
}

static void lay_one(Layout *layout, const LayoutWish *wish) {
    layout->kind = LAYOUT_ONE;
    share(layout, inside(layout), ALL_PANES, wish);
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

static void lay_intro(Layout *layout, const LayoutWish *wish, bool is_small) {
    layout->kind = is_small ? LAYOUT_ONE : LAYOUT_INTRO;
    Rect rest = inside(layout);
    int intro = clamp(wish->intro_w, LAYOUT_INTRO_MIN, rest.w - 1 - LAYOUT_INTRO_SOURCE);
    if (!is_small) layout->pane[PANE_SOURCE] = cut_columns(&rest, rest.w - 1 - intro);
    layout->pane[PANE_INTRO] = rest;
}

static int story_rows(int h) {
    return clamp(h / 6, 4, 10);
}

static void lay_tabs(Layout *layout, const LayoutWish *wish) {
    layout->kind = LAYOUT_TABS;
    Rect rest = inside(layout);
    Rect upper = cut_rows(&rest, rest.h - 1 - story_rows(layout->h));
    layout->pane[PANE_STORY] = rest;
    layout->pane[PANE_SOURCE] = cut_columns(&upper, (upper.w - 1) / 2);
    // Of six panes in one place the names would have no room: who waits lies over the tasks, as on
    // a wider screen.
    share(layout, cut_rows(&upper, clamp(upper.h - 9, 5, upper.h / 2)),
          OF(PANE_TASKS) | OF(PANE_WAITS), wish);
    share(layout, upper,
          OF(PANE_LOOP) | OF(PANE_TIMELINE) | OF(PANE_OUTPUT) | OF(PANE_SYNC) | OF(PANE_TROUBLE),
          wish);
}

static void lay_wide(Layout *layout, const LayoutWish *wish) {
    layout->kind = LAYOUT_WIDE;
    Rect rest = inside(layout);
    int lower = clamp(layout->h / 5, 6, 14), story = story_rows(layout->h);
    Rect upper = cut_rows(&rest, rest.h - 2 - lower - story);
    Rect middle = cut_rows(&rest, lower);
    layout->pane[PANE_STORY] = rest;
    int left = clamp((upper.w - 1) / 2, 0, 110);
    layout->pane[PANE_SOURCE] = cut_columns(&upper, left);
    share(layout, cut_rows(&upper, clamp(upper.h - 10, 5, (upper.h - 1) * 3 / 5)), OF(PANE_TASKS) | OF(PANE_WAITS), wish);
    share(layout, upper, OF(PANE_LOOP) | OF(PANE_SYNC), wish);
    layout->pane[PANE_TIMELINE] = cut_columns(&middle, left);
    share(layout, middle, OF(PANE_OUTPUT) | OF(PANE_TROUBLE), wish);
}

static void lay_full(Layout *layout) {
    layout->kind = LAYOUT_FULL;
    Rect rest = inside(layout);
    int lower = clamp(layout->h / 4, 9, 20), story = story_rows(layout->h);
    Rect upper = cut_rows(&rest, rest.h - 2 - lower - story);
    Rect middle = cut_rows(&rest, lower);
    layout->pane[PANE_STORY] = cut_columns(&rest, (rest.w - 1) * 3 / 5);
    layout->pane[PANE_TROUBLE] = rest;
    int left = clamp((upper.w - 1) * 2 / 5, 60, 100);
    layout->pane[PANE_SOURCE] = cut_columns(&upper, left);
    Rect column = cut_columns(&upper, (upper.w - 1) / 2);
    layout->pane[PANE_TASKS] = cut_rows(&column, (column.h - 1) * 3 / 5);
    layout->pane[PANE_LOOP] = column;
    layout->pane[PANE_WAITS] = cut_rows(&upper, (upper.h - 1) * 3 / 5);
    layout->pane[PANE_SYNC] = upper;
    layout->pane[PANE_TIMELINE] = cut_columns(&middle, (middle.w - 1) * 3 / 5);
    layout->pane[PANE_OUTPUT] = middle;
}

// For a room: where the code is, tasks above the loop, and the words for it. Those get a quarter,
// more where they need it, and no more than leaves the others enough to be of use.
enum { PRESENT_TASKS = 4, PRESENT_LOOP = 5 };

static void lay_present(Layout *layout, const LayoutWish *wish) {
    layout->kind = LAYOUT_PRESENT;
    Rect rest = inside(layout);
    int usual = clamp((rest.h - 1) / 4, 5, 10),
        most = rest.h - 1 - PRESENT_TASKS - 1 - PRESENT_LOOP;
    int story = clamp(wish->story_rows, usual, most > usual ? most : usual);
    Rect upper = cut_rows(&rest, rest.h - 1 - story);
    layout->pane[PANE_STORY] = rest;
    layout->pane[PANE_SOURCE] = cut_columns(&upper, (upper.w - 1) / 2);
    share(layout,
          cut_rows(&upper, clamp((upper.h - 1) / 2, PRESENT_TASKS, upper.h - 1 - PRESENT_LOOP)),
          OF(PANE_TASKS) | OF(PANE_WAITS) | OF(PANE_SYNC), wish);
    share(layout, upper, OF(PANE_LOOP) | OF(PANE_TIMELINE) | OF(PANE_OUTPUT) | OF(PANE_TROUBLE),
          wish);
}

Layout layout_make(int w, int h, const LayoutWish *wish) {
    Layout layout = {.w = w, .h = h};
    if (w < LAYOUT_MIN_W || h < LAYOUT_MIN_H) return layout;
    layout.header = (Rect){0, 0, w, 1};
    layout.hints = (Rect){0, h - 1, w, 1};
    bool is_small = w < 80 || h < 24;
    if (wish->is_intro) lay_intro(&layout, wish, is_small);
    else if (is_small || wish->is_zoomed) lay_one(&layout, wish);
    else if (wish->is_presenting) lay_present(&layout, wish);
    else if (w < 100 || h < 30) lay_tabs(&layout, wish);
    else if (w < 160 || h < 45) lay_wide(&layout, wish);
    else lay_full(&layout);
    return layout;
}

Layout layout_make_half(int w, int h, int side, const LayoutWish *wish) {
    Layout layout = {.w = w, .h = h};
    if (w < LAYOUT_MIN_W * 2 - 2 || h < LAYOUT_MIN_H * 2) return layout;
    layout.kind = LAYOUT_HALF;
    Rect rest = inside(&layout), left = cut_columns(&rest, (rest.w - 1) / 2);
    if (side == 0) rest = left;
    layout.header = (Rect){rest.x - 1, 0, rest.w + 2, 1};
    layout.hints = (Rect){0, h - 1, w, 1};
    int story = clamp(h / 8, 3, 8), output = clamp(h / 7, 3, 8);
    Rect upper = cut_rows(&rest, rest.h - 2 - story - output);
    layout.pane[PANE_OUTPUT] = cut_rows(&rest, output);
    layout.pane[PANE_STORY] = rest;
    share(&layout, cut_rows(&upper, (upper.h - 1) / 2),
          ALL_PANES & ~OF(PANE_TIMELINE) & ~OF(PANE_OUTPUT) & ~OF(PANE_STORY), wish);
    layout.pane[PANE_TIMELINE] = upper;
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
