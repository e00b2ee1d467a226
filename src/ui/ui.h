// The screen: a pure picture of a history at a cursor, and keys turned into actions. It never talks to the engine: what a key wants is
// handed to the app as a UiWish, and the app tells the ui what arrived.
#ifndef UI_UI_H
#define UI_UI_H

#include "base/err.h"
#include "base/str.h"
#include "explain/condition.h"
#include "history/history.h"
#include "lesson/catalogue.h"
#include "lesson/question.h"

typedef struct Ui Ui;

typedef enum UiTheme { UI_THEME_NEUTRAL, UI_THEME_LIGHT, UI_THEME_DARK } UiTheme;

typedef struct UiOptions {
    bool ascii;    // --ascii, or the locale's codeset is not UTF-8
    bool color;    // false: NO_COLOR or --color never
    bool mouse;
    bool present; // begin in the mode for a room
    UiTheme theme;
} UiOptions;

// Take the terminal (stdin and stdout must be one). Errors: no terminal, TERM unknown or dumb; the terminal is then as it was.
// Handlers for crashes that give the terminal back are installed here; SIGTERM and the like are the app's.
Ui *ui_new(const UiOptions *options, Err *err);
void ui_free(Ui *ui); // gives the terminal back; NULL is fine

// The descriptor to poll for keys: a private one, not stdin.
int ui_input_fd(const Ui *ui);

// For the app's signal handlers: SIGWINCH; before and after a stop (the app raises SIGSTOP between the two).
void ui_resize(Ui *ui);
void ui_suspend(Ui *ui);
void ui_resume(Ui *ui);

// How the panes were left, as text for the next session, and back again; what is not understood is passed over.
void ui_keep_ways(const Ui *ui, Str *out);
void ui_recall_ways(Ui *ui, StrView text);

// --- what is shown -------------------------------------------------------------------------------

// Where the program stands, for the header and the hint line; the app sets it before a frame.
typedef enum UiRun {
    UI_RUN_REPLAY,   // a recording: no program
    UI_RUN_HELD,     // the engine waits for a grant
    UI_RUN_GOING,    // it runs towards the end of a grant, or freely
    UI_RUN_READING,  // it waits for a line on stdin
    UI_RUN_ENDED,    // the engine's process is gone
} UiRun;

typedef struct UiLessonMark {
    bool is_done;
    bool is_begun; // a question of it was answered
    unsigned due;  // questions
} UiLessonMark;

// A lesson's question that waits for an answer.
typedef struct UiQuestion {
    const Question *question;
    const Choices *choices;  // none: the answer is typed
    bool is_preparing;       // what can be chosen is not known yet
} UiQuestion;

// What became of an answer.
typedef enum UiVerdictKind {
    UI_VERDICT_RIGHT,
    UI_VERDICT_WRONG,
    UI_VERDICT_SKIPPED,
    UI_VERDICT_NEVER, // the run never decided it
} UiVerdictKind;
typedef struct UiVerdict {
    const Question *question;
    UiVerdictKind how;
    const char *text; // both answers, in words
    uint64_t decided; // position just after the event that decides; HISTORY_NONE: nothing does
    uint64_t reason;  // the event that says why; HISTORY_NONE: there is none
} UiVerdict;
#define UI_VERDICTS 4

// The end of a lesson: the run is over, and the cursor stands there.
typedef struct UiLessonEnd {
    const char *failure; // why the program has failed, "" if it has not
    const char
        *goals;     // Markdown: what is solved, and what is not; "" where the lesson has no goals
    bool is_solved; // all of them; also where there are none
    unsigned hints, all_hints; // asked for, and there are
    const char *next;          // the lesson after this one, "" for none
    bool is_open;              // it stands in a box over the panes
} UiLessonEnd;

// What CPython's tokenizer says of a line of source: characters `from` to `to` of it, counted from 0. In the order of the source.
typedef enum SourceKind { SOURCE_KEYWORD, SOURCE_AWAIT, SOURCE_STRING, SOURCE_NUMBER, SOURCE_COMMENT } SourceKind;
typedef struct SourceRun {
    unsigned line, from, to;
    SourceKind kind;
} SourceRun;

typedef struct UiHighlight { // of a source
    SourceRun *runs; // NULL: not known
    size_t count;
    size_t same;     // the source, by the log's number, whose runs are these as well
} UiHighlight;

// Beside the scene's own history: another one, on the same clock.
typedef struct UiPair {
    const Lesson *noted; // as the scene's
    History *history;
    uint64_t cursor, run_number;
    const char *title;
    uint64_t now;     // ns: the clock of both
    bool has_moved;   // the last step was in this one
} UiPair;

