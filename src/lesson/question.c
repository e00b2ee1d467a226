#include "lesson/question.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "nothing, the loop waits"

void choices_free(Choices *choices) {
    for (size_t i = 0; i < choices->count; i++) str_free(&choices->options[i]);
    *choices = (Choices){0};
}

size_t question_at(const Lesson *lesson, History *history, uint64_t n, size_t from) {
    for (size_t i = from; i < lesson->n_questions; i++) {
        const Question *question = &lesson->questions[i];
        if (question->kind != QUESTION_GOAL && question->line && lesson_is_moment(lesson, history, question->line, question->last_line, n)) return i;
    }
    return lesson->n_questions;
}

uint64_t question_place(const Lesson *lesson, History *history, size_t number) {
    const Question *question = &lesson->questions[number];
    return question->line ? lesson_first_moment(lesson, history, question->line, question->last_line) : HISTORY_NONE;
}

void question_words(Str *out, const Question *question) {
    switch (question->kind) {
    case QUESTION_NEXT: str_add(out, "Which task runs next?"); break;
    case QUESTION_OUTPUT: str_add(out, "What is printed next?"); break;
    case QUESTION_STATE: str_addf(out, "What state is %s in after this line?", str_text(&question->text)); break;
    case QUESTION_TIME: str_add(out, "How many seconds will have passed at the end?"); break;
    case QUESTION_ORDER: str_addf(out, "In which order do these finish: %s?", str_text(&question->text)); break;
    case QUESTION_CHOICE: str_add(out, str_text(&question->text)); break;
    case QUESTION_GOAL: str_addf(out, "Change the program: %s", str_text(&question->text)); break;
    }
}

// --- names ------------------------------------------------------------------------------------------------------------------------------------

static StrView name_of(const History *history, uint32_t task) {
    const Task *known = state_task(history_live(history), task);
    return known ? log_string(history_log(history), known->name) : (StrView){"", 0};
}

// Names stand between blanks; one with a blank in it in quotes.
static bool next_name(StrView *rest, StrView *name) {
    while (rest->len && rest->s[0] == ' ') rest->s++, rest->len--;
    if (!rest->len) return false;
    char end = rest->s[0] == '"' || rest->s[0] == '\'' ? rest->s[0] : ' ';
    if (end != ' ') rest->s++, rest->len--;
    const char *at = memchr(rest->s, end, rest->len);
    *name = (StrView){rest->s, at ? (size_t)(at - rest->s) : rest->len};
    size_t used = name->len + (at != NULL);
    rest->s += used, rest->len -= used;
    return true;
}

static bool same_view(StrView a, StrView b) {
    return a.len == b.len && memcmp(a.s, b.s, a.len) == 0;
}

static bool has_name(StrView names, StrView wanted) {
    StrView name;
    while (next_name(&names, &name))
        if (same_view(name, wanted)) return true;
    return false;
}

// --- deciding -----------------------------------------------------------------------------------------------------------------------------------

static bool has_ended(const History *history) {
    return history_live(history)->script == 3;
}

static bool decide_next(History *history, uint64_t asked, Decision *decision) {
    for (uint64_t seq = asked; seq < history_count(history); seq++) {
        const Event *ev = log_event(history_log(history), seq);
        bool steps = ev->kind == EV_STEP_BEGAN || ev->kind == EV_EAGER_STEP_BEGAN;
        if (!steps && ev->kind != EV_POLL_BEGAN && ev->kind != EV_SCRIPT_ENDED) continue;
        StrView name = steps ? name_of(history, ev->task) : view_of(NOBODY);
        str_add_bytes(&decision->answer, name.s, name.len);
        decision->position = seq + 1;
        return true;
    }
    return false;
}

// The first whole line of what is written from event `from` on, and where its end is.
static bool next_line_written(History *history, uint64_t *from, Str *line) {
    str_clear(line);
    for (uint64_t seq = *from; seq < history_count(history); seq++) {
        const Event *ev = log_event(history_log(history), seq);
        if (ev->kind != EV_OUTPUT) continue;
        StrView text = log_string(history_log(history), ev->arg[OUTPUT_text]);
        const char *end = text.len ? memchr(text.s, '\n', text.len) : NULL;
        str_add_bytes(line, text.s, end ? (size_t)(end - text.s) : text.len);
        *from = seq + 1;
        if (end) return true;
    }
    return false;
}

