// Which lines of a lesson are steps of their own, whatever they do.
#include <stdlib.h>

#include "base/mem.h"
#include "lesson/lesson.h"

void lesson_keep_lines(const Lesson *lesson, History *history) {
    KeptLine *kept = mem_new((lesson->n_notes + lesson->n_questions + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < lesson->n_notes; i++) {
        const Note *note = &lesson->notes[i];
        if (note->line)
            kept[count++] = (KeptLine){note->line, note->last_line, note->each, note->after};
    }
    for (size_t i = 0; i < lesson->n_questions; i++) {
        const Question *question = &lesson->questions[i];
        if (question->line && question->kind != QUESTION_GOAL)
            kept[count++] = (KeptLine){.from = question->line, .to = question->last_line};
    }
    history_keep_lines(history, kept, count);
    free(kept);
}