typedef struct UiScene {
    History *history;     // borrowed; NULL: the lesson menu
    const Lesson *lesson; // borrowed, NULL: none
    const Lesson *noted;  // borrowed: whose notes are not shown in the source: the lesson, or that
                          // which a recording is of; NULL: none
    bool is_edited;       // what runs is not the lesson as it was opened
    uint64_t run_number;  // another one for each run of a program and each recording
    const char *title;    // "2.3 Two sleeps, one second" or the script's name
    uint64_t cursor;      // position, as in history_at
    const UiQuestion *question; // NULL: none is open
    const UiVerdict *verdict;   // in a box of its own, until it is closed; NULL: none
    const UiVerdict *verdicts;  // of all that is decided at this moment, for the story
    size_t n_verdicts;
    const UiLessonEnd *lesson_end; // NULL: the cursor is not at the end of a lesson
    unsigned n_questions, n_asked; // of the lesson without its goals; those asked up to the cursor
    bool is_answered;              // an answer was judged: A goes to what decided it
    bool has_list;                 // the list of lessons is behind this
    bool can_edit;                 // the program's file
    bool is_unfolded;              // every told event is a step, and nothing is hidden
    bool is_live;         // the cursor follows the newest event
    bool is_virtual;      // the clock
    bool is_playing;
    double speed;
    uint64_t play_t;      // ns: the clock shown while playing between two events (≥ the cursor's time); 0: the cursor's time
    uint64_t play_left, play_whole; // real ns until the next event while playing, and from the last one to it; 0: not playing
    uint64_t running_ns;  // real ns the program has been running without an event; 0: not running. For the blocked loop
    UiRun run;
    uint32_t reading_task; // UI_RUN_READING: who
    const Condition *breaks; // breakpoints
    size_t n_breaks;
    bool is_looking;       // something is looked for, which esc ends
    const char *notice;    // one line for the user (damage, why a grant ended), NULL: none
    const UiHighlight *highlights; // of the log's sources
    size_t n_highlights;
    const UiPair *pair;    // NULL: there is one program
    // The menu
    const Catalogue *catalogue;
    const UiLessonMark *marks; // of its lessons; NULL: none
    unsigned cards_due;        // of the interview's questions
    const char *report;        // the learner's progress, in lines; NULL: none is kept
} UiScene;

// The lesson that is chosen in the menu: its index in the catalogue.
void ui_choose_lesson(Ui *ui, size_t lesson);

// Draw the scene: one frame, one write. False: the terminal has not taken all of it yet, so draw again soon.
bool ui_draw(Ui *ui, const UiScene *scene);

// --- what the user wants -------------------------------------------------------------------------
// Movement within history is the app's as well (it knows whether the engine must go further), so a key is one wish.
typedef enum UiWishKind {
    WISH_NOTHING, // handled inside (focus, scrolling, help), redraw
    WISH_NEXT,    // →   the next thing that happens
    WISH_BACK,    // ←
    WISH_ITERATION,
    WISH_ITERATION_BACK, // i I   `seq`: the loop, 0: any
    WISH_TIMER,
    WISH_TIMER_BACK, // t T   likewise
    WISH_OUTPUT,
    WISH_OUTPUT_BACK, // o O
    WISH_TASK_STEP,
    WISH_TASK_STEP_BACK, // s S   `task`: the selected one, 0: whichever runs
    WISH_LINE,
    WISH_LINE_BACK, // n N   likewise
    WISH_PLAY,      // space
    WISH_SPEED,     // `speed`
    WISH_START,
    WISH_END,       // g G
    WISH_GOTO,      // `seq`: position
    WISH_GOTO_TIME, // `seq`: ns
    WISH_FIND,
    WISH_FIND_BACK,   // / .  ,  `text`: what to look for (a Condition), NULL: the same again
    WISH_BREAK,       // b   `text`: set a breakpoint there, or take it away
    WISH_CONTINUE,    // c
    WISH_ANSWER,      // of the open question: `text`; NULL: it is skipped
    WISH_DECIDE,      // A   to the moment that decides what was answered last
    WISH_FOLD,        // F   fold or unfold
    WISH_HINT,        // u   for a lesson's goal
    WISH_CLOSE_BOX,   // the verdict, or the box at the end of a lesson
    WISH_NEXT_LESSON, // the one after this one
    WISH_MARK,
    WISH_GOTO_MARK,  // m '   `seq`: which, UI_MARK_LETTER
    WISH_STOP,       // esc while a grant runs or playing
    WISH_EXPORT,     // x   `text`: the file
    WISH_RESET,      // :reset: the lesson as it came
    WISH_RESTART,    // r
    WISH_EDIT,       // e
    WISH_EDIT_LINE,  // E   `seq`: the line, 0: none in particular; `file`: of the log's sources,
                     // from 1, 0: the program's own. With `by`: so many lines from
                     //     the one being edited. The app answers with ui_edit_line
    WISH_WRITE_LINE, // `seq`: the line, `text`: what it is to be
    WISH_INTERRUPT,  // ^C
    WISH_KILL,       // K
    WISH_INPUT,      // a line for stdin: `text` with its newline; text NULL: end of input
    WISH_LESSON,     // open the lesson: `seq` is its index in the catalogue
    WISH_MENU,       // back to the menu
    WISH_INTERVIEW,  // from the menu
    WISH_QUIT,
} UiWishKind;

// Bookmarks are letters: 0 … 25 small ones, 26 … 51 capital.
#define UI_MARK_LETTER(place) ((place) < 26 ? 'a' + (int)(place) : 'A' + (int)(place) - 26)

typedef struct UiWish {
    UiWishKind kind;
    uint32_t task;
    uint64_t seq;
    double speed;
    const char *text; // until the next call
    size_t file;
    int by;
} UiWish;

// Take one key that is there; false: no more keys. Call until false.
bool ui_next_wish(Ui *ui, const UiScene *scene, UiWish *wish);

// A line of the program to be changed in the last row of the screen.
typedef struct UiEditedLine {
    unsigned number;
    StrView text;
    const char *file; // its name
    bool is_own;      // the file is the user's own, and not a copy: they are asked first, once
} UiEditedLine;
void ui_edit_line(Ui *ui, const UiEditedLine *line);

// Keys taken so far, for the test marker (AIOSCOPE_TEST_SYNC=1 makes ui_draw end each frame with OSC 5522;<frames>;<keys>;<settled> BEL;
// the app says whether anything is still on its way).
void ui_set_settled(Ui *ui, bool settled);

#endif
