// Slow motion: while the cursor plays, a handle that has gone from the timers to the ready queue, or from there to where it runs, is seen on its way.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "explain/explain.h"
#include "ui/ui_inside.h"

#define WAY 0.6 // of the time until the next event

void motion_free(Motion *motion) {
    free(motion->now.items);
    free(motion->before.items);
    *motion = (Motion){0};
}

// Another moment: what stood somewhere stood there before.
void motion_begin(Motion *motion, uint64_t cursor) {
    if (motion->cursor != cursor) {
        Anchors old = motion->before;
        motion->before = motion->now;
        motion->now = old;
        motion->cursor = cursor;
    }
    motion->now.count = 0;
}

void motion_anchor(Motion *motion, uint32_t handle, AnchorKind kind, int x, int y) {
    if (!motion) return;
    motion->now.items = mem_grow(motion->now.items, &motion->now.cap, motion->now.count + 1, sizeof *motion->now.items);
    motion->now.items[motion->now.count++] = (Anchor){handle, kind, x, y};
}

size_t motion_count(const Motion *motion) {
    return motion ? motion->now.count : 0;
}

void motion_spread(Motion *motion, size_t from, int top) {
    for (size_t i = from; motion && i < motion->now.count; i++)
        motion->now.items[i].y += motion->now.items[i].y - top;
}

static const Anchor *find(const Anchors *anchors, uint32_t handle) {
    for (size_t i = 0; i < anchors->count; i++)
        if (anchors->items[i].handle == handle) return &anchors->items[i];
    return NULL;
}

void motion_draw(const Motion *motion, const View *view, const Canvas *screen) {
    const UiScene *scene = view->scene;
    if (!scene->is_playing || !scene->play_whole) return;
    double done = 1 - (double)scene->play_left / (double)scene->play_whole, way = done / WAY;
    if (way <= 0 || way >= 1) return;
    for (size_t i = 0; i < motion->now.count; i++) {
        const Anchor *to = &motion->now.items[i], *from = find(&motion->before, to->handle);
        if (!from || from->kind >= to->kind) continue;
        Str text = {0};
        explain_handle(&text, view->log, view->state, to->handle, view->is_ascii);
        int x = from->x + (int)((to->x - from->x) * way), y = from->y + (int)((to->y - from->y) * way);
        canvas_put(screen, x, y, INK_ACCENT | MARK_REVERSE, (StrView){str_text(&text), text.len});
        str_free(&text);
    }
}