static bool decide_output(History *history, uint64_t asked, Decision *decision) {
    decision->position = asked;
    if (next_line_written(history, &decision->position, &decision->answer)) return true;
    if (!has_ended(history)) return false;
    str_clear(&decision->answer);
    str_add(&decision->answer, "nothing more");
    decision->position = history_count(history);
    return true;
}

// After this line: when the same task is about to run another, or its step is over.
static uint64_t after_line(History *history, uint64_t asked) {
    const Log *log = history_log(history);
    uint32_t task = log_event(log, asked - 1)->task;
    for (uint64_t seq = asked; seq < history_count(history); seq++) {
        const Event *ev = log_event(log, seq);
        bool ends = ev->kind == EV_LINE || ev->kind == EV_TASK_SUSPENDED || ev->kind == EV_TASK_YIELDED || ev->kind == EV_TASK_FINISHED ||
                    ev->kind == EV_TASK_FAILED || ev->kind == EV_TASK_CANCELLED;
        if (ev->kind == EV_SCRIPT_ENDED || (ends && ev->task == task)) return seq + 1;
    }
    return HISTORY_NONE;
}

static const char *state_word_of(History *history, const Str *name, uint64_t n) {
    const State *state = history_at(history, n);
    const char *word = "not made yet";
    for (uint32_t id = 1; id <= state->n_tasks; id++)
        if (view_is(name_of(history, id), str_text(name))) word = task_state_word(state_task(state, id)->state);
    return word;
}

static bool decide_state(const Question *question, History *history, uint64_t asked, Decision *decision) {
    uint64_t n = after_line(history, asked);
    if (n == HISTORY_NONE) return false;
    str_add(&decision->answer, state_word_of(history, &question->text, n));
    decision->position = n;
    return true;
}

// As on the screen: hundredths where the clock is virtual, tenths where it is the machine's.
static void add_time(Str *out, uint64_t ns, bool is_virtual) {
    str_addf(out, is_virtual ? "%.2f" : "%.1f", (double)ns / 1e9);
}

static bool decide_time(History *history, bool is_virtual, Decision *decision) {
    if (!has_ended(history)) return false;
    add_time(&decision->answer, history_live(history)->now, is_virtual);
    decision->position = history_count(history);
    return true;
}

static bool decide_order(const Question *question, History *history, Decision *decision) {
    StrView wanted = {str_text(&question->text), question->text.len}, rest = wanted, name;
    size_t left = 0;
    while (next_name(&rest, &name)) left++;
    for (uint64_t seq = history_first(history); seq < history_count(history) && left; seq++) {
        const Event *ev = log_event(history_log(history), seq);
        bool ends = ev->kind == EV_TASK_FINISHED || ev->kind == EV_TASK_FAILED || ev->kind == EV_TASK_CANCELLED;
        StrView ended = name_of(history, ev->task);
        if (!ends || !has_name(wanted, ended)) continue;
        str_addf(&decision->answer, "%s%.*s", decision->answer.len ? " " : "", STR_ARG(ended));
        decision->position = seq + 1;
        left--;
    }
    return !left || has_ended(history);
}

static bool decide_choice(const Question *question, uint64_t asked, Decision *decision) {
    for (size_t i = 0; i < question->n_options; i++)
        if (question->options[i].is_right) str_add(&decision->answer, str_text(&question->options[i].text));
    decision->position = asked;
    return decision->answer.len > 0;
}

bool question_decide(const Question *question, History *history, uint64_t asked, bool is_virtual, Decision *decision) {
    str_clear(&decision->answer);
    decision->position = HISTORY_NONE;
    switch (question->kind) {
    case QUESTION_NEXT: return decide_next(history, asked, decision);
    case QUESTION_OUTPUT: return decide_output(history, asked, decision);
    case QUESTION_STATE: return decide_state(question, history, asked, decision);
    case QUESTION_TIME: return decide_time(history, is_virtual, decision);
    case QUESTION_ORDER: return decide_order(question, history, decision);
    case QUESTION_CHOICE: return decide_choice(question, asked, decision);
    case QUESTION_GOAL: break;
    }
    return false;
}

// --- what can be chosen -----------------------------------------------------------------------------------------------------------------------------

