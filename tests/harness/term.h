// A program on a terminal of ours: a pseudo-terminal whose bytes libvterm turns into cells. Nothing here sleeps: every wait reads what
// the program writes until something is true of the screen, or until a deadline far beyond any honest delay.
#ifndef HARNESS_TERM_H
#define HARNESS_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/str.h"

typedef struct Term Term;

#define TERM_PATIENCE_MS 20000

// Start `argv` on a terminal of that size. Its environment is TERM, PATH, LC_ALL, TZ, HOME, XDG_STATE_HOME, the sanitizers' options and
// AIOSCOPE_TEST_SYNC=1, which makes the viewer tell after each frame how many keys it has taken and whether anything is still on its way;
// `env` ("NAME=VALUE", NULL at the end, or NULL) is added and wins.
Term *term_start(int rows, int cols, const char *const *env, const char *const *argv);

// The short form: the viewer with these arguments.
#define term_viewer(rows, cols, ...) \
    term_start(rows, cols, NULL, (const char *const[]){place_viewer(), __VA_ARGS__, NULL})

// End it, however it stands, and whatever it started.
void term_stop(Term *term);

// --- keys ----------------------------------------------------------------------------------------
// One key: a character, or left right up down home end pgup pgdn enter tab esc backspace delete, or
// ^c and the like.
void term_key(Term *term, const char *key);
void term_type(Term *term, const char *text); // each character as a key
// Bytes as they are, which the program will count as so many keys.
void term_send(Term *term, const char *bytes, size_t len, unsigned keys);

// --- waiting: false when it did not come true in time; the screen as it stands is then on stderr -
typedef bool TermTest(Term *term, void *arg);
bool term_wait(Term *term, TermTest *test, void *arg);
bool term_wait_text(Term *term, const char *text); // somewhere on the screen
bool term_wait_no_text(Term *term, const char *text);
// All keys sent so far are taken and drawn, the size is the terminal's, and nothing is on its way.
bool term_wait_settled(Term *term);
// The same, but the program under watch may still be going.
bool term_wait_drawn(Term *term);
// The program has ended; *status as from waitpid.
bool term_wait_exit(Term *term, int *status);
bool term_wait_stopped(Term *term); // by a stop signal, as Ctrl-Z sends

// Several terminals at once: take what any of them has written, waiting at most so long for it; and
// how things stand with one of them at this moment, without waiting.
void term_read_any(Term *const *terms, size_t count, int ms);
bool term_is_settled(Term *term);

// One key, and all that comes of it; and the frame that shows it, where what it sets going goes on.
bool term_press(Term *term, const char *key);
bool term_press_all(Term *term, const char *keys); // one after the other, split at blanks
bool term_tap(Term *term, const char *key);

// --- the rest of a terminal ----------------------------------------------------------------------
void term_resize(Term *term, int rows, int cols);
void term_stall(Term *term, int ms); // take nothing for so long, as after ^S
void term_hang_up(Term *term); // the terminal goes away
int term_rows(const Term *term);
int term_cols(const Term *term);
pid_t term_pid(const Term *term);
// A process that it started whose name begins so; 0: there is none.
pid_t term_child(const Term *term, const char *name);
// Is the terminal as it was before the program started: the tty's modes, the first screen, a visible cursor, no mouse, no paste?
// If not, what differs is on stderr.
bool term_is_restored(Term *term);
bool term_mode(const Term *term, int mode); // is this DEC private mode on?
// Did the program ever write these bytes?
bool term_wrote(const Term *term, const char *bytes, size_t len);
size_t term_written(const Term *term); // bytes so far

// --- the picture ---------------------------------------------------------------------------------
typedef struct TermCell {
    unsigned chars[6]; // code points, 0 behind the last; a blank is ' '
    int width;         // 2: a wide glyph, whose right half is the next cell with width 0
    bool bold, underline, reverse;
    int fg, bg;        // the palette's index, -1: the default, or 0x1000000 | rgb
} TermCell;
TermCell term_cell(Term *term, int row, int col);

// One row, or all of them each ended by a newline, without the blanks at their ends. The caller frees what was appended to.
void term_row(Term *term, int row, Str *out);
void term_text(Term *term, Str *out);

// Rows with their numbers, then the runs of every style other than the plain one: what a golden file holds.
void term_snapshot(Term *term, Str *out);

// Does the snapshot equal tests/screens/NAME.txt? With UPDATE=1 in the environment the file is written instead. If it does not, the first
// differing lines are on stderr, and the picture is in the build folder as NAME.actual.txt and NAME.svg.
bool term_is_golden(Term *term, const char *name);

// The picture as SVG.
void term_svg(Term *term, Str *out);

// Does this text stand in one of the rows?
bool term_shows(Term *term, const char *text);

// The screen on stderr.
void term_show(Term *term);

#endif
