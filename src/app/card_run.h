// The run of a card's program: what it answers, what can be chosen, and what it printed.
#ifndef APP_CARD_RUN_H
#define APP_CARD_RUN_H

#include "app/deck.h"
#include "app/options.h"
#include "lesson/question.h"

typedef struct CardRun {
    Choices choices;
    Decision decision;
    Str source, output;
    size_t decides; // the line of the output that was asked for, from 0; SIZE_MAX: none
} CardRun;

// Run it to its end. Errors: no engine, the program did not get as far as the question or its
// answer.
bool card_run(CardRun *run, const Card *card, const Options *options, Err *err);
void card_run_free(CardRun *run); // {0} is fine

#endif