static void add_option(Choices *choices, StrView text) {
    for (size_t i = 0; i < choices->count; i++)
        if (view_is(text, choices->options[i].s)) return;
    if (choices->count == QUESTION_OPTIONS || !text.len) return;
    str_add_bytes(&choices->options[choices->count++], text.s, text.len);
}

// Those alive at the moment, in the order they were made; and the answer, which may be one that this line makes.
static void tasks_to_choose(Choices *choices, History *history, uint64_t asked, const Str *answer) {
    const State *state = history_at(history, asked);
    size_t most = QUESTION_OPTIONS - 2;
    for (uint32_t id = 1; id <= state->n_tasks && choices->count < most; id++)
        if (!task_is_done(state_task(state, id))) add_option(choices, name_of(history, id));
    add_option(choices, (StrView){str_text(answer), answer->len});
    add_option(choices, view_of(NOBODY));
}

// The answer, and other lines of this run: those after it first, which are what one could think of.
static void lines_to_choose(Choices *choices, History *history, uint64_t asked, const Str *answer) {
    enum { LINES = 4 };
    Str line = {0};
    add_option(choices, (StrView){str_text(answer), answer->len});
    for (int turn = 0; turn < 2; turn++)
        for (uint64_t at = turn ? history_first(history) : asked; choices->count < LINES && next_line_written(history, &at, &line);)
            if (!turn || at <= asked) add_option(choices, (StrView){str_text(&line), line.len});
    str_free(&line);
}

static int by_text(const void *a, const void *b) {
    return strcmp(str_text(a), str_text(b));
}

static void states_to_choose(Choices *choices, const Str *answer) {
    static const TaskState states[] = {TASK_CREATED_, TASK_READY, TASK_RUNNING, TASK_WAITING, TASK_FINISHED_, TASK_FAILED_, TASK_CANCELLED_};
    bool is_usual = false;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) is_usual |= view_is((StrView){str_text(answer), answer->len}, task_state_word(states[i]));
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) add_option(choices, view_of(task_state_word(states[i])));
    if (!is_usual) add_option(choices, (StrView){str_text(answer), answer->len});
}

void question_choices(const Question *question, History *history, uint64_t asked, bool is_virtual, Choices *choices) {
    Decision decision = {0};
    choices_free(choices);
    question_decide(question, history, asked, is_virtual, &decision);
    switch (question->kind) {
    case QUESTION_NEXT: tasks_to_choose(choices, history, asked, &decision.answer); break;
    case QUESTION_OUTPUT:
        lines_to_choose(choices, history, asked, &decision.answer);
        qsort(choices->options, choices->count, sizeof *choices->options, by_text);
        break;
    case QUESTION_STATE: states_to_choose(choices, &decision.answer); break;
    case QUESTION_CHOICE:
        for (size_t i = 0; i < question->n_options; i++) add_option(choices, (StrView){str_text(&question->options[i].text), question->options[i].text.len});
        break;
    case QUESTION_TIME: case QUESTION_ORDER: case QUESTION_GOAL: break;
    }
    str_free(&decision.answer);
}

// --- right? -------------------------------------------------------------------------------------------------------------------------------------------

static bool is_same_time(const char *given, const char *answer) {
    char *end;
    double seconds = strtod(given, &end);
    while (*end == ' ' || *end == 's') end++;
    return end != given && !*end && fabs(seconds - strtod(answer, NULL)) < 0.0051;
}

// "B, A" and "B A" are one order.
static bool is_same_order(const char *given, const char *answer) {
    while (*given || *answer) {
        while (*given == ' ' || *given == ',') given++;
        while (*answer == ' ') answer++;
        if (toupper((unsigned char)*given) != toupper((unsigned char)*answer)) return false;
        given += *given != '\0';
        answer += *answer != '\0';
    }
    return true;
}

bool question_is_right(const Question *question, const char *given, const char *answer) {
    if (question->kind == QUESTION_TIME) return is_same_time(given, answer);
    if (question->kind == QUESTION_ORDER) return is_same_order(given, answer);
    return strcmp(given, answer) == 0;
}

// --- goals ----------------------------------------------------------------------------------------------------------------------------------------------

