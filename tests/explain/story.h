// Histories made by hand, for the rooms that tell them: definitions count themselves, events happen at `t`, on the one loop once it is there.
#ifndef TESTS_EXPLAIN_STORY_H
#define TESTS_EXPLAIN_STORY_H

#include <string.h>

#include "history/history.h"

typedef struct Story {
    History *history;
    uint64_t t; // ns
    uint32_t strings, codes, sites, tasks;
    uint16_t loop; // 0 until story_loop
} Story;

static inline Story story_new(void) {
    return (Story){.history = history_new()};
}

static inline uint32_t story_string(Story *story, const char *text) {
    Record record = {.ev = {.kind = DEF_STRING, .arg = {++story->strings, (uint32_t)strlen(text)}}, .bytes = text, .len = strlen(text)};
    history_add(story->history, &record);
    return story->strings;
}

static inline uint32_t story_code(Story *story, const char *name, uint32_t file, uint32_t first_line) {
    uint32_t id = story_string(story, name);
    history_add(story->history, &(Record){.ev = {.kind = DEF_CODE, .task = 1, .arg = {++story->codes, id, file, first_line}}});
    return story->codes;
}

static inline uint32_t story_site(Story *story, uint32_t parent, uint32_t code, uint32_t line) {
    history_add(story->history, &(Record){.ev = {.kind = DEF_SITE, .arg = {++story->sites, parent, code, line}}});
    return story->sites;
}

// A file of the script and its source; returns the string id of its path.
static inline uint32_t story_source(Story *story, const char *path, const char *source) {
    uint32_t file = story_string(story, path), text = story_string(story, source);
    history_add(story->history, &(Record){.ev = {.kind = DEF_SOURCE, .arg = {file, text}}});
    return file;
}

// Returns the number of the event.
static inline uint64_t story_event(Story *story, EventKind kind, uint32_t task, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    Event ev = {.t = story->t, .kind = (uint16_t)kind, .loop = story->loop, .task = task, .arg = {a, b, c, d}};
    history_add(story->history, &(Record){.ev = ev});
    return history_count(story->history) - 1;
}

// One whose last two fields are nanoseconds.
static inline uint64_t story_event_ns(Story *story, EventKind kind, uint32_t task, uint32_t a, uint32_t b, uint64_t ns) {
    return story_event(story, kind, task, a, b, (uint32_t)ns, (uint32_t)(ns >> 32));
}

static inline void story_loop(Story *story) {
    story->loop = 1;
    story_event(story, EV_LOOP_CREATED, 0, story_string(story, "MainThread"), 0, 0, 0);
}

// A task with its first step in the ready queue under `handle`.
static inline uint32_t story_task(Story *story, const char *name, const char *label, uint32_t parent, uint32_t site, uint32_t handle) {
    uint32_t name_id = story_string(story, name), label_id = story_string(story, label);
    story_event(story, EV_TASK_CREATED, ++story->tasks, name_id, label_id, site, parent);
    story_event(story, EV_STEP_SCHEDULED, story->tasks, handle, 0, 0, 0);
    return story->tasks;
}

#endif
