#include "lesson/question.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "lesson/question_names.h"

size_t question_at(const Lesson *lesson, History *history, uint64_t n, size_t from) {
    for (size_t i = from; i < lesson->n_questions; i++) {
        const Question *question = &lesson->questions[i];
        if (question->kind == QUESTION_GOAL || !question->line) continue;
        if (lesson_is_moment(lesson, history, question->line, question->last_line, n)) return i;
    }
    return lesson->n_questions;
}

uint64_t question_place(const Lesson *lesson, History *history, size_t number) {
    const Question *question = &lesson->questions[number];
    if (!question->line) return HISTORY_NONE;
    return lesson_first_moment(lesson, history, question->line, question->last_line);
}

// --- in words ----------------------------------------------------------------------------------

void question_words(Str *out, const Question *question) {
    const char *text = str_text(&question->text);
    switch (question->kind) {
    case QUESTION_NEXT: str_add(out, words("What does the loop run next?")); break;
    case QUESTION_OUTPUT: str_add(out, words("What is printed next?")); break;
    case QUESTION_STATE:
        str_addf(out, words("What state is %s in once line %u has completed?"), text,
                 question->last_line);
        break;
    case QUESTION_TIME: str_add(out, words("How many seconds does the whole program take?")); break;
    case QUESTION_ORDER:
        str_addf(out, words("In which order do these tasks end: %s?"), text);
        break;
    case QUESTION_CHOICE:
    case QUESTION_GOAL: str_add(out, text); break;
    }
}

static bool is_option(const QuestionOption *option, const char *text) {
    return strcmp(str_text(&option->text), text) == 0;
}

bool question_is_myth(const Question *question) {
    if (question->kind != QUESTION_CHOICE || question->n_options != 2) return false;
    const QuestionOption *one = &question->options[0], *other = &question->options[1];
    return (is_option(one, "myth") && is_option(other, "fact")) ||
           (is_option(one, "fact") && is_option(other, "myth"));
}

static void add_given(Str *out, const Question *question, const char *given) {
    if (!question_is_myth(question)) str_addf(out, words("You said \"%s\"."), given);
    else if (strcmp(given, "myth") == 0) str_add(out, words("You said it's a myth."));
    else str_add(out, words("You said it's a fact."));
    str_add(out, " ");
}

// How the answer of each kind is said.
static void add_answer(Str *out, const Question *question, const char *answer) {
    switch (question->kind) {
    case QUESTION_NEXT:
        if (strcmp(answer, QUESTION_LOOP_WAITS) == 0)
            str_add(out, words("No task ran: the loop waited."));
        else if (strcmp(answer, QUESTION_ENDS) == 0)
            str_add(out, words("No task ran: the program ended."));
        else str_addf(out, words("\"%s\" ran next."), answer);
        break;
    case QUESTION_OUTPUT:
        if (strcmp(answer, QUESTION_NOTHING_MORE) == 0)
            str_add(out, words("It printed nothing more."));
        else str_addf(out, words("It printed \"%s\"."), answer);
        break;
    case QUESTION_STATE:
        str_addf(out, words("%s was \"%s\"."), str_text(&question->text), answer);
        break;
    case QUESTION_TIME: str_addf(out, words("The program took \"%s\" seconds."), answer); break;
    case QUESTION_ORDER: str_addf(out, words("They ended in the order \"%s\"."), answer); break;
    case QUESTION_CHOICE:
    case QUESTION_GOAL: str_addf(out, words("The right answer is \"%s\"."), answer); break;
    }
}

static void add_never(Str *out, const Question *question) {
    if (question->kind == QUESTION_STATE)
        str_addf(out, words("Line %u never completed in this run, so nothing is judged."),
                 question->last_line);
    else str_add(out, words("Not all of these tasks ended in this run, so nothing is judged."));
}

void question_verdict(Str *out, const Question *question, const char *given,
                      const Decision *decision) {
    const char *answer = str_text(&decision->answer);
    bool is_right = !decision->is_never && question_is_right(question, given, answer);
    if (given[0] && !is_right) add_given(out, question, given);
    if (decision->is_never) add_never(out, question);
    else if (question_is_myth(question))
        str_add(out, strcmp(answer, "myth") == 0 ? words("It's a myth.") : words("It's a fact."));
    else if (is_right && question->kind == QUESTION_CHOICE)
        str_addf(out, words("\"%s\" is the right answer."), answer);
    else add_answer(out, question, answer);
}

// --- an answer taken ---------------------------------------------------------------------------

// Seconds: "2", "2.0", "1,5 s". False: it is no number.
static bool read_seconds(const char *text, double *seconds) {
    Str plain = {0};
    str_add(&plain, text);
    for (size_t i = 0; i < plain.len; i++)
        if (plain.s[i] == ',') plain.s[i] = '.';
    char *end;
    *seconds = strtod(str_text(&plain), &end);
    bool is_number = end != str_text(&plain) && isfinite(*seconds) && *seconds >= 0;
    while (*end == ' ' || *end == 's') end++;
    is_number = is_number && !*end;
    str_free(&plain);
    return is_number;
}

