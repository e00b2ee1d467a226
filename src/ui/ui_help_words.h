// What the help explains besides the keys: the signs on the screen, and the words of asyncio and of
// its loop.
#ifndef UI_UI_HELP_WORDS_H
#define UI_UI_HELP_WORDS_H

#include "base/str.h"
#include "ui/theme.h"

#define SIGN_GLYPHS 4

typedef struct HelpSign {
    const char *form; // the glyphs are put for its %s, one after the other
    Glyph glyphs[SIGN_GLYPHS];
    int count;           // of glyphs
    const char *meaning; // in English: pass it to words()
} HelpSign;

typedef struct HelpWord {
    const char *word, *meaning; // in English: pass them to words()
} HelpWord;

// The i-th, from 0; NULL: there are no more.
const HelpSign *help_sign(size_t i);
const HelpWord *help_word(size_t i);

// A sign as it stands on the screen.
void help_sign_show(Str *out, const HelpSign *sign, bool ascii);

#endif
