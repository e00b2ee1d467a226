// The told story as plain text, one line an event, for pipes, screen readers and small terminals.
#ifndef EXPORT_TEXT_H
#define EXPORT_TEXT_H

#include <stdio.h>

#include "history/history.h"
#include "lesson/lesson.h"

typedef struct Teller {
    History *history;     // borrowed
    const Lesson *lesson; // borrowed, NULL: none
    FILE *out;
    bool ascii;
    uint64_t told;        // told events up to here are written
} Teller;

// Write what begins the story (a lesson's title and introduction), then each told event that the history has and was not written yet.
void teller_begin(Teller *teller);
void teller_catch_up(Teller *teller);

#endif