static bool same_letters(StrView a, StrView b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (toupper((unsigned char)a.s[i]) != toupper((unsigned char)b.s[i])) return false;
    return true;
}

static bool holds_name(const Str *names, StrView wanted) {
    StrView rest = {str_text(names), names->len}, name;
    while (names_next(&rest, &name))
        if (view_same(name, wanted)) return true;
    return false;
}

static bool is_between_names(char c) {
    return c == ' ' || c == ',' || c == '\'' || c == '"';
}

// The longest of the names, of those that were not given yet, with which the text begins.
static bool name_at(StrView names, StrView typed, const Str *given, bool is_exact, StrView *found) {
    StrView name;
    bool is_found = false;
    while (names_next(&names, &name)) {
        if (name.len > typed.len || holds_name(given, name)) continue;
        StrView begins = {typed.s, name.len};
        bool ends = name.len == typed.len || is_between_names(typed.s[name.len]);
        bool fits = is_exact ? view_same(begins, name) : same_letters(begins, name);
        if (!ends || !fits || (is_found && name.len <= found->len)) continue;
        *found = name;
        is_found = true;
    }
    return is_found;
}

// "B, A" and "b a" are the order B A: each of the names once, as the question writes them.
static bool take_order(StrView names, StrView typed, Str *given) {
    StrView name;
    for (;;) {
        if (!typed.len) break;
        if (name_at(names, typed, given, true, &name) ||
            name_at(names, typed, given, false, &name)) {
            names_add_quoted(given, name);
            typed.s += name.len, typed.len -= name.len;
        } else if (is_between_names(typed.s[0])) {
            typed.s++, typed.len--;
        } else {
            return false;
        }
    }
    return names_count((StrView){str_text(given), given->len}) == names_count(names);
}

// A number counts before a text that looks like one.
static bool take_option(const Choices *choices, StrView typed, Str *given) {
    size_t chosen = choices->count;
    for (size_t i = 0; i < choices->count; i++)
        if (view_is(typed, str_text(&choices->options[i]))) chosen = i;
    for (size_t i = 0; i < choices->count; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i + 1);
        if (view_is(typed, number)) chosen = i;
    }
    if (chosen == choices->count) return false;
    str_add(given, str_text(&choices->options[chosen]));
    return true;
}

bool question_take(const Question *question, const Choices *choices, StrView typed, Str *given,
                   Str *why) {
    double seconds;
    while (typed.len && typed.s[0] == ' ') typed.s++, typed.len--;
    while (typed.len && typed.s[typed.len - 1] == ' ') typed.len--;
    str_clear(given);
    str_clear(why);
    if (choices->count) {
        if (take_option(choices, typed, given)) return true;
        str_addf(why, words("Choose a number from 1 to %zu."), choices->count);
    } else if (question->kind == QUESTION_TIME) {
        str_add_bytes(given, typed.s, typed.len);
        if (read_seconds(str_text(given), &seconds)) return true;
        str_add(why, words("Type a number of seconds, such as 1.5."));
    } else if (question->kind == QUESTION_ORDER) {
        if (take_order((StrView){str_text(&question->text), question->text.len}, typed, given))
            return true;
        str_addf(why, words("Type each of these names once, the first to end first: %s."),
                 str_text(&question->text));
    } else {
        str_add_bytes(given, typed.s, typed.len);
        if (given->len) return true;
        str_add(why, words("Type an answer."));
    }
    str_clear(given);
    return false;
}

// --- right? ------------------------------------------------------------------------------------

// As exact as the answer is written: tenths on the real clock, hundredths on the virtual one.
static bool is_same_time(const char *given, const char *answer) {
    double said, is;
    if (!read_seconds(given, &said) || !read_seconds(answer, &is)) return false;
    const char *point = strchr(answer, '.');
    double unit = pow(10, point ? -(double)strlen(point + 1) : 0);
    return fabs(said - is) < unit / 2 + 1e-6;
}

static bool is_same_order(const char *given, const char *answer) {
    Str taken = {0};
    bool is_same = take_order(view_of(answer), view_of(given), &taken);
    StrView one = {str_text(&taken), taken.len}, other = view_of(answer), a, b;
    while (is_same && names_next(&one, &a) && names_next(&other, &b)) is_same = view_same(a, b);
    str_free(&taken);
    return is_same;
}

bool question_is_right(const Question *question, const char *given, const char *answer) {
    if (question->kind == QUESTION_TIME) return is_same_time(given, answer);
    if (question->kind == QUESTION_ORDER) return is_same_order(given, answer);
    return strcmp(given, answer) == 0;
}
