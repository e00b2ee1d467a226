// What is said to the user, in the user's language where there is a catalogue for it. English is what the code is written in and what the catalogue's
// messages are found by; src/messages.pot holds them all (`make messages`).
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stddef.h>

#include "base/str.h"

// Marks text in a table, which is looked up where it is shown.
#define N_(text) text

// Catalogues are in this folder, as LANGUAGE/LC_MESSAGES/aioscope.mo (GNU gettext). Before it is called, and where there is none, everything is English.
void words_begin(const char *folder);

// The translation of a message or of a format, else the text itself. Lives as long as the program.
const char *words(const char *english) __attribute__((format_arg(1)));

// The form that a language has for so many: in English `one` for 1, else `many`. Both are literals,
// and `many` names all the arguments.
const char *words_n(const char *one, const char *many, unsigned long count)
    __attribute__((format_arg(2)));

// Append a list: "A", "A and B", "A, B and C".
void words_list(Str *out, const Str *items, size_t count);

#endif
