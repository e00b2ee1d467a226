// The interview as text: asked where somebody can answer, else told with its answers.
#include "app/interview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/plain.h"
#include "base/text.h"
#include "base/words.h"

enum { WIDTH = 80, LEAST_WIDTH = 20 };

static int page_width(void) {
    struct winsize size;
    bool is_terminal = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= LEAST_WIDTH;
    return is_terminal && size.ws_col < WIDTH ? size.ws_col : WIDTH;
}

static void print_asked(const UiCard *card, bool ascii) {
    Rich page = {0};
    rich_paragraph(&page);
    rich_addf(&page, INK_DIM, "%zu of %zu", card->number, card->count);
    rich_gap(&page);
    card_fill_statement(&page, card, ascii);
    rich_gap(&page);
    card_fill_program(&page, card, false, ascii);
    rich_gap(&page);
    card_fill_question(&page, card, true, ascii);
    interview_print(&page, page_width(), ascii);
    rich_free(&page);
}

static void print_verdict(const UiCard *card, bool ascii) {
    enum { OUTPUT_LINES = 20 };
    Rich page = {0};
    rich_paragraph(&page);
    card_fill_verdict(&page, card, OUTPUT_LINES, ascii);
    rich_paragraph(&page);
    interview_print(&page, page_width(), ascii);
    rich_free(&page);
}

typedef enum Came { CAME_ANSWER, CAME_UNKNOWN, CAME_END } Came;

// One line. CAME_END: the input is over, or the learner has had enough.
static Came read_line(Str *line) {
    char *bytes = NULL;
    size_t cap = 0;
    ssize_t len = getline(&bytes, &cap, stdin);
    bool is_over = len < 0;
    while (len > 0 && strchr("\r\n \t", bytes[len - 1])) bytes[--len] = '\0';
    str_clear(line);
    if (len > 0) str_add(line, bytes);
    free(bytes);
    if (is_over || strcmp(str_text(line), "q") == 0) return CAME_END;
    return line->len ? CAME_ANSWER : CAME_UNKNOWN;
}

// What is no answer is refused, and asked for again.
static Came read_answer(const UiCard *card, Str *given) {
    Str line = {0}, keys = {0}, why = {0};
    const Question *question = &card->lesson->questions[0];
    Came came;
    card_keys(&keys, card);
    for (bool again = true; again;) {
        if (keys.len) printf(words("Your answer (%s; enter: I don't know; q: quit):"), keys.s);
        else if (question->kind == QUESTION_TIME)
            printf("%s", words("Your answer in seconds (enter: I don't know; q: quit):"));
        else printf("%s", words("Your answer (enter: I don't know; q: quit):"));
        putchar(' ');
        fflush(stdout);
        came = read_line(&line);
        bool is_fine = came != CAME_ANSWER ||
                       question_take(question, card->choices, view_of(line.s), given, &why);
        if (!is_fine) {
            text_put(stdout, str_text(&why));
            putchar('\n');
        }
        again = !is_fine;
    }
    str_free(&line);
    str_free(&keys);
    str_free(&why);
    return came;
}

// What was typed while the program ran was typed before there was a question.
static void drop_typed(void) {
    tcflush(STDIN_FILENO, TCIFLUSH);
}

// False: no more are wanted.
static bool ask(Interview *interview, size_t at, const CardRun *run, bool asks, bool ascii) {
    Err err = {""};
    Str given = {0};
    UiCard card = interview_card(interview, at, run);
    card.typed = NULL;
    if (asks) drop_typed();
    print_asked(&card, ascii);
    double begin = interview_now();
    Came came = asks ? read_answer(&card, &given) : CAME_UNKNOWN;
    if (came == CAME_END) {
        putchar('\n');
        str_free(&given);
        return false;
    }
    if (!asks) {
        card.is_answered = card.is_told = true;
        card.decision = &run->decision;
    } else if (!interview_answer(interview, at, &card, run, came == CAME_ANSWER ? given.s : NULL,
                                 interview_now() - begin, &err)) {
        command_say(err.msg);
    }
    print_verdict(&card, ascii);
    str_free(&given);
    return true;
}

static void refuse(const Card *card, const Err *err) {
    Str text = {0};
    str_addf(&text, "%s: this card cannot be asked: %s", card->path.s, err->msg);
    command_say(text.s);
    str_free(&text);
}

int interview_as_text(Interview *interview, bool asks) {
    bool goes_on = true, ascii = plain_is_ascii(interview->options);
    for (size_t i = 0; i < interview->count && goes_on; i++) {
        Err err = {""};
        CardRun run = {0};
        const Card *card = &interview->deck->cards[i];
        if (card_run(&run, card, interview->options, &err))
            goes_on = ask(interview, i, &run, asks, ascii);
        else refuse(card, &err);
        card_run_free(&run);
    }
    if (!interview->asked) return 0;
    Rich page = {0};
    interview_summary(interview, &page);
    interview_print(&page, page_width(), ascii);
    rich_free(&page);
    return 0;
}
