// The cards of the interview: the files of lessons/interview and lessons/myths, what the learner
// made of each, and the order in which they are dealt.
#ifndef APP_DECK_H
#define APP_DECK_H

#include "app/learner.h"
#include "lesson/lesson.h"

typedef struct Card {
    Str path, key;
    Lesson lesson;
    LessonProgress progress;
    unsigned deck;  // the folder
    unsigned rank;  // due first, then never answered, then missed, then known
    unsigned topic; // its place among the topics
    unsigned turn;  // among the cards of its rank and topic
} Card;

typedef struct Deck {
    Card *cards; // in the order in which they are dealt: one of each topic, then the next of each,
                 // the decks in turn
    size_t count, cap;
} Deck;

// Which cards. {0}: all of them.
typedef struct DeckWish {
    const char *topic; // NULL: any
    unsigned level;    // 0: any
    bool is_missed;    // only those whose last answer was wrong
} DeckWish;

// Errors: there is no folder of lessons, or no card has that topic and level. A deck without a card
// that was missed is none: it is empty.
bool deck_load(Deck *deck, const DeckWish *wish, Progress *progress, Err *err);
void deck_free(Deck *deck);

#endif
