// The told story as plain text, one line an event, for pipes, screen readers and small terminals.
#ifndef EXPORT_TEXT_H
#define EXPORT_TEXT_H

#include <stdio.h>

#include "history/history.h"
#include "lesson/question.h"

// A question that was asked and is not decided yet.
typedef struct Asked {
    size_t number; // in lesson->questions
    uint64_t at;   // position
    Str given;     // what the listener said, "" if nobody was asked
} Asked;

// Ask the listener: the answer into `given`, or nothing.
typedef void TellerAsk(const Lesson *lesson, size_t number, Str *given, void *arg);

typedef struct Teller {
    History *history;     // borrowed
    const Lesson *lesson; // borrowed, NULL: none
    FILE *out;
    int width; // cells of the terminal, in which words are not broken; 0: each event is one line,
               // however long
    bool ascii;
    bool is_virtual;      // the clock of a lesson, for its questions
    TellerAsk *ask;       // NULL: nobody can be asked, and questions are told with their answers
    void *ask_arg;
    uint64_t told;        // told events up to here are written
    Asked *asked;         // in the order they were asked
    size_t n_asked, cap_asked;
} Teller;

// Write what begins the story (a lesson's title and introduction), then each told event that the history has and was not written yet.
void teller_begin(Teller *teller);
void teller_catch_up(Teller *teller);

// The run is over: a lesson's goals are judged. What the teller owns is freed.
void teller_end(Teller *teller);

#endif
