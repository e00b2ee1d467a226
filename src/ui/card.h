// A card of the interview: what is claimed or asked, a program that settles it, the question about
// that program; then what became of the answer.
#ifndef UI_CARD_H
#define UI_CARD_H

#include "lesson/question.h"
#include "ui/keys.h"
#include "ui/rich.h"

typedef struct UiCard {
    const Lesson *lesson;   // its first question is asked; borrowed, as all below
    StrView source;         // of the program
    size_t number, count;   // 3 of 10
    const Choices *choices; // NULL: they are being found out; none: the answer is typed
    const char *typed;      // so far; NULL: it is typed elsewhere
    bool is_answered;
    const char *given;        // "": not known
    const Decision *decision; // the answer, once it is answered
    bool is_right, is_late;
    bool is_told;   // nobody was asked: the answer comes by itself
    StrView output; // what the program printed
    size_t decides; // the line of it that was asked for, from 0; SIZE_MAX: none
} UiCard;

// The parts, for a screen or for a page of text.
void card_fill_statement(Rich *rich, const UiCard *card, bool ascii);
void card_fill_question(Rich *rich, const UiCard *card, bool has_statement, bool ascii);
void card_fill_verdict(Rich *rich, const UiCard *card, size_t lines,
                       bool ascii); // of the output at most so many lines
// A row each line of the program, without what `learn` reads alone; returns the paragraph of the
// line that is asked about. `is_dense`: without blank lines.
size_t card_fill_program(Rich *rich, const UiCard *card, bool is_dense, bool ascii);

// What keys there are for the answer, in words: "1 or 2", "1 to 4"; "" where it is typed.
void card_keys(Str *out, const UiCard *card);

// Draw it between the header and the hints. Where the whole does not fit, rows of the program are
// left out: `scroll` of them more are above its first than there would be; it is brought into its
// limits. False: all of it is in sight.
bool card_draw(const Canvas *canvas, const UiCard *card, int *scroll, bool ascii);

#endif
