// How things look, by meaning: panes say INK_WARN, never a colour number. A theme turns an ink into a colour and attributes that the
// terminal has; where there are no colours, or eight, everything is still told apart by its shape. Glyphs stand here too, each with
// an ASCII form. Nothing here knows curses.
#ifndef UI_THEME_H
#define UI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/ui.h"

#define TASK_INKS 6

typedef enum Ink {
    INK_TEXT,    // the terminal's own
    INK_FAINT,   // borders, empty places: seen only when looked for
    INK_DIM,     // less important words
    INK_TITLE,
    INK_ACCENT,  // where it happens now: the live line, the lit phase
    INK_GOOD,
    INK_BAD,
    INK_WARN,
    INK_KEYWORD, // Python
    INK_AWAIT,   // the words async and await, which this program is about
    INK_STRING,
    INK_NUMBER,
    INK_COMMENT,
    INK_CODE,    // a word of code in prose
    INK_TASK,    // … INK_TASK + TASK_INKS - 1: one for each task
    INKS = INK_TASK + TASK_INKS
} Ink;

// An ink, with MARK_… added.
typedef uint16_t Style;
#define MARK_BOLD      0x100u
#define MARK_DIM       0x200u
#define MARK_REVERSE   0x400u
#define MARK_UNDERLINE 0x800u
#define MARK_ITALIC    0x1000u
#define STYLE_INK(style) ((Ink)((style) & 0xFFu))

// The colour a task keeps everywhere.
Style style_of_task(uint32_t task);
// The style of a state's symbol and word.
Style style_of_state(unsigned task_state);

typedef struct Look {
    short color;    // a number of the palette with `colors` entries; -1: the terminal's own
    uint16_t marks; // MARK_…
} Look;

// `colors`: what the terminal has: 0 (or NO_COLOR), 8, 256.
Look theme_look(UiTheme theme, int colors, Style style);

typedef enum Glyph {
    GLYPH_CREATED,
    GLYPH_READY,
    GLYPH_RUNNING,
    GLYPH_WAITING,
    GLYPH_FINISHED,
    GLYPH_FAILED,
    GLYPH_CANCELLED,
    GLYPH_DESTROYED,
    GLYPH_LIVE,  // ▶ the live line, what runs now
    GLYPH_BREAK, // ◆ a breakpoint
    GLYPH_HOLE,  // ⋮ between this line of source and the one above others are not shown
    GLYPH_ARROW, // → between phases
    GLYPH_TURN,  // │ the end of this turn in the ready queue
    GLYPH_BAR,
    GLYPH_BAR_REST, // a countdown
    GLYPH_RAN,
    GLYPH_QUEUED,
    GLYPH_SLEPT,
    GLYPH_HELD_UP,
    GLYPH_BLOCKED, // timeline
    GLYPH_TICK,    // on the time axis
    GLYPH_CURSOR,  // the moment shown, on the timeline
    GLYPH_PAUSED,
    GLYPH_PLAYING,
    GLYPH_ENDED,
    GLYPH_MORE, // … cut here
    GLYPH_BULLET,
    GLYPH_NONE, // – nothing there
    GLYPH_NOTE, // beside what the lesson says
    GLYPH_UP,
    GLYPH_DOWN,
    GLYPH_LEFT,
    GLYPH_RIGHT, // names of keys
    GLYPH_UPDOWN,
    GLYPH_ENTER,
    GLYPH_TIMES,  // 2×
    GLYPH_MARGIN, // │ between a task's name and its output
    GLYPH_DOT,    // · between things in a row
    GLYPH_OPEN,
    GLYPH_CLOSED, // a row that stands for others: they are shown below it, they are not
    GLYPH_FREE,
    GLYPH_TAKEN, // a permit, a place in a queue
    GLYPH_BRANCH,
    GLYPH_LAST,
    GLYPH_TRUNK,  // of a tree
    GLYPH_CIRCLE, // back to where a row above is
    GLYPH_ABOVE,
    GLYPH_BELOW, // there is more there
    GLYPHS
} Glyph;

const char *theme_glyph(Glyph glyph, bool ascii);
Glyph glyph_of_state(unsigned task_state);

// Lines of frames: `arms` is a sum of the directions that meet in a cell; ARM_HEAVY(direction) is
// added where that arm is part of the frame with the focus, which is drawn heavy: it is told from
// the others without colour too.
enum { ARM_UP = 1, ARM_RIGHT = 2, ARM_DOWN = 4, ARM_LEFT = 8 };
#define ARM_HEAVY(arms) ((arms) << 4)
const char *theme_line(unsigned arms, bool ascii);

#endif
