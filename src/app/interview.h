// An interview: cards asked one after the other, on the screen or as text, and what came of it.
#ifndef APP_INTERVIEW_H
#define APP_INTERVIEW_H

#include "app/card_run.h"
#include "app/deck.h"
#include "app/options.h"
#include "ui/card.h"

typedef struct Interview {
    const Options *options;
    const Deck *deck;
    size_t count;       // cards to deal
    Progress *progress; // NULL: nothing is kept
    bool is_from_menu;  // who leaves comes back to the list of lessons
    unsigned asked, right;
    bool *missed; // of each card of the deck
} Interview;

// Both return the exit status.
int interview_on_screen(Interview *interview);
int interview_as_text(Interview *interview, bool asks);

// What is drawn of a card before it is answered. `run` NULL: its program has not been run yet.
UiCard interview_card(const Interview *interview, size_t at, const CardRun *run);

// Judge an answer (NULL: not known) that took so many seconds, keep it, and add it to the card.
// False + err: it is judged, and could not be kept.
bool interview_answer(Interview *interview, size_t at, UiCard *card, const CardRun *run,
                      const char *given, double seconds, Err *err);

// How it went, as a page.
void interview_summary(const Interview *interview, Rich *page);
// The page on stdout, without colours.
void interview_print(Rich *page, int width, bool ascii);

double interview_now(void); // seconds of a clock that only goes forward

#endif
