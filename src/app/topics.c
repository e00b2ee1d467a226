#include "app/topics.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static Topic *find(Topic *topics, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(topics[i].name, name) == 0) return &topics[i];
    return NULL;
}

static int weakest_first(const void *a, const void *b) {
    const Topic *one = a, *other = b;
    unsigned all_one = one->right + one->wrong, all_other = other->right + other->wrong;
    if (!all_one != !all_other) return all_one ? -1 : 1;
    unsigned weak_one = one->wrong * all_other,
             weak_other = other->wrong * all_one; // one share compared with the other
    if (weak_one != weak_other) return weak_one > weak_other ? -1 : 1;
    if (one->wrong != other->wrong) return one->wrong > other->wrong ? -1 : 1;
    return strcmp(one->name, other->name);
}

Topic *topics_of(const Deck *deck, size_t *count) {
    Topic *topics = NULL;
    size_t cap = 0;
    *count = 0;
    for (size_t i = 0; i < deck->count; i++) {
        const Card *card = &deck->cards[i];
        const char *name = str_text(&card->lesson.topic);
        Topic *topic = find(topics, *count, name);
        if (!topic) {
            topics = mem_grow(topics, &cap, *count + 1, sizeof *topics);
            topic = &topics[(*count)++];
            *topic = (Topic){.name = name};
        }
        topic->cards++;
        topic->right += card->progress.known;
        topic->wrong += card->progress.missed;
        topic->due += card->progress.due;
    }
    if (topics) qsort(topics, *count, sizeof *topics, weakest_first);
    return topics;
}
