// `aioscope progress`: what is done and due, lesson by lesson, and the cards of the interview by
// topic.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/commands.h"
#include "app/learner.h"
#include "app/lesson_list.h"
#include "app/topics.h"
#include "base/text.h"
#include "base/words.h"
#include "export/json.h"

typedef struct Listing {
    bool is_first;
} Listing;

static void json_lesson(const char *key, int64_t at, void *arg) {
    Listing *listing = arg;
    printf("%s{\"lesson\":", listing->is_first ? "" : ",");
    json_string(stdout, view_of(key));
    printf(",\"done_at\":%" PRId64 "}", at);
    listing->is_first = false;
}

static void json_answer(const char *key, unsigned question, const char *given, const char *answer, bool is_right, int64_t at, void *arg) {
    Listing *listing = arg;
    printf("%s{\"lesson\":", listing->is_first ? "" : ",");
    json_string(stdout, view_of(key));
    printf(",\"question\":%u,\"given\":", question + 1);
    json_string(stdout, view_of(given));
    fputs(",\"answer\":", stdout);
    json_string(stdout, view_of(answer));
    printf(",\"right\":%s,\"at\":%" PRId64 "}", is_right ? "true" : "false", at);
    listing->is_first = false;
}

static void json_topics(const Deck *deck) {
    size_t count;
    Topic *topics = topics_of(deck, &count);
    for (size_t i = 0; i < count; i++) {
        printf("%s{\"topic\":", i ? "," : "");
        json_string(stdout, view_of(topics[i].name));
        printf(",\"cards\":%u,\"right\":%u,\"wrong\":%u,\"due\":%u}", topics[i].cards,
               topics[i].right, topics[i].wrong, topics[i].due);
    }
    free(topics);
}

static void print_json(Progress *progress, const Deck *deck) {
    ProgressTotals totals = progress_totals(progress, learner_now());
    printf("{\"done\":%u,\"right\":%u,\"wrong\":%u,\"due\":%u,\"lessons\":[", totals.done, totals.right, totals.wrong, totals.due);
    progress_lessons(progress, json_lesson, &(Listing){true});
    fputs("],\"answers\":[", stdout);
    progress_answers(progress, json_answer, &(Listing){true});
    printf("],\"questions\":{\"right\":%u,\"wrong\":%u},\"topics\":[", totals.known, totals.missed);
    json_topics(deck);
    puts("]}");
}

static void put_padded(FILE *out, const char *text, int cells) {
    Str clean = {0};
    text_clean_said(&clean, view_of(text));
    int pad = cells - text_cells((StrView){clean.s, clean.len});
    fprintf(out, "%s%*s", clean.s, pad > 0 ? pad : 0, "");
    str_free(&clean);
}

static void print_lesson(Progress *progress, const LessonEntry *entry, FILE *out) {
    Str key = {0};
    learner_key(&key, str_text(&entry->path));
    LessonProgress of = progress_of(progress, key.s, learner_now());
    if (of.is_done || of.right || of.wrong) {
        fprintf(out, "  %u.%-3u ", entry->chapter, entry->number);
        put_padded(out, str_text(&entry->title), 40);
        fputs(of.is_done ? " done" : " begun", out);
        if (of.known + of.missed) fprintf(out, ", %u of %u right", of.known, of.known + of.missed);
        if (of.due) fprintf(out, ", %u due", of.due);
        fputc('\n', out);
    }
    str_free(&key);
}

static void print_lessons(Progress *progress, const Catalogue *catalogue, FILE *out) {
    ProgressTotals totals = progress_totals(progress, learner_now());
    unsigned answered = totals.known + totals.missed;
    if (answered)
        fprintf(
            out,
            words(
                "%u of %zu lessons done; %u of %u questions right at the last answer; %u due again\n"),
            totals.done, catalogue->count, totals.known, answered, totals.due);
    else
        fprintf(out, words("%u of %zu lessons done; no question answered yet\n"), totals.done,
                catalogue->count);
    for (size_t i = 0; i < catalogue->count; i++)
        print_lesson(progress, &catalogue->entries[i], out);
}

static void print_topics(const Deck *deck, FILE *out) {
    size_t count;
    Topic *topics = topics_of(deck, &count);
    unsigned answered = 0;
    for (size_t i = 0; i < count; i++) answered += topics[i].right + topics[i].wrong;
    fputc('\n', out);
    if (answered)
        fprintf(out, words("Interview: %u of %zu cards answered; the weakest topics first:\n"),
                answered, deck->count);
    else
        fprintf(out, words("Interview: none of its %zu cards answered yet (aioscope interview)\n"),
                deck->count);
    if (answered)
        fprintf(out, "  %-14s %6s %6s %6s %6s\n", "", words("right"), words("wrong"), words("new"),
                words("due"));
    for (size_t i = 0; i < count && answered; i++) {
        const Topic *topic = &topics[i];
        fputs("  ", out);
        put_padded(out, topic->name, 14);
        fprintf(out, " %6u %6u %6u %6u\n", topic->right, topic->wrong,
                topic->cards - topic->right - topic->wrong, topic->due);
    }
    free(topics);
}

// The cards are left out where they cannot be read.
void progress_report(Progress *progress, const Catalogue *catalogue, FILE *out) {
    Err no_cards;
    Deck deck = {0};
    print_lessons(progress, catalogue, out);
    if (deck_load(&deck, &(DeckWish){0}, progress, &no_cards)) print_topics(&deck, out);
    deck_free(&deck);
}

static int print_text(Progress *progress) {
    Err err = {""};
    Catalogue catalogue = {0};
    if (!lesson_list_load(&catalogue, &err)) return command_fail(&err, EXIT_FAILED);
    progress_report(progress, &catalogue, stdout);
    catalogue_free(&catalogue);
    return 0;
}

static int print(Progress *progress, bool json) {
    Err no_cards;
    Deck deck = {0};
    if (!json) return print_text(progress);
    deck_load(&deck, &(DeckWish){0}, progress, &no_cards);
    print_json(progress, &deck);
    deck_free(&deck);
    return 0;
}

int command_progress(const Options *options) {
    Err err = {""};
    Str notice = {0};
    Progress *progress = learner_open(&notice);
    int status = 0;
    if (notice.len) command_say(notice.s);
    if (!progress) status = EXIT_FAILED;
    else if (options->clear) {
        if (!progress_clear(progress, &err)) status = command_fail(&err, EXIT_FAILED);
    } else {
        status = print(progress, options->json);
    }
    progress_close(progress);
    str_free(&notice);
    return status;
}
