// What comes to the front by itself: the panes that the lesson's text names in bold, from the
// moment it is told on. Which they are follows from the cursor alone, so going back brings back
// what was there.
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "ui/ui_inside.h"

// Lessons are written in English, whatever the language of the screen.
static const struct {
    const char *word;
    Pane pane;
} names[] = {
    {"source", PANE_SOURCE},       {"tasks", PANE_TASKS},
    {"created", PANE_TASKS},       {"running", PANE_TASKS},
    {"waiting", PANE_TASKS},       {"finished", PANE_TASKS},
    {"failed", PANE_TASKS},        {"cancelled", PANE_TASKS},
    {"loop", PANE_LOOP},           {"ready", PANE_LOOP},
    {"timers", PANE_LOOP},         {"I/O", PANE_LOOP},
    {"threads", PANE_LOOP},        {"timeout", PANE_LOOP},
    {"poll", PANE_LOOP},           {"run", PANE_LOOP},
    {"timeline", PANE_TIMELINE},   {"output", PANE_OUTPUT},
    {"what happened", PANE_STORY}, {"primitives", PANE_SYNC},
    {"lock", PANE_SYNC},           {"locks", PANE_SYNC},
    {"semaphore", PANE_SYNC},      {"event", PANE_SYNC},
    {"condition", PANE_SYNC},      {"barrier", PANE_SYNC},
    {"queue", PANE_SYNC},          {"who waits", PANE_WAITS},
    {"trouble", PANE_TROUBLE},
};

static Pane pane_of(StrView word) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].word) == word.len && strncasecmp(names[i].word, word.s, word.len) == 0)
            return names[i].pane;
    return PANES;
}

// Stars within code are the script's.
static const char *next_bold(const char *text, StrView *word) {
    for (bool in_code = false; *text; text++) {
        if (*text == '`') in_code = !in_code;
        if (in_code || strncmp(text, "**", 2) != 0) continue;
        const char *end = strstr(text + 2, "**");
        if (!end) return NULL;
        *word = (StrView){text + 2, (size_t)(end - text - 2)};
        return end + 2;
    }
    return NULL;
}

unsigned ui_front_names(const char *text, uint8_t *order) {
    unsigned count = 0;
    StrView word;
    memset(order, 0, NUMBERED_PANES);
    while ((text = next_bold(text, &word)) != NULL) {
        Pane pane = pane_of(word);
        if (pane < NUMBERED_PANES && !order[pane]) order[pane] = (uint8_t)++count;
    }
    return count;
}

static void add_named(Front *front, uint64_t position, const char *text) {
    Named named = {.position = position};
    if (!ui_front_names(text, named.order) && position) return;
    front->items = mem_grow(front->items, &front->cap, front->count + 1, sizeof *front->items);
    front->items[front->count++] = named;
}

void ui_front_free(Front *front) {
    free(front->items);
    free(front->names);
    *front = (Front){0};
}

static void begin(Front *front, const Lesson *lesson, uint64_t run) {
    ui_front_free(front);
    front->run = run;
    front->at = SIZE_MAX;
    front->names = mem_new((lesson->n_notes + 1) * sizeof *front->names);
    uint8_t order[NUMBERED_PANES];
    for (size_t i = 0; i < lesson->n_notes; i++)
        front->names[i] = ui_front_names(str_text(&lesson->notes[i].text), order) > 0;
    add_named(front, 0, str_text(&lesson->intro));
}

// Every position is looked at once in a run.
static void look_on(Front *front, const Lesson *lesson, History *history, uint64_t cursor) {
    const Log *log = history_log(history);
    for (uint64_t n = front->seen + 1; n <= cursor; n++) {
        unsigned kind = log_event(log, n - 1)->kind;
        if (kind != EV_LINE && kind != EV_TASK_FINISHED && kind != EV_SCRIPT_ENDED) continue;
        for (size_t i = 0; i < lesson->n_notes; i++) {
            if (!front->names[i] || !lesson_note_is_told(lesson, history, i, n)) continue;
            Str text = {0};
            lesson_notes_at(lesson, history, n, &text);
            add_named(front, n, str_text(&text));
            str_free(&text);
            break;
        }
    }
    if (cursor > front->seen) front->seen = cursor;
}

// What is covered by the pane with the focus is uncovered: the focus goes with it. A pane that has
// the whole screen stays.
static void uncover(Ui *ui, const Named *named) {
    Layout layout = ui_layout(ui);
    if (layout.kind == LAYOUT_ONE || layout.kind == LAYOUT_INTRO) return;
    for (unsigned first = 1; first <= NUMBERED_PANES; first++) {
        for (Pane pane = 0; pane < NUMBERED_PANES; pane++) {
            if (named->order[pane] != first || !(layout.tabs[ui->focus] & 1u << pane)) continue;
            ui->focus = pane;
            return;
        }
    }
}

void ui_front_follow(Ui *ui, const UiScene *scene) {
    Front *front = &ui->front;
    if (!scene->lesson || scene->pair) {
        ui_front_free(front);
        return;
    }
    if (front->run != scene->run_number || !front->count)
        begin(front, scene->lesson, scene->run_number);
    look_on(front, scene->lesson, scene->history, scene->cursor);
    size_t at = front->count - 1;
    while (at && front->items[at].position > scene->cursor) at--;
    if (at == front->at) return;
    front->at = at;
    front->since = ui->uses;
    uncover(ui, &front->items[at]);
}

uint32_t ui_front_use(const Front *front, Pane pane) {
    if (!front->count || front->at >= front->count || pane >= NUMBERED_PANES ||
        !front->items[front->at].order[pane])
        return 0;
    return front->since + FRONT_USES - front->items[front->at].order[pane];
}
