#include "lesson/faults.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/near.h"
#include "lesson/question.h"
#include "lesson/question_names.h"

typedef struct Finder {
    const Lesson *lesson;
    FaultFound *found;
    void *arg;
} Finder;

__attribute__((format(printf, 3, 4))) static void say(const Finder *finder, unsigned line,
                                                      const char *format, ...) {
    char *text;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0) abort();
    va_end(args);
    finder->found(line, text, finder->arg);
    free(text);
}

static StrView view(const Str *str) {
    return (StrView){str_text(str), str->len};
}

static StrView take_line(StrView *rest) {
    const char *end = memchr(rest->s, '\n', rest->len);
    StrView line = {rest->s, end ? (size_t)(end - rest->s) : rest->len};
    size_t used = line.len + (end != NULL);
    *rest = (StrView){rest->s + used, rest->len - used};
    return line;
}

// --- the text ------------------------------------------------------------------------------------

static void check_choice(const Finder *finder, const Question *choice) {
    size_t right = 0;
    for (size_t i = 0; i < choice->n_options; i++) right += choice->options[i].is_right;
    if (!choice->n_options)
        say(finder, choice->at,
            "a choice without options: write them below it, `#?  - wrong` and `#?  * right`");
    else if (choice->n_options == 1)
        say(finder, choice->at, "a choice of one option: add another, `#?  - …`");
    if (choice->n_options && !right)
        say(finder, choice->at,
            "a choice without a right option: mark one with `*`, as in `#?  * …`");
    if (right > 1)
        say(finder, choice->at,
            "a choice with %zu right options: mark just one with `*`, the others with `-`", right);
    if (choice->n_options > QUESTION_OPTIONS)
        say(finder, choice->at, "a choice of %zu options: there is room for %d, so take some out",
            choice->n_options, QUESTION_OPTIONS);
    for (size_t i = 0; i < choice->n_options; i++)
        for (size_t k = 0; k < i; k++)
            if (view_same(view(&choice->options[i].text), view(&choice->options[k].text)))
                say(finder, choice->at, "the option `%s` is there twice: change one of the two",
                    str_text(&choice->options[i].text));
    if (!choice->because.len)
        say(finder, choice->at, "a choice without a reason: add `#?  because …`");
}

static bool is_number(StrView text) {
    char copy[32], *end;
    if (!text.len || text.len >= sizeof copy || !isdigit((unsigned char)text.s[0])) return false;
    memcpy(copy, text.s, text.len);
    copy[text.len] = '\0';
    strtod(copy, &end);
    return !*end;
}

