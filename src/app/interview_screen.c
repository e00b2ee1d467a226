// The interview on the screen: one card at a time, its verdict where the question was.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/interview.h"
#include "app/look.h"
#include "base/words.h"
#include "ui/card_screen.h"

#define REDRAW_MS 40 // the terminal did not take the whole frame

typedef enum Turn { TURN_STAYS, TURN_ON, TURN_OVER } Turn;

typedef struct Show {
    Interview *interview;
    CardScreen *screen;
    size_t at;
    CardRun run;
    UiCard card;
    Str typed, given, refusal, left, right;
    double begin;
    int scroll;
    Rich summary;
    bool is_summary;
    int ended_by; // a signal; 0: none
} Show;

// --- drawing -------------------------------------------------------------------------------------

static bool is_typed(const Show *show) {
    return show->card.choices && !show->card.choices->count;
}

// While names are typed every letter is one of them.
static bool is_typing_letters(const Show *show) {
    return !show->is_summary && !show->card.is_answered && is_typed(show) &&
           show->card.lesson->questions[0].kind != QUESTION_TIME;
}

// Where the key that ends it leads to: from the lessons' list back to that, over the summary if
// there is one.
static const char *way_out(const Show *show) {
    if (!show->interview->is_from_menu) return show->is_summary ? N_("leave") : N_("quit");
    bool has_summary = !show->is_summary && show->interview->asked;
    return has_summary ? N_("how it went") : N_("back to the lessons");
}

static void hints_of(const Show *show, CardHint hints[5], const Str *keys) {
    size_t n = 0;
    if (show->is_summary) {
        hints[n++] = (CardHint){"enter", way_out(show)};
    } else if (!show->card.choices) {
        hints[n++] = (CardHint){"q", way_out(show)};
    } else if (show->card.is_answered) {
        hints[n++] = (CardHint){"enter", show->at + 1 < show->interview->count ? N_("next card")
                                                                               : N_("how it went")};
        hints[n++] = (CardHint){"v", N_("watch it run")};
        hints[n++] = (CardHint){"q", way_out(show)};
    } else if (is_typing_letters(show)) {
        hints[n++] = (CardHint){"enter", N_("answer (empty: I don't know)")};
        hints[n++] = (CardHint){"^C", way_out(show)};
    } else {
        if (keys->len) hints[n++] = (CardHint){keys->s, N_("answer")};
        hints[n++] = (CardHint){"enter", keys->len ? N_("I don't know")
                                                   : N_("answer (empty: I don't know)")};
        hints[n++] = (CardHint){"v", N_("watch it run")};
        hints[n++] = (CardHint){"q", way_out(show)};
    }
    hints[n] = (CardHint){NULL, NULL};
}

static void fill_header(Show *show) {
    static const char *const levels[] = {"", N_("easy"), N_("medium"), N_("hard")};
    const Lesson *lesson = show->card.lesson;
    str_clear(&show->left);
    str_clear(&show->right);
    str_add(&show->left, words("aioscope interview"));
    if (show->is_summary) return;
    if (lesson->topic.len) str_addf(&show->right, "%s  ", lesson->topic.s);
    if (lesson->level >= 1 && lesson->level <= 3)
        str_addf(&show->right, "%s  ", words(levels[lesson->level]));
    str_addf(&show->right, words("%zu of %zu"), show->card.number, show->card.count);
}

static bool draw(Show *show, bool is_settled) {
    CardHint hints[5];
    Str keys = {0};
    card_keys(&keys, &show->card);
    hints_of(show, hints, &keys);
    fill_header(show);
    show->card.typed = str_text(&show->typed);
    CardFrame frame = {.left = show->left.s,
                       .right = str_text(&show->right),
                       .card = show->is_summary ? NULL : &show->card,
                       .page = &show->summary,
                       .scroll = &show->scroll,
                       .refusal = str_text(&show->refusal),
                       .hints = hints,
                       .is_settled = is_settled};
    bool is_out = card_screen_draw(show->screen, &frame);
    str_free(&keys);
    return is_out;
}

// --- signals -------------------------------------------------------------------------------------

// The handler tells the loop below through a pipe. Signals are not blocked instead: the programs of
// the cards would have them blocked as well.
static int told_of[2] = {-1, -1};
static const int numbers[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT};
static struct sigaction before_us[sizeof numbers / sizeof *numbers];

