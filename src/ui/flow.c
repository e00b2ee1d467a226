#include "ui/flow.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

FlowItem *flow_add(Flow *flow, Style style, StrView text, int gap) {
    flow->items = mem_grow(flow->items, &flow->cap, flow->count + 1, sizeof *flow->items);
    FlowItem *item = &flow->items[flow->count++];
    *item = (FlowItem){.start = flow->text.len, .len = text.len, .style = style, .gap = gap};
    str_add_bytes(&flow->text, text.s, text.len);
    return item;
}

FlowItem *flow_add_to_list(Flow *flow, Style style, StrView text) {
    if (flow->count) flow->items[flow->count - 1].has_comma = true;
    return flow_add(flow, style, text, 1);
}

void flow_free(Flow *flow) {
    str_free(&flow->text);
    free(flow->items);
    *flow = (Flow){0};
}

static StrView text_of(const Flow *flow, const FlowItem *item) {
    return (StrView){str_text(&flow->text) + item->start, item->len};
}

static int others_cells(uint32_t others) {
    char text[16];
    return snprintf(text, sizeof text, "+%u", others);
}

// How many are not shown.
static uint32_t hidden(const Flow *flow) {
    return flow->others + (uint32_t)(flow->count - flow->shown);
}

static int item_cells(const Flow *flow, size_t i) {
    const FlowItem *item = &flow->items[i];
    return text_cells(text_of(flow, item)) + item->has_comma + item->has_lead;
}

int flow_widest(const Flow *flow) {
    int widest = 0;
    for (size_t i = 0; i < flow->count; i++)
        if (item_cells(flow, i) > widest) widest = item_cells(flow, i);
    return widest;
}

// The last ones make room for the number of those that are not shown.
static void make_room(Flow *flow, int width) {
    while (flow->shown > 1 && hidden(flow)) {
        const FlowItem *last = &flow->items[flow->shown - 1];
        if (!last->is_label && last->x + last->cells + 1 + others_cells(hidden(flow)) <= width)
            return;
        if (!last->x && !last->is_label) break; // alone in its row: cut
        flow->shown--;
    }
    if (!hidden(flow) || !flow->shown) return;
    FlowItem *last = &flow->items[flow->shown - 1];
    int room = width - last->x - 1 - others_cells(hidden(flow));
    if (last->cells > room) last->cells = room > 1 ? room : 1;
}

int flow_layout(Flow *flow, int width, int rows) {
    int x = 0, y = 0;
    flow->shown = 0;
    for (size_t i = 0; i < flow->count; i++) {
        FlowItem *item = &flow->items[i];
        int cells = item_cells(flow, i), gap = x ? item->gap : 0;
        int behind = item->is_label && i + 1 < flow->count
                         ? flow->items[i + 1].gap + item_cells(flow, i + 1)
                         : 0;
        if (x && x + gap + cells + behind > width) {
            if (y + 1 >= rows) break;
            x = gap = 0;
            y++;
        }
        item->x = x + gap;
        item->y = y;
        item->cells = cells < width ? cells : width;
        x = item->x + item->cells;
        flow->shown++;
    }
    make_room(flow, width);
    return flow->shown ? flow->items[flow->shown - 1].y + 1 : 1;
}

void flow_draw(const Flow *flow, const Canvas *canvas, int x, int y) {
    for (size_t i = 0; i < flow->shown; i++) {
        const FlowItem *item = &flow->items[i];
        int at = x + item->x, row = y + item->y, end = at + item->cells;
        if (item->has_lead) at = canvas_glyph(canvas, at, row, INK_ACCENT, GLYPH_LIVE);
        bool has_comma = item->has_comma && (i + 1 < flow->shown || hidden(flow));
        canvas_field(canvas, at, row, end - item->has_comma - at, item->style, text_of(flow, item));
        if (has_comma) canvas_puts(canvas, end - 1, row, INK_DIM, ",");
    }
    if (!hidden(flow) || !flow->shown) return;
    const FlowItem *last = &flow->items[flow->shown - 1];
    canvas_putf(canvas, x + last->x + last->cells + 1, y + last->y, INK_DIM, "+%u", hidden(flow));
}