static bool is_comparison(StrView text) {
    static const char *const signs[] = {"<=", "<", "==", ">=", ">"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (view_is(text, signs[i])) return true;
    return false;
}

static void check_condition(const Finder *finder, const Question *goal, StrView condition) {
    StrView rest = condition, word = {"", 0}, second = {"", 0}, third = {"", 0}, more;
    names_next(&rest, &word);
    names_next(&rest, &second);
    names_next(&rest, &third);
    bool is_longer = names_next(&rest, &more);
    bool is_counted = view_is(word, "time") || view_is(word, "iterations");
    if (is_counted && (!is_comparison(second) || !is_number(third) || is_longer))
        say(finder, goal->at,
            "the condition `%.*s` cannot be judged: write `%.*s <= 2` with <=, <, ==, >= or >",
            STR_ARG(condition), STR_ARG(word));
    else if (view_is(word, "finished") && (!view_is(third, "before") || !is_longer))
        say(finder, goal->at, "the condition `%.*s` cannot be judged: write `finished A before B`",
            STR_ARG(condition));
    else if (view_is(word, "output") && !view_is(second, "=="))
        say(finder, goal->at, "the condition `%.*s` cannot be judged: write `output == TEXT`",
            STR_ARG(condition));
    else if (!is_counted && !view_is(word, "finished") && !view_is(word, "output") &&
             !view_is(condition, "no trouble"))
        say(finder, goal->at,
            "`%.*s` is no condition: it is one of time, iterations, finished A before B, output == TEXT and no trouble",
            STR_ARG(condition));
}

static void check_goal(const Finder *finder, const Question *goal) {
    StrView rest = view(&goal->conditions);
    if (!rest.len)
        say(finder, goal->at,
            "a goal without conditions: write them below it, as in `#?  time <= 2`");
    while (rest.len) check_condition(finder, goal, take_line(&rest));
}

static void check_order(const Finder *finder, const Question *order) {
    StrView rest = view(&order->text), name;
    size_t names = 0;
    while (names_next(&rest, &name)) {
        StrView before = view(&order->text), other;
        for (size_t i = 0; i < names && names_next(&before, &other); i++)
            if (view_same(other, name))
                say(finder, order->at, "the task `%.*s` is there twice: name each once",
                    STR_ARG(name));
        names++;
    }
    if (names < 2)
        say(finder, order->at, "an order of one task: name two or more, as in `#? order A B`");
}

void lesson_text_faults(const Lesson *lesson, FaultFound *found, void *arg) {
    Finder finder = {lesson, found, arg};
    if (!lesson->has_title)
        say(&finder, 1, "no title: begin the file with a docstring whose first line is one");
    for (size_t i = 0; i < lesson->n_faults; i++)
        found(lesson->faults[i].line, lesson->faults[i].what.s, arg);
    for (size_t i = 0; i < lesson->n_questions; i++) {
        const Question *question = &lesson->questions[i];
        if (question->kind == QUESTION_CHOICE) check_choice(&finder, question);
        if (question->kind == QUESTION_GOAL) check_goal(&finder, question);
        if (question->kind == QUESTION_ORDER) check_order(&finder, question);
        if (!question->line)
            say(&finder, question->at, "no statement follows this question: put it above one");
    }
    for (size_t i = 0; i < lesson->n_notes; i++)
        if (!lesson->notes[i].line)
            say(&finder, 0, "the note at the end belongs to no statement: put it above one");
}

// --- a run ---------------------------------------------------------------------------------------

// Was any task ever called that?
static bool is_task(History *history, StrView name) {
    const Log *log = history_log(history);
    for (uint64_t seq = history_first(history); seq < history_count(history); seq++) {
        const Event *ev = log_event(log, seq);
        if (ev->kind == EV_TASK_CREATED &&
            view_same(log_string(log, ev->arg[TASK_CREATED_name]), name))
            return true;
        if (ev->kind == EV_TASK_RENAMED &&
            view_same(log_string(log, ev->arg[TASK_RENAMED_name]), name))
            return true;
    }
    return false;
}

enum { NAMES = 6 };

// The names that tasks have in the end, for somebody who looks for one.
static void add_names(Str *out, History *history) {
    const State *state = history_live(history);
    for (uint32_t id = 1; id <= state->n_tasks && id <= NAMES; id++) {
        StrView name = log_string(history_log(history), state_task(state, id)->name);
        str_addf(out, "%s%.*s", id > 1 ? ", " : "", STR_ARG(name));
    }
    if (state->n_tasks > NAMES) str_add(out, ", …");
    if (!state->n_tasks) str_add(out, "none");
}

static void check_name(const Finder *finder, History *history, unsigned line, StrView name) {
    Str names = {0};
    if (is_task(history, name)) return;
    add_names(&names, history);
    say(finder, line, "no task is ever called `%.*s`: use a name that a task has (%s)",
        STR_ARG(name), names.s);
    str_free(&names);
}

// Where a name has to say which task is meant, it must be the name of one.
static void check_single(const Finder *finder, History *history, const State *state, unsigned line,
                         StrView name) {
    unsigned tasks = 0;
    for (uint32_t id = 1; id <= state->n_tasks; id++)
        tasks += view_same(log_string(history_log(history), state_task(state, id)->name), name);
    if (tasks > 1)
        say(finder, line,
            "%u tasks are called `%.*s`, so the name does not say which of them is meant: give each a name of its own",
            tasks, STR_ARG(name));
}

static void check_names(const Finder *finder, History *history, unsigned line, StrView names) {
    for (StrView name; names_next(&names, &name);) {
        check_name(finder, history, line, name);
        check_single(finder, history, history_live(history), line, name);
    }
}

// What the question about a state names, without its quotes.
static StrView name_of_state(const Question *question) {
    StrView name = view(&question->text), rest = name, first;
    bool is_quoted = rest.len && strchr("\"'", rest.s[0]);
    return is_quoted && names_next(&rest, &first) ? first : name;
}

// A goal may ask for a task that is still to be made; then it says so.
static bool is_mentioned(const Question *goal, StrView name) {
    Str text = {0};
    str_add_bytes(&text, name.s, name.len);
    bool is = strstr(str_text(&goal->text), str_text(&text)) ||
              strstr(str_text(&goal->hints), str_text(&text));
    str_free(&text);
    return is;
}

static void check_name_in_goal(const Finder *finder, History *history, const Question *goal,
                               StrView name) {
    if (!is_mentioned(goal, name)) check_name(finder, history, goal->at, name);
    check_single(finder, history, history_live(history), goal->at, name);
}

static void check_names_of_goal(const Finder *finder, History *history, const Question *goal) {
    StrView rest = view(&goal->conditions), word, name;
    while (rest.len) {
        StrView line = take_line(&rest);
        if (!names_next(&line, &word) || !view_is(word, "finished")) continue;
        if (names_next(&line, &name)) check_name_in_goal(finder, history, goal, name);
        if (names_next(&line, &word) && names_next(&line, &name))
            check_name_in_goal(finder, history, goal, name);
    }
}

static void check_note(const Finder *finder, History *history, const Note *note) {
    static const char *const tags[] = {"each", "after"};
    if (!note->line) return;
    if (lesson_first_moment(finder->lesson, history, note->line, note->last_line) == HISTORY_NONE) {
        say(finder, note->line,
            "this line never runs in the loop's thread, so its note is never told: put the note on a line that does (for `else:` and `finally:` the first of the body; lines that other threads run are not seen)");
        return;
    }
    if (!note->task.len || is_task(history, view(&note->task))) return;
    const char *meant = near_word(view(&note->task), tags, 2);
    if (meant)
        say(finder, note->line,
            "no task is ever called `%s`, so the note is never told: did you mean [%s]?",
            str_text(&note->task), meant);
    else check_name(finder, history, note->line, view(&note->task));
}

// Does any task begin a step behind this position?
static bool has_step(History *history, uint64_t from) {
    for (uint64_t seq = from; seq < history_count(history); seq++) {
        uint16_t kind = log_event(history_log(history), seq)->kind;
        if (kind == EV_STEP_BEGAN || kind == EV_EAGER_STEP_BEGAN) return true;
    }
    return false;
}

static bool never_ends(const Lesson *lesson) {
    return strcmp(str_text(&lesson->ends), "deadlock") == 0;
}

static void check_decision(const Finder *finder, History *history, const Question *question,
                           const Decision *decision) {
    StrView ended = view(&decision->answer);
    if (question->kind == QUESTION_STATE)
        check_single(finder, history, history_at(history, decision->position), question->at,
                     name_of_state(question));
    if (question->kind == QUESTION_ORDER && names_count(ended) < names_count(view(&question->text)))
        say(finder, question->at,
            "not all of these tasks come to their end (only %s): name those that do",
            ended.len ? ended.s : "none");
}

static void check_answer(const Finder *finder, History *history, const Question *question,
                         uint64_t asked, bool is_virtual) {
    Decision decision = {0};
    if (question->kind == QUESTION_NEXT && !has_step(history, asked))
        say(finder, question->at,
            "no task runs after this line, so `next` has no answer: ask it earlier");
    else if (question->kind == QUESTION_TIME && never_ends(finder->lesson))
        say(finder, question->at,
            "the program never ends, so `time` has no answer: ask something else");
    else if (question_decide(question, history, asked, is_virtual, &decision))
        check_decision(finder, history, question, &decision);
    else
        say(finder, question->at,
            "the answer to this question never comes: ask it where the run decides it");
    str_free(&decision.answer);
}

static void check_question(const Finder *finder, History *history, size_t number, bool is_virtual) {
    const Question *question = &finder->lesson->questions[number];
    uint64_t asked = question_place(finder->lesson, history, number);
    if (question->kind == QUESTION_ORDER)
        check_names(finder, history, question->at, view(&question->text));
    else if (question->kind == QUESTION_STATE)
        check_name(finder, history, question->at, name_of_state(question));
    if (!question->line) return;
    if (asked == HISTORY_NONE)
        say(finder, question->at,
            "line %u never runs in the loop's thread, so this question is never asked: put it above a line that does (lines that other threads run are not seen)",
            question->line);
    else check_answer(finder, history, question, asked, is_virtual);
}

static void check_goal_in_run(const Finder *finder, History *history, const Question *goal,
                              bool is_virtual) {
    Str why = {0};
    check_names_of_goal(finder, history, goal);
    bool is_learnt_so = is_virtual != finder->lesson->is_real; // on the clock that learners have
    if (is_learnt_so && goal->conditions.len && goal_judge(goal, history, is_virtual, &why))
        say(finder, goal->at,
            "the program meets this goal as it is, so there is nothing to change: make a condition stricter");
    str_free(&why);
}

void lesson_run_faults(const Lesson *lesson, History *history, bool is_virtual, FaultFound *found,
                       void *arg) {
    Finder finder = {lesson, found, arg};
    for (size_t i = 0; i < lesson->n_notes; i++) check_note(&finder, history, &lesson->notes[i]);
    for (size_t i = 0; i < lesson->n_questions; i++) {
        if (lesson->questions[i].kind == QUESTION_GOAL)
            check_goal_in_run(&finder, history, &lesson->questions[i], is_virtual);
        else check_question(&finder, history, i, is_virtual);
    }
}
