#include "lesson/verdict.h"

#include <string.h>

#include "base/words.h"

static bool is_one(const QuestionOption *option, const char *text) {
    return strcmp(str_text(&option->text), text) == 0;
}

bool verdict_is_myth(const Question *question) {
    if (question->kind != QUESTION_CHOICE || question->n_options != 2) return false;
    const QuestionOption *one = &question->options[0], *other = &question->options[1];
    return (is_one(one, "myth") && is_one(other, "fact")) ||
           (is_one(one, "fact") && is_one(other, "myth"));
}

static const char *myth_or_fact(const char *which) {
    return strcmp(which, "myth") == 0 ? words("it's a myth") : words("it's a fact");
}

static void add_given(Str *out, const Question *question, const char *given) {
    if (verdict_is_myth(question)) str_addf(out, words("You said %s. "), myth_or_fact(given));
    else if (question->kind == QUESTION_TIME) str_addf(out, words("You said %s s. "), given);
    else str_addf(out, words("You said \"%s\". "), given);
}

static void add_answer(Str *out, const Question *question, const char *answer) {
    switch (question->kind) {
    case QUESTION_NEXT: str_addf(out, words("What ran next: %s."), answer); break;
    case QUESTION_OUTPUT:
        if (strcmp(answer, "nothing more") == 0) str_add(out, words("It printed nothing more."));
        else str_addf(out, words("It printed \"%s\"."), answer);
        break;
    case QUESTION_STATE: str_addf(out, words("Its state was \"%s\"."), answer); break;
    case QUESTION_TIME: str_addf(out, words("It took %s s."), answer); break;
    case QUESTION_ORDER: str_addf(out, words("They finished in this order: %s."), answer); break;
    case QUESTION_CHOICE:
        if (!verdict_is_myth(question)) str_addf(out, words("The answer is: %s."), answer);
        else
            str_add(out,
                    strcmp(answer, "myth") == 0 ? words("It's a myth.") : words("It's a fact."));
        break;
    case QUESTION_GOAL: break;
    }
}

void verdict_words(Str *out, const Question *question, const char *given, const char *answer,
                   bool is_right) {
    if (*given && !is_right) add_given(out, question, given);
    add_answer(out, question, answer);
}
