// The key table (keymap.def) as functions: from keys to actions and back.
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include "base/str.h"
#include "ui/keys.h"

typedef enum Mode {
    MODE_WATCH = 1,   // the program is looked at, and a pane without keys of its own has the focus
    MODE_TASKS = 2,   // the tasks pane has the focus
    MODE_INTRO = 4,   // the lesson's introduction is open
    MODE_INSPECT = 8, // the inspector is open
    MODE_MENU = 16,   // the list of lessons
    MODE_HELP = 32,
    MODE_LINE = 64,             // a command is being typed
    MODE_STDIN = 128,           // a line for the program's stdin is being typed
    MODE_QUESTION = 512,        // a lesson's question waits for an answer
    MODE_SURE = 256,            // a question waits for yes or no
    MODE_TIMELINE = 1024,       // the timeline has the focus
    MODE_TROUBLE = 2048,        // the trouble pane has
    MODE_WHY = 4096,            // why a task waits is told
    MODE_BLACK = 8192,          // the screen is black
    MODE_SOURCE = 16384,        // the source has the focus
    MODE_OUTPUT = 32768,        // the output has
    MODE_WAITS = 65536,         // who waits for whom has
    MODE_VERDICT = 1 << 20,     // what became of an answer is shown
    MODE_END = 1 << 21,         // the box at the end of a lesson is open
    MODE_FIND_LESSON = 1 << 24, // a lesson's number, or words in it, are being typed
    MODE_REPORT = 1 << 25,      // the learner's progress lies over the list of lessons
    MODE_CODE = 1 << 26,        // a line of the program is being edited
} Mode;
#define BOXED (MODE_VERDICT | MODE_END)
#define WATCHING                                                                                   \
    (BOXED | MODE_WATCH | MODE_SOURCE | MODE_TASKS | MODE_TIMELINE | MODE_OUTPUT | MODE_WAITS |    \
     MODE_TROUBLE | MODE_INTRO | MODE_INSPECT | MODE_WHY)
#define BUT(MODES) (WATCHING & ~(unsigned)(MODES)) // WATCHING, but not these

// The headings of the help, in its order.
typedef enum KeyGroup {
    GROUP_LOOP,
    GROUP_TASK,
    GROUP_LOOK,
    GROUP_SOURCE,
    GROUP_TASKS,
    GROUP_TIMELINE,
    GROUP_OUTPUT,
    GROUP_WAITS,
    GROUP_TROUBLE,
    GROUP_LESSON,
    GROUP_PROGRAM,
    GROUP_LESSONS,
    KEY_GROUPS
} KeyGroup;
const char *key_group_title(KeyGroup group); // in English: pass it to words()

// What is true at the moment, as far as it makes a key worth a hint or not: a sum of these.
typedef enum Now {
    NOW_AT_END = 1,   // the run is over, and the cursor stands at its end
    NOW_AT_START = 2, // before the first event
    NOW_PLAYING = 4,
    NOW_RUNNING = 8,         // the program goes by itself, farther than the cursor asks
    NOW_PROGRAM = 16,        // there is a program, which can run again: this is no recording
    NOW_EDITABLE = 32,       // its file can be edited
    NOW_LIST = 64,           // the list of lessons is behind this
    NOW_HINT_LEFT = 128,     // the lesson asks for a change, and has a hint that was not shown yet
    NOW_ANSWERED = 256,      // an answer of this run was judged
    NOW_BREAKS = 512,        // breakpoints are set
    NOW_TROUBLE = 1024,      // there was some so far
    NOW_ZOOMED = 2048,       // one pane has the whole screen
    NOW_ONE_FILE = 4096,     // of source
    NOW_LESSON = 8192,       // a lesson, which has an end of its own
    NOW_LAST_LESSON = 16384, // no other one comes after it
    NOW_TYPED = 32768,       // the answer is typed: there is nothing to choose
} Now;

typedef enum Action {
    ACT_NONE,
#define KEY(ID, ...) ACT_##ID,
#include "ui/keymap.def"
    ACTIONS
} Action;

typedef struct KeyRow {
    Action action;
    const char *keys; // names, separated by blanks
    unsigned modes;
    KeyGroup group;
    int weight;
    const char *hint, *help;
} KeyRow;

// A row of the table; `action` from ACT_NONE + 1 to ACTIONS - 1.
const KeyRow *keymap_row(Action action);

// What a key does in a mode; ACT_NONE: nothing.
Action keymap_find(Mode mode, Key key);

// The keys of a row: call with *keys = row->keys until K_NONE comes back.
Key keymap_next_key(const char **keys);

// The keys of a row as people read them: "→ l".
void keymap_show(Str *out, const KeyRow *row, bool ascii);

// The actions whose hints fit into `width` cells in this mode, as they are to stand beside each
// other, into `out` (room for ACTIONS). `now` is a sum of NOW_…. Each takes the cells of its key, a
// blank, its word and two blanks.
size_t keymap_hints(Mode mode, unsigned now, int width, bool ascii, Action *out);
// One hint's key and word, "" where it has none.
void keymap_hint(Action action, Mode mode, unsigned now, bool ascii, Str *key, const char **word);

#endif
