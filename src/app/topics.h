// The cards of the interview by topic, and how the learner stands in each.
#ifndef APP_TOPICS_H
#define APP_TOPICS_H

#include "app/deck.h"

typedef struct Topic {
    const char *name; // borrowed from the deck; "" for cards without one
    unsigned cards;
    unsigned right, wrong; // by the last answer to each card; the rest was never answered
    unsigned due;
} Topic;

// The weakest first: by the share of wrong answers; topics without an answer come last, by name.
// The caller frees it. NULL: there are no cards.
Topic *topics_of(const Deck *deck, size_t *count);

#endif
