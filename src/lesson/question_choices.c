// What there is to choose among, taken from a run that knows the answer.
#include <stdlib.h>
#include <string.h>

#include "lesson/question.h"
#include "lesson/question_run.h"

void choices_free(Choices *choices) {
    for (size_t i = 0; i < choices->count; i++) str_free(&choices->options[i]);
    *choices = (Choices){0};
}

static void add_option(Choices *choices, StrView text) {
    for (size_t i = 0; i < choices->count; i++)
        if (view_is(text, choices->options[i].s)) return;
    if (choices->count == QUESTION_OPTIONS || !text.len) return;
    str_add_bytes(&choices->options[choices->count++], text.s, text.len);
}

// Those alive at the moment, in the order they were made; and the answer, which may be one that
// this line makes.
static void tasks_to_choose(Choices *choices, History *history, uint64_t asked, StrView answer) {
    const State *state = history_at(history, asked);
    size_t most = QUESTION_OPTIONS - 2;
    for (uint32_t id = 1; id <= state->n_tasks && choices->count < most; id++) {
        const Task *task = state_task(state, id);
        if (!task_is_done(task) && !task_is_cleanup(history_log(history), task))
            add_option(choices, log_string(history_log(history), task->name));
    }
    add_option(choices, answer);
    add_option(choices, view_of(QUESTION_LOOP_WAITS));
}

enum { LINES = 4 };

typedef struct LineChoices {
    Choices *choices;
    uint64_t asked;
    bool is_before; // look at the lines written before it was asked
} LineChoices;

static bool take_line(StrView line, uint64_t position, void *arg) {
    LineChoices *lines = arg;
    Str text = {0};
    if (lines->is_before != (position <= lines->asked)) return false;
    question_line_text(&text, line);
    add_option(lines->choices, (StrView){text.s, text.len});
    str_free(&text);
    return lines->choices->count >= LINES;
}

static int by_text(const void *a, const void *b) {
    return strcmp(str_text(a), str_text(b));
}

// The answer, and other lines of this run: those after it first, which are what one could think of.
static void lines_to_choose(Choices *choices, History *history, uint64_t asked, StrView answer) {
    LineChoices lines = {choices, asked, false};
    add_option(choices, answer);
    question_each_line(history, take_line, &lines);
    lines.is_before = true;
    if (choices->count < LINES) question_each_line(history, take_line, &lines);
    if (choices->count < 2) add_option(choices, view_of(QUESTION_NOTHING_MORE));
    qsort(choices->options, choices->count, sizeof *choices->options, by_text);
}

static bool holds(const Choices *choices, const char *text) {
    for (size_t i = 0; i < choices->count; i++)
        if (strcmp(choices->options[i].s, text) == 0) return true;
    return false;
}

// The answer and the three others that are most often taken for it, in the order of a life.
static void states_to_choose(Choices *choices, StrView answer) {
    static const TaskState likely[] = {TASK_WAITING, TASK_READY, TASK_FINISHED_, TASK_RUNNING,
                                       TASK_CANCELLED_};
    static const TaskState life[] = {TASK_CREATED_,  TASK_READY,   TASK_RUNNING,   TASK_WAITING,
                                     TASK_FINISHED_, TASK_FAILED_, TASK_CANCELLED_};
    enum { STATES = 4 };
    Choices chosen = {0};
    add_option(&chosen, answer);
    for (size_t i = 0; chosen.count < STATES && i < sizeof likely / sizeof *likely; i++)
        add_option(&chosen, view_of(task_state_word(likely[i])));
    for (size_t i = 0; i < sizeof life / sizeof *life; i++)
        if (holds(&chosen, task_state_word(life[i])))
            add_option(choices, view_of(task_state_word(life[i])));
    for (size_t i = 0; i < chosen.count; i++)
        add_option(choices, (StrView){chosen.options[i].s, chosen.options[i].len});
    choices_free(&chosen);
}

void question_choices(const Question *question, History *history, uint64_t asked, bool is_virtual,
                      Choices *choices) {
    Decision decision = {0};
    choices_free(choices);
    question_decide(question, history, asked, is_virtual, &decision);
    StrView answer = {str_text(&decision.answer), decision.answer.len};
    switch (question->kind) {
    case QUESTION_NEXT: tasks_to_choose(choices, history, asked, answer); break;
    case QUESTION_OUTPUT: lines_to_choose(choices, history, asked, answer); break;
    case QUESTION_STATE: states_to_choose(choices, answer); break;
    case QUESTION_CHOICE:
        for (size_t i = 0; i < question->n_options; i++) {
            const Str *text = &question->options[i].text;
            add_option(choices, (StrView){str_text(text), text->len});
        }
        break;
    case QUESTION_TIME:
    case QUESTION_ORDER:
    case QUESTION_GOAL: break;
    }
    str_free(&decision.answer);
}