static void on_signal(int number) {
    int kept = errno;
    unsigned char byte = (unsigned char)number;
    if (write(told_of[1], &byte, 1) < 0) {
    } // full: there is enough to do already
    errno = kept;
}

static void handle(int number, void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static bool begin_signals(Err *err) {
    if (pipe2(told_of, O_NONBLOCK | O_CLOEXEC) < 0)
        return err_set(err, "interview: %s", strerror(errno));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sigaction(numbers[i], NULL, &before_us[i]);
        handle(numbers[i], on_signal);
    }
    return true;
}

static void end_signals(void) {
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &before_us[i], NULL);
    close(told_of[0]);
    close(told_of[1]);
}

static void suspend(Show *show) {
    card_screen_suspend(show->screen);
    raise(SIGSTOP);
    card_screen_resume(show->screen);
}

// `has_screen`: it is ours at the moment, and not the viewer's.
static void take_signals(Show *show, bool has_screen) {
    unsigned char number;
    while (read(told_of[0], &number, 1) == 1) {
        if (number == SIGTERM || number == SIGHUP || number == SIGINT) show->ended_by = number;
        else if (has_screen && number == SIGTSTP) suspend(show);
        else if (has_screen) card_screen_resize(show->screen);
    }
}

// The next key, with all that was drawn before it. False: it is over: a signal, or the terminal is
// gone.
static bool wait_key(Show *show, Key *key) {
    for (bool is_drawn = false;;) {
        if (card_screen_key(show->screen, key)) return true;
        if (!is_drawn) is_drawn = draw(show, true);
        struct pollfd fds[] = {{.fd = card_screen_fd(show->screen), .events = POLLIN},
                               {.fd = told_of[0], .events = POLLIN}};
        if (poll(fds, 2, is_drawn ? -1 : REDRAW_MS) < 0 && errno != EINTR) return false;
        if (fds[1].revents) {
            take_signals(show, true);
            is_drawn = false;
        }
        if (show->ended_by) return false;
        if (fds[0].revents & (POLLHUP | POLLERR)) {
            show->ended_by = SIGHUP;
            return false;
        }
    }
}

// --- the program of a card in the viewer ---------------------------------------------------------

static void exec_viewer(const Show *show) {
    const char *args[LOOK_ARGUMENTS + 5] = {"aioscope", "learn"};
    size_t n = 2 + look_arguments(args + 2, show->interview->options);
    args[n++] = "--";
    args[n++] = show->interview->deck->cards[show->at].path.s;
    execv("/proc/self/exe", (char *const *)args);
    _exit(127);
}

// Keys that came while something else was on the screen were meant for that. False: they quit.
static bool drop_keys(Show *show) {
    Key key;
    bool stays = true;
    while (card_screen_key(show->screen, &key)) stays &= key != 'q' && key != K_CTRL_C;
    return stays;
}

// The terminal's stop is for both of us: the viewer gives the terminal back, and whoever started us
// waits for our process.
static void watch(Show *show) {
    int status = 0;
    card_screen_suspend(show->screen);
    fflush(NULL);
    handle(SIGTSTP, SIG_DFL);
    pid_t child = fork();
    if (child == 0) exec_viewer(show);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
        take_signals(show, false);
        if (show->ended_by) kill(child, SIGTERM);
    }
    handle(SIGTSTP, on_signal);
    card_screen_resume(show->screen);
    drop_keys(show); // also those that quit: they were for the viewer
    if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        str_add(&show->refusal, words("The viewer could not show it."));
}

// --- keys ----------------------------------------------------------------------------------------

// `given` NULL: not known.
static void answer(Show *show, const char *given) {
    Err err = {""};
    show->scroll = 0;
    if (!interview_answer(show->interview, show->at, &show->card, &show->run, given,
                          interview_now() - show->begin, &err))
        str_add(&show->refusal, err.msg);
}

// What is no answer is refused, with what is expected instead.
static void take_answer(Show *show, StrView typed) {
    const Question *question = &show->card.lesson->questions[0];
    if (question_take(question, show->card.choices, typed, &show->given, &show->refusal))
        answer(show, show->given.s);
}

static bool take_scroll(Show *show, Key key) {
    enum { PAGE = 8, FAR = 100000 };
    switch (key) {
    case K_UP: show->scroll--; return true;
    case K_DOWN: show->scroll++; return true;
    case K_PAGE_UP: show->scroll -= PAGE; return true;
    case K_PAGE_DOWN: show->scroll += PAGE; return true;
    case K_HOME: show->scroll = -FAR; return true;
    case K_END: show->scroll = FAR; return true;
    default: return false;
    }
}

