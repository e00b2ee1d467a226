// What people write: lessons, Markdown, conditions.
#include <stdlib.h>

#include "explain/condition.h"
#include "fuzz/look.h"
#include "fuzz/targets.h"
#include "history/generate.h"
#include "lesson/lesson.h"
#include "ui/markdown.h"

static void lay_out(const Str *text) {
    Rich rich = {0};
    markdown_render(&rich, (StrView){str_text(text), text->len}, text->len % 2, true);
    for (int width = 1; width < 90; width += 11) rich_layout(&rich, width);
    rich_free(&rich);
}

void fuzz_lesson(const uint8_t *bytes, size_t len) {
    Err err;
    Lesson lesson = {0};
    if (!lesson_parse(&lesson, "lesson.py", (StrView){(const char *)bytes, len}, &err)) return;
    lay_out(&lesson.intro);
    for (size_t i = 0; i < lesson.n_notes; i++) {
        if (lesson.notes[i].line > lesson.notes[i].last_line) abort();
        lay_out(&lesson.notes[i].text);
    }
    lesson_free(&lesson);
}

static History *some_history(void) {
    static History *history;
    Random random = {42};
    if (history) return history;
    history = look_new();
    for (int i = 0; i < 600; i++) history_add(history, &(Record){.ev = generate(&random, history_live(history))});
    return history;
}

void fuzz_condition(const uint8_t *bytes, size_t len) {
    Condition condition = {0};
    History *history = some_history();
    uint16_t kinds[CONDITION_KINDS];
    condition_parse(&condition, (StrView){(const char *)bytes, len});
    condition_kinds(&condition, kinds);
    for (uint64_t seq = 0; seq < history_count(history); seq += condition.kind == CONDITION_WORDS ? 37 : 1)
        condition_holds(&condition, history, log_event(history_log(history), seq), seq);
    condition_free(&condition);
}
