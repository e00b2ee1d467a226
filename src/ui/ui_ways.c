// How the panes were left, from one session to the next: a line of words and numbers, from one table.
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "ui/ui_inside.h"

typedef enum WayType { WAY_BOOL, WAY_UNSIGNED } WayType;

static const struct {
    const char *name;
    WayType type;
    size_t at;
    unsigned most;
} table[] = {
    {"tasks.view", WAY_UNSIGNED, offsetof(Ways, task_view), TASK_VIEWS - 1},
    {"tasks.sort", WAY_UNSIGNED, offsetof(Ways, task_sort), TASK_SORTS - 1},
    {"timeline.by-event", WAY_BOOL, offsetof(Ways, by_event), 1},
    {"chain.all-frames", WAY_BOOL, offsetof(Ways, all_frames), 1},
};
#define WAYS (sizeof table / sizeof *table)

_Static_assert(sizeof(TaskView) == sizeof(unsigned) && sizeof(TaskSort) == sizeof(unsigned), "read and written as unsigned");

static unsigned get(const Ways *ways, size_t i) {
    const char *at = (const char *)ways + table[i].at;
    unsigned value;
    if (table[i].type == WAY_BOOL) return *(const bool *)(const void *)at;
    memcpy(&value, at, sizeof value);
    return value;
}

static void set(Ways *ways, size_t i, unsigned value) {
    char *at = (char *)ways + table[i].at;
    if (value > table[i].most) return;
    if (table[i].type == WAY_BOOL) *(bool *)(void *)at = value;
    else memcpy(at, &value, sizeof value);
}

void ui_keep_ways(const Ui *ui, Str *out) {
    for (size_t i = 0; i < WAYS; i++) str_addf(out, "%s %u\n", table[i].name, get(&ui->ways, i));
    // Panes that lie on top of others, the one looked at last at the end.
    const uint32_t *used = ui->is_lesson ? ui->kept : ui->used;
    for (uint32_t use = 1; use <= ui->uses; use++)
        for (Pane pane = 0; pane < NUMBERED_PANES; pane++)
            if (used[pane] == use) str_addf(out, "pane.used %d\n", (int)pane + 1);
}

void ui_recall_ways(Ui *ui, StrView text) {
    while (text.len) {
        const char *newline = memchr(text.s, '\n', text.len);
        size_t len = newline ? (size_t)(newline - text.s) : text.len;
        Str line = {0};
        str_add_bytes(&line, text.s, len);
        const char *blank = line.s ? strchr(line.s, ' ') : NULL;
        StrView name = {line.s, blank ? (size_t)(blank - line.s) : 0};
        unsigned value = blank ? (unsigned)strtoul(blank + 1, NULL, 10) : 0;
        for (size_t i = 0; blank && i < WAYS; i++)
            if (view_is(name, table[i].name)) set(&ui->ways, i, value);
        if (blank && view_is(name, "pane.used") && value && value <= NUMBERED_PANES)
            ui->used[value - 1] = ui->uses += FRONT_USES;
        str_free(&line);
        text = (StrView){text.s + len + (newline != NULL), text.len - len - (newline != NULL)};
    }
    memcpy(ui->kept, ui->used, sizeof ui->kept);
}
