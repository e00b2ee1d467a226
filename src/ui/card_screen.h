// The interview's screen: a header, what is shown, and the keys that do something now. It takes the
// terminal as the viewer does, and draws one thing at a time.
#ifndef UI_CARD_SCREEN_H
#define UI_CARD_SCREEN_H

#include "ui/card.h"

typedef struct CardScreen CardScreen;

// Errors: as ui_new. There can be one at a time, and no Ui beside it.
CardScreen *card_screen_new(const UiOptions *options, Err *err);
void card_screen_free(CardScreen *screen); // gives the terminal back; NULL is fine

int card_screen_fd(const CardScreen *screen);       // to poll for keys
bool card_screen_key(CardScreen *screen, Key *key); // one that is there; false: none is

// A key of a line that is being typed: a character, backspace, or ^U; others change nothing.
void card_screen_type(Str *typed, Key key);

void card_screen_resize(CardScreen *screen);
void card_screen_suspend(CardScreen *screen);
void card_screen_resume(CardScreen *screen);

typedef struct CardHint {
    const char *key, *word;
} CardHint;

typedef struct CardFrame {
    const char *left, *right; // of the header
    const UiCard *card;       // NULL: `page` is shown
    Rich *page;
    int *scroll;           // of the card or the page; brought into its limits
    const char *refusal;   // what the last key should have been; "": it was right
    const CardHint *hints; // a last one with key NULL
    bool is_settled;       // for tests: it stays like this until the next key
} CardFrame;

// False: the terminal has not taken all of it yet, so draw again soon.
bool card_screen_draw(CardScreen *screen, const CardFrame *frame);

#endif