// Seconds are of digits; names of anything.
static bool fits(const Show *show, Key key) {
    return is_typing_letters(show) || key > 127 || strchr("0123456789., s", (int)key);
}

static void take_typed(Show *show, Key key) {
    bool is_edit = key == K_BACKSPACE || key == K_CTRL_U;
    if (is_edit || (key >= ' ' && fits(show, key))) card_screen_type(&show->typed, key);
    else if (key == K_ENTER && !show->typed.len) answer(show, NULL);
    else take_answer(show, key == K_ENTER ? view_of(show->typed.s) : view_of("?"));
}

static void take_choice(Show *show, Key key) {
    char typed[2] = {key > ' ' && key < 127 ? (char)key : '?', '\0'};
    if (key == K_ENTER) answer(show, NULL);
    else take_answer(show, view_of(typed));
}

static Turn take_key(Show *show, Key key) {
    str_clear(&show->refusal);
    if (key == K_CTRL_C) return TURN_OVER;
    if (take_scroll(show, key)) return TURN_STAYS;
    if (key == 'q' && !is_typing_letters(show)) return TURN_OVER;
    if (key == 'v' && !is_typing_letters(show)) {
        watch(show);
    } else if (show->card.is_answered) {
        if (key == K_ENTER) return TURN_ON;
        str_add(&show->refusal, words("Press enter, v or q."));
    } else if (is_typed(show)) {
        take_typed(show, key);
    } else {
        take_choice(show, key);
    }
    return TURN_STAYS;
}

// --- from card to card ---------------------------------------------------------------------------

// False: no more are wanted. A card that cannot be run is passed over, with a word on the next.
static bool show_card(Show *show) {
    Err err = {""};
    show->scroll = 0;
    str_clear(&show->typed);
    show->card = interview_card(show->interview, show->at, NULL);
    draw(show, false);
    bool fine = card_run(&show->run, &show->interview->deck->cards[show->at],
                         show->interview->options, &err);
    if (!drop_keys(show)) return false;
    str_clear(&show->refusal);
    if (!fine) {
        str_addf(&show->refusal, "%s: %s.", str_text(&show->card.lesson->title), err.msg);
        return true;
    }
    show->card = interview_card(show->interview, show->at, &show->run);
    show->begin = interview_now();
    Turn turn = TURN_STAYS;
    for (Key key; turn == TURN_STAYS;)
        turn = wait_key(show, &key) ? take_key(show, key) : TURN_OVER;
    return turn == TURN_ON;
}

static void show_cards(Show *show) {
    bool goes_on = true;
    for (; show->at < show->interview->count && goes_on; show->at++) {
        goes_on = show_card(show);
        card_run_free(&show->run);
    }
}

static void show_summary(Show *show) {
    Key key;
    show->card = (UiCard){0};
    show->is_summary = true;
    show->scroll = 0;
    str_clear(&show->refusal);
    while (wait_key(show, &key) && key != K_ENTER && key != K_ESC && key != 'q' && key != K_CTRL_C)
        take_scroll(show, key);
}

static void show_free(Show *show) {
    Str *all[] = {&show->typed, &show->given, &show->refusal, &show->left, &show->right};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) str_free(all[i]);
    card_run_free(&show->run);
    rich_free(&show->summary);
}

int interview_on_screen(Interview *interview) {
    enum { WIDTH = 80 };
    Err err = {""};
    Show show = {.interview = interview};
    UiOptions look = look_of(interview->options);
    look.mouse = false; // so that text can be selected
    show.screen = card_screen_new(&look, &err);
    if (!show.screen) return command_fail(&err, EXIT_USAGE);
    if (!begin_signals(&err)) {
        card_screen_free(show.screen);
        return command_fail(&err, EXIT_FAILED);
    }
    show_cards(&show);
    if (interview->asked) {
        interview_summary(interview, &show.summary);
        if (!show.ended_by) show_summary(&show);
    }
    card_screen_free(show.screen);
    end_signals();
    // In a shell it stays in sight; the list of lessons takes the screen again.
    if (interview->asked && !interview->is_from_menu)
        interview_print(&show.summary, WIDTH, look.ascii);
    int status = show.ended_by ? 128 + show.ended_by : 0;
    show_free(&show);
    return status;
}
