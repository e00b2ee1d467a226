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
        [GROUP_LOOP] = N_("as the loop runs"),
        [GROUP_TASK] = N_("with the selected task"),
        [GROUP_LOOK] = N_("in every pane"),
        [GROUP_SOURCE] = N_("in the source pane"),
        [GROUP_TASKS] = N_("in the tasks pane"),
        [GROUP_TIMELINE] = N_("in the timeline pane"),
        [GROUP_OUTPUT] = N_("in the output pane"),
        [GROUP_WAITS] = N_("in the who waits pane"),
        [GROUP_TROUBLE] = N_("in the trouble pane"),
        [GROUP_LESSON] = N_("in a lesson"),
        [GROUP_PROGRAM] = N_("the program and the screen"),
        [GROUP_LESSONS] = N_("in the list of lessons"),
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

// --- the hint line -------------------------------------------------------------------------------

typedef enum HintPlace { FIRST, INLINE } HintPlace;

static const struct {
    Action action;
    unsigned modes, now;
    int weight;
    HintPlace place;
    const char *word;
} hints[] = {
#define HINT(ID, modes, now, weight, place, word) {ACT_##ID, modes, now, weight, place, word},
#include "ui/hints.def"
};
enum { HINTS = sizeof hints / sizeof *hints };

// The first row of hints.def that fits; HINTS: none does.
static size_t hint_row(Action action, Mode mode, unsigned now) {
    size_t i = 0;
    while (i < HINTS && !(hints[i].action == action && hints[i].modes & mode &&
                          (hints[i].now & now) == hints[i].now))
        i++;
    return i;
}

static int hint_weight(Action action, Mode mode, unsigned now) {
    size_t row = hint_row(action, mode, now);
    return row < HINTS ? hints[row].weight : rows[action].weight;
}

void keymap_hint(Action action, Mode mode, unsigned now, bool ascii, Str *key, const char **word) {
    const char *keys = rows[action].keys;
    size_t row = hint_row(action, mode, now);
    if (action == ACT_LESSON_NUMBER) keymap_show(key, &rows[action], ascii);
    else key_show(key, keymap_next_key(&keys), ascii);
    const char *english = row < HINTS && *hints[row].word ? hints[row].word : rows[action].hint;
    *word = *english ? words(english) : "";
}

static int hint_cells(Action action, Mode mode, unsigned now, bool ascii) {
    Str key = {0};
    const char *word;
    keymap_hint(action, mode, now, ascii, &key, &word);
    int cells = text_cells((StrView){key.s, key.len}) + 1 + text_cells(view_of(word)) + 2;
    str_free(&key);
    return cells;
}

// All that are of use now: those of hints.def that come first, then the rest in the order of
// keymap.def.
static size_t hints_of(Mode mode, unsigned now, Action *out) {
    size_t n = 0;
    for (size_t i = 0; i < HINTS; i++) {
        Action action = hints[i].action;
        if (hints[i].place == FIRST && rows[action].modes & mode && hints[i].weight &&
            hint_row(action, mode, now) == i)
            out[n++] = action;
    }
    for (Action action = ACT_NONE + 1; action < ACTIONS; action++) {
        size_t row = hint_row(action, mode, now);
        bool is_first = row < HINTS && hints[row].place == FIRST;
        if (!is_first && rows[action].modes & mode && hint_weight(action, mode, now))
            out[n++] = action;
    }
    return n;
}

// Drop the least wanted until the rest fits; of equals the one farther right goes first.
size_t keymap_hints(Mode mode, unsigned now, int width, bool ascii, Action *out) {
    size_t n = hints_of(mode, now, out);
    int cells = 0;
    for (size_t i = 0; i < n; i++) cells += hint_cells(out[i], mode, now, ascii);
    while (n && cells - 2 > width) {
        size_t least = 0;
        for (size_t i = 1; i < n; i++) {
            if (hint_weight(out[i], mode, now) >= hint_weight(out[least], mode, now)) least = i;
        }
        cells -= hint_cells(out[least], mode, now, ascii);
        memmove(&out[least], &out[least + 1], (n - least - 1) * sizeof *out);
        n--;
    }
    return n;
}
