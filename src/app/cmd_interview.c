// `aioscope interview`: cards from the decks, one after the other; each is answered by a program,
// which is run for it.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/errand.h"
#include "app/interview.h"
#include "app/plain.h"
#include "base/mem.h"
#include "base/words.h"

#define DEALT 10u // cards, unless --count says otherwise; of what was missed all

static bool is_number(const char *text, double least, double most) {
    char *end;
    double value = strtod(text, &end);
    return end != text && !*end && value >= least && value <= most;
}

static bool check_options(const Options *options, Err *err) {
    if (options->level && !is_number(options->level, 1, 3))
        return err_set(err, "--level %s: choose 1, 2 or 3", options->level);
    if (options->count && !is_number(options->count, 1, 1000))
        return err_set(err, "--count %s: choose a number from 1 to 1000", options->count);
    if (options->seconds && !is_number(options->seconds, 1, 3600))
        return err_set(err, "--time %s: choose from 1 to 3600 seconds", options->seconds);
    return true;
}

static size_t cards_to_deal(const Options *options, const Deck *deck) {
    size_t count = options->missed ? deck->count : DEALT;
    if (options->count) count = strtoul(options->count, NULL, 10);
    return count < deck->count ? count : deck->count;
}

static int deal(const Options *options, const Deck *deck, Progress *progress) {
    Interview interview = {.options = options,
                           .deck = deck,
                           .count = cards_to_deal(options, deck),
                           .progress = progress,
                           .is_from_menu = getenv(ERRAND_VARIABLE) != NULL};
    unsetenv(ERRAND_VARIABLE); // nothing that we start comes from the list
    interview.missed = mem_new((deck->count + 1) * sizeof *interview.missed);
    bool asks = isatty(STDIN_FILENO);
    int status = asks && !plain_is_wanted(options) ? interview_on_screen(&interview)
                                                   : interview_as_text(&interview, asks);
    free(interview.missed);
    return status;
}

int command_interview(const Options *options) {
    Err err = {""};
    if (!check_options(options, &err)) return command_fail(&err, EXIT_USAGE);
    Str notice = {0};
    Deck deck = {0};
    DeckWish wish = {.topic = options->topic,
                     .level = options->level ? (unsigned)atoi(options->level) : 0,
                     .is_missed = options->missed};
    Progress *progress = learner_open(&notice);
    if (notice.len) command_say(notice.s);
    int status = 0;
    if (!deck_load(&deck, &wish, progress, &err)) status = command_fail(&err, EXIT_USAGE);
    else if (!deck.count)
        puts(words("Nothing to go over: no card was answered wrong the last time."));
    else status = deal(options, &deck, progress);
    str_free(&notice);
    deck_free(&deck);
    progress_close(progress);
    return status;
}
