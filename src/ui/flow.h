// Names one after the other, in as many rows as there are for them: each stands whole, and where
// the last row ends, so does how many more there are.
#ifndef UI_FLOW_H
#define UI_FLOW_H

#include "base/str.h"
#include "ui/canvas.h"

typedef struct FlowItem {
    size_t start, len; // in text
    Style style;
    int gap;         // blanks between it and the item before it, where both stand in one row
    bool has_comma;  // behind it
    bool is_label;   // the item behind it stands in the same row
    bool has_lead;   // the sign of what runs now before it
    int x, y, cells; // set by flow_layout; of what stands in the row
} FlowItem;

typedef struct Flow {
    Str text;
    FlowItem *items;
    size_t count, cap;
    size_t shown;    // of them: set by flow_layout
    uint32_t others; // there are, besides the items
} Flow;

// {0} is an empty Flow. The text is cleaned before it comes here.
FlowItem *flow_add(Flow *flow, Style style, StrView text, int gap);
// The same, with a comma behind the item before it.
FlowItem *flow_add_to_list(Flow *flow, Style style, StrView text);
void flow_free(Flow *flow);
int flow_widest(const Flow *flow); // cells of its widest item

// Give the items their places in rows `width` cells wide, at most so many; returns how many rows
// they take. An item that is wider than a row is cut.
int flow_layout(Flow *flow, int width, int rows);
// In the places that flow_layout gave, from (x, y) on.
void flow_draw(const Flow *flow, const Canvas *canvas, int x, int y);

#endif
