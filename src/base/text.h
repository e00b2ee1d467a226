// Text as a terminal shows it: cells, not bytes. What comes from a script (names, output, source) goes through
// text_clean before it reaches a screen or a line of plain text.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/str.h"

// Append `text` made safe for a terminal: control characters as \x1b, \n, \t and so on, invalid UTF-8 as U+FFFD, zero-width
// joiners, variation selectors, bidi controls and characters without a known width as \u…; combining marks stay, at
// most 4 on one base. With `ascii`, every other non-ASCII character becomes \u… too.
void text_clean(Str *out, StrView text, bool ascii);

// The same for a line of source or output on a pane: a tab becomes blanks up to the next multiple of `tab` cells.
void text_clean_line(Str *out, StrView line, int tab, bool ascii);

// The same for a line on stdout or stderr with names or messages from outside in it. Which
// characters the locale knows does not matter there: what we say ourselves stays readable in all of
// them.
void text_clean_said(Str *out, StrView text);
void text_put(FILE *out, const char *text); // the same, written there

// Cells that cleaned UTF-8 text takes (glibc's wcwidth, the same that ncurses uses).
int text_cells(StrView text);

// The longest prefix of cleaned text that fits in `cells`: its length in bytes. Never half a character or half a wide glyph,
// never a base without its combining marks.
size_t text_fit(StrView text, int cells);

// One step of word wrap: how many bytes of `text` belong on a line `cells` wide, and in *skip how many blanks to drop before the next.
// Breaks at blanks; a word longer than the line is cut. At least one character, so that a loop ends.
size_t text_wrap(StrView text, int cells, size_t *skip);

// Does `text` hold `words`, whatever the case of ASCII letters?
bool text_has(StrView text, StrView words);

// Decode one character of `text`; returns its length in bytes (1 and U+FFFD where it is not UTF-8; 0 at the end).
size_t text_decode(StrView text, unsigned *character);

#endif
