#include "app/deck.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/paths.h"
#include "base/mem.h"

static const char *const folders[] = {"interview", "myths"};

// As a beginner meets them. A card may have one of its own, which then comes last.
static const char *const topics[] = {"loop",    "tasks", "futures", "errors",  "cancellation",
                                     "sharing", "io",    "threads", "practice"};
#define TOPICS (sizeof topics / sizeof *topics)

static unsigned place_of_topic(const char *topic) {
    unsigned place = 0;
    while (place < TOPICS && strcmp(topics[place], topic) != 0) place++;
    return place;
}

static unsigned rank_of(const LessonProgress *of) {
    enum { DUE, NEW, MISSED, KNOWN };
    if (of->due) return DUE;
    if (!of->known && !of->missed) return NEW;
    return of->missed ? MISSED : KNOWN;
}

static bool is_wanted(const Lesson *lesson, const DeckWish *wish) {
    if (lesson->n_questions != 1 || lesson->questions[0].kind == QUESTION_GOAL) return false;
    if (wish->topic && strcmp(wish->topic, str_text(&lesson->topic)) != 0) return false;
    return !wish->level || lesson->level == wish->level;
}

static void add_card(Deck *deck, const DeckWish *wish, Progress *progress, unsigned folder,
                     const char *path) {
    Err err;
    Card card = {.deck = folder};
    if (!lesson_load(&card.lesson, path, &err) || !is_wanted(&card.lesson, wish)) {
        lesson_free(&card.lesson);
        return;
    }
    str_add(&card.path, path);
    learner_key(&card.key, path);
    card.progress = progress_of(progress, card.key.s, learner_now());
    card.rank = rank_of(&card.progress);
    card.topic = place_of_topic(str_text(&card.lesson.topic));
    deck->cards = mem_grow(deck->cards, &deck->cap, deck->count + 1, sizeof *deck->cards);
    deck->cards[deck->count++] = card;
}

static int is_card(const struct dirent *entry) {
    size_t len = strlen(entry->d_name);
    return len > 3 && strcmp(entry->d_name + len - 3, ".py") == 0;
}

static void add_folder(Deck *deck, const DeckWish *wish, Progress *progress, unsigned number,
                       const char *lessons) {
    struct dirent **entries = NULL;
    Str folder = {0}, path = {0};
    str_addf(&folder, "%s/%s", lessons, folders[number]);
    int count = scandir(folder.s, &entries, is_card, alphasort);
    for (int i = 0; i < count; i++) {
        str_clear(&path);
        str_addf(&path, "%s/%s", folder.s, entries[i]->d_name);
        add_card(deck, wish, progress, number, path.s);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
    str_free(&folder);
    str_free(&path);
}

// --- dealing -------------------------------------------------------------------------------------

static bool is_same_row(const Card *a, const Card *b) {
    return a->rank == b->rank && a->topic == b->topic;
}

// Easy ones first, then as they are numbered.
static bool comes_before(const Card *a, const Card *b) {
    if (a->lesson.level != b->lesson.level) return a->lesson.level < b->lesson.level;
    return strcmp(a->path.s, b->path.s) < 0;
}

// Its place among the cards of its rank and topic, where those of the decks come in turn; every
// other topic begins with the other deck.
static unsigned place_in_row(const Deck *deck, const Card *card) {
    unsigned before = 0;
    for (size_t i = 0; i < deck->count; i++) {
        const Card *other = &deck->cards[i];
        before +=
            is_same_row(card, other) && other->deck == card->deck && comes_before(other, card);
    }
    return 2 * before + (card->deck + card->topic) % 2;
}

static void give_turns(Deck *deck) {
    unsigned *places = mem_new((deck->count + 1) * sizeof *places);
    for (size_t i = 0; i < deck->count; i++) places[i] = place_in_row(deck, &deck->cards[i]);
    for (size_t i = 0; i < deck->count; i++)
        for (size_t k = 0; k < deck->count; k++)
            deck->cards[i].turn +=
                is_same_row(&deck->cards[i], &deck->cards[k]) && places[k] < places[i];
    free(places);
}

static int as_dealt(const void *a, const void *b) {
    const Card *one = a, *two = b;
    if (one->rank != two->rank) return one->rank < two->rank ? -1 : 1;
    if (one->turn != two->turn) return one->turn < two->turn ? -1 : 1;
    if (one->topic != two->topic) return one->topic < two->topic ? -1 : 1;
    return strcmp(one->path.s, two->path.s);
}

static void card_free(Card *card) {
    str_free(&card->path);
    str_free(&card->key);
    lesson_free(&card->lesson);
}

static void keep_missed(Deck *deck) {
    size_t kept = 0;
    for (size_t i = 0; i < deck->count; i++) {
        if (deck->cards[i].progress.missed) deck->cards[kept++] = deck->cards[i];
        else card_free(&deck->cards[i]);
    }
    deck->count = kept;
}

bool deck_load(Deck *deck, const DeckWish *wish, Progress *progress, Err *err) {
    Str lessons = {0};
    if (!paths_lessons(&lessons, err)) return false;
    for (unsigned i = 0; i < sizeof folders / sizeof *folders; i++)
        add_folder(deck, wish, progress, i, lessons.s);
    str_free(&lessons);
    if (!deck->count) return err_set(err, "interview: no card has that topic and level");
    if (wish->is_missed) keep_missed(deck);
    give_turns(deck);
    if (deck->count) qsort(deck->cards, deck->count, sizeof *deck->cards, as_dealt);
    return true;
}

void deck_free(Deck *deck) {
    for (size_t i = 0; i < deck->count; i++) card_free(&deck->cards[i]);
    free(deck->cards);
    *deck = (Deck){0};
}
