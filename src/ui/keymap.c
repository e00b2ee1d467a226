#include "ui/keymap.h"

#include <string.h>

#include "base/text.h"
#include "base/words.h"

static const KeyRow rows[ACTIONS] = {
#define KEY(ID, keys, modes, group, weight, hint, help) [ACT_##ID] = {ACT_##ID, keys, modes, GROUP_##group, weight, hint, help},
#include "ui/keymap.def"
};

const char *key_group_title(KeyGroup group) {
    static const char *const titles[KEY_GROUPS] = {
        [GROUP_LOOP] = "as the loop runs",
        [GROUP_TASK] = "with the selected task",
        [GROUP_LOOK] = "looking around",
        [GROUP_PROGRAM] = "the program",
        [GROUP_LESSONS] = "in the list of lessons",
    };
    return titles[group];
}

const KeyRow *keymap_row(Action action) {
    return &rows[action];
}

Key keymap_next_key(const char **keys) {
    *keys += strspn(*keys, " ");
    StrView name = {*keys, strcspn(*keys, " ")};
    *keys += name.len;
    return name.len ? key_of_name(name) : K_NONE;
}

static bool row_has(const KeyRow *row, Key key) {
    const char *keys = row->keys;
    for (Key k; (k = keymap_next_key(&keys)) != K_NONE;) {
        if (k == key) return true;
    }
    return false;
}

Action keymap_find(Mode mode, Key key) {
    for (Action action = ACT_NONE + 1; key != K_NONE && action < ACTIONS; action++) {
        if (rows[action].modes & mode && row_has(&rows[action], key)) return action;
    }
    return ACT_NONE;
}

void keymap_show(Str *out, const KeyRow *row, bool ascii) {
    const char *keys = row->keys;
    size_t start = out->len;
    if (row->action == ACT_PANE || row->action == ACT_LESSON_NUMBER) {
        str_add(out, ascii ? "1..9" : "1…9");
        return;
    }
    for (Key key; (key = keymap_next_key(&keys)) != K_NONE;) {
        if (out->len > start) str_add(out, " ");
        key_show(out, key, ascii);
    }
}

void keymap_hint(const KeyRow *row, bool ascii, Str *key, const char **word) {
    const char *keys = row->keys;
    if (row->action == ACT_LESSON_NUMBER) keymap_show(key, row, ascii);
    else key_show(key, keymap_next_key(&keys), ascii);
    *word = words(row->hint);
}

static int hint_cells(const KeyRow *row, bool ascii) {
    Str key = {0};
    const char *word;
    keymap_hint(row, ascii, &key, &word);
    int cells = text_cells((StrView){key.s, key.len}) + 1 + text_cells(view_of(word)) + 2;
    str_free(&key);
    return cells;
}

// Drop the least wanted until the rest fits; of equals the one further down the table goes first.
size_t keymap_hints(Mode mode, int width, bool ascii, Action *out) {
    size_t n = 0;
    int cells = 0;
    for (Action action = ACT_NONE + 1; action < ACTIONS; action++) {
        if (!(rows[action].modes & mode) || !rows[action].weight) continue;
        out[n++] = action;
        cells += hint_cells(&rows[action], ascii);
    }
    while (n && cells - 2 > width) {
        size_t least = 0;
        for (size_t i = 1; i < n; i++) {
            if (rows[out[i]].weight >= rows[out[least]].weight) least = i;
        }
        cells -= hint_cells(&rows[out[least]], ascii);
        memmove(&out[least], &out[least + 1], (n - least - 1) * sizeof *out);
        n--;
    }
    return n;
}
