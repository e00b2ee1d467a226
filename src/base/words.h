// What is said to the user, in the user's language where there is a catalogue for it. English is what the code is written in and what the catalogue's
// messages are found by; src/messages.pot holds them all (`make messages`).
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

// Marks text in a table, which is looked up where it is shown.
#define N_(text) text

// Catalogues are in this folder, as LANGUAGE/LC_MESSAGES/aioscope.mo (GNU gettext). Before it is called, and where there is none, everything is English.
void words_begin(const char *folder);

// The translation of a message or of a format, else the text itself. Lives as long as the program.
const char *words(const char *english) __attribute__((format_arg(1)));

#endif