static uint64_t iterations_of(const State *state) {
    uint64_t sum = 0;
    for (uint32_t loop = 1; loop <= state->n_loops; loop++) sum += state_loop(state, loop)->iterations;
    return sum;
}

static bool compare(double is, StrView op, double wanted) {
    if (view_is(op, "<=")) return is <= wanted + 1e-9;
    if (view_is(op, "<")) return is < wanted - 1e-9;
    if (view_is(op, ">=")) return is >= wanted - 1e-9;
    if (view_is(op, ">")) return is > wanted + 1e-9;
    return view_is(op, "==") && fabs(is - wanted) < 1e-9;
}

static StrView take_word(StrView *rest) {
    StrView name;
    return next_name(rest, &name) ? name : (StrView){"", 0};
}

static bool judge_number(StrView rest, double is, const char *what, Str *why) {
    StrView op = take_word(&rest), number = take_word(&rest);
    char text[32];
    snprintf(text, sizeof text, "%.*s", STR_ARG(number));
    if (compare(is, op, strtod(text, NULL))) return true;
    str_addf(why, "%s is %g, and %.*s %s is wanted", what, is, STR_ARG(op), text);
    return false;
}

// When a task of that name ended; HISTORY_NONE: it did not come to its end by itself.
static uint64_t end_of(History *history, StrView name) {
    for (uint64_t seq = history_first(history); seq < history_count(history); seq++) {
        const Event *ev = log_event(history_log(history), seq);
        bool ends = ev->kind == EV_TASK_FINISHED || ev->kind == EV_TASK_FAILED;
        if (ends && same_view(name_of(history, ev->task), name)) return seq;
    }
    return HISTORY_NONE;
}

static bool judge_finished(StrView rest, History *history, Str *why) {
    StrView first = take_word(&rest), word = take_word(&rest), second = take_word(&rest);
    uint64_t one = end_of(history, first), other = end_of(history, second);
    if (view_is(word, "before") && one != HISTORY_NONE && one < other) return true;
    if (one == HISTORY_NONE) str_addf(why, "%.*s has not finished", STR_ARG(first));
    else str_addf(why, "%.*s finished before %.*s", STR_ARG(second), STR_ARG(first));
    return false;
}

static bool judge_output(StrView rest, History *history, Str *why) {
    Str all = {0};
    take_word(&rest);
    while (rest.len && rest.s[0] == ' ') rest.s++, rest.len--;
    for (uint64_t seq = history_first(history); seq < history_count(history); seq++) {
        const Event *ev = log_event(history_log(history), seq);
        if (ev->kind != EV_OUTPUT) continue;
        StrView text = log_string(history_log(history), ev->arg[OUTPUT_text]);
        str_add_bytes(&all, text.s, text.len);
    }
    while (all.len && all.s[all.len - 1] == '\n') all.s[--all.len] = '\0';
    bool is = view_is(rest, str_text(&all));
    if (!is) str_addf(why, "it does not print just %.*s", STR_ARG(rest));
    str_free(&all);
    return is;
}

static bool judge(StrView condition, History *history, bool is_virtual, Str *why) {
    const State *end = history_live(history);
    StrView rest = condition, word = take_word(&rest);
    double unit = is_virtual ? 100 : 10;
    if (view_is(word, "time")) return judge_number(rest, round((double)end->now / 1e9 * unit) / unit, "the time", why);
    if (view_is(word, "iterations")) return judge_number(rest, (double)iterations_of(end), "the number of iterations", why);
    if (view_is(word, "output")) return judge_output(rest, history, why);
    if (view_is(word, "finished")) return judge_finished(rest, history, why);
    if (view_is(condition, "no trouble")) {
        if (end->troubles) str_add(why, "there was trouble");
        return !end->troubles;
    }
    str_addf(why, "%.*s is no condition", STR_ARG(condition));
    return false;
}

bool goal_judge(const Question *goal, History *history, bool is_virtual, Str *why) {
    StrView rest = {str_text(&goal->conditions), goal->conditions.len};
    str_clear(why);
    while (rest.len) {
        const char *end = memchr(rest.s, '\n', rest.len);
        StrView line = {rest.s, end ? (size_t)(end - rest.s) : rest.len};
        size_t used = line.len + (end != NULL);
        rest.s += used, rest.len -= used;
        if (!judge(line, history, is_virtual, why)) return false;
    }
    return true;
}
