// What is on the screen: a lesson, a script or a recording, with the cursor in its history, where the cursor is bound, and how the
// engine follows. No terminal and no event loop here: the viewer calls in with wishes, news and the time.
#ifndef APP_STAGE_H
#define APP_STAGE_H

#include "app/goal.h"
#include "app/highlight.h"
#include "app/launch.h"
#include "app/pair.h"
#include "app/player.h"
#include "app/program.h"
#include "app/quiz.h"
#include "app/replay_file.h"

#define STAGE_BREAKS 16
#define STAGE_MARKS 52 // a … z, A … Z

// The lesson that a recording or a script is, known by its source.
typedef struct NotedLesson {
    Lesson lesson;
    bool is_one, is_sought; // it is one; its source has been looked at
} NotedLesson;

typedef struct Stage {
    const Options *options; // borrowed
    Str title, path;        // path: of the lesson or recording as it was opened
    Condition wanted;       // what `/` looks for
    Condition breaks[STAGE_BREAKS]; // where the program and the cursor stop
    size_t n_breaks;
    uint64_t watched;       // events before this number were compared with the breakpoints
    uint64_t marks[STAGE_MARKS]; // bookmarks: position + 1, 0 where there is none
    Str notice;             // one line for the user, "" for none
    bool is_session_told;   // that the session is not kept
    Lesson lesson;
    bool has_lesson;
    NotedLesson noted[2];     // that of the program, and of the one beside it
    Str number, lesson_title; // of the lesson as it was opened
    Str ran;                  // the file that runs, as it was when the run began
    bool is_edited; // what runs is not the lesson as it was opened: its questions are not asked
                    // again
    bool is_changed_here;                  // the learner has changed a lesson file of their own
    Str line_file, line_before, line_tail; // of the line being edited: its file, how it was, and
                                           // the note behind it that is not shown
    bool is_line_of_copy;
    Quiz quiz;              // its questions
    bool plays_on;          // it played when a question or a verdict came, and will again
    uint64_t looked;        // events before this number were looked at for a loop that is stuck
    Str next_lesson;        // the lesson after this one, "" for none
    Progress *learned;      // borrowed, NULL: nothing is kept
    Str key;                // what the lesson is called there
    Launch launch;
    ReplayFile recording;
    uint64_t run_number;    // counts programs started and recordings opened
    History *history;       // NULL: nothing is on the stage
    Program program;        // of a recording: none
    bool has_program;
    int script_stdin;       // what a script reads, -1: the input pane
    uint64_t cursor;
    bool is_unfolded;       // every told event is a step
    bool is_live;           // the cursor stays at the newest event
    bool has_lines;         // the engine was asked for lines
    Goal goal;              // where the last key wants to go and is not yet
    bool is_looking;        // … and there is recorded history to look at for it
    bool is_rehearsing;     // a question waits for the rehearsal
    Str progress;           // one line about a long piece of work
    Highlighter highlighter;
    bool is_highlighting;
    Player player;
    Pair pair;              // of `compare`: stage->history is its first
    Str pair_title;
    UiPair shown_pair;
} Stage;

void stage_init(Stage *stage, const Options *options, Progress *progress);
void stage_close(Stage *stage); // ends its program; the stage is empty again

// Open; on failure the stage is empty. number: "2.3", "" for a lesson without one.
bool stage_open_lesson(Stage *stage, const char *path, const char *number, Err *err);
bool stage_open_script(Stage *stage, int stdin_fd, Err *err);
bool stage_open_recording(Stage *stage, const char *path, Err *err);

// Two recordings or scripts, which are run to their ends first.
bool stage_open_pair(Stage *stage, Err *err);

// Run the program again from its start.
bool stage_restart(Stage *stage, Err *err);

// stage_edit.c: the program is changed.
// The file that `e` edits: the program's own, or a copy of one of our lessons in the user's state
// folder, made if it is not there. Errors: a recording or a module has none.
typedef struct EditedFile {
    Str path; // the caller's
    bool is_copy;
} EditedFile;
bool stage_file_to_edit(Stage *stage, EditedFile *file, Err *err);

// Has that file other contents than what runs? Then the next run is of it, and the caller restarts.
// `is_here`: it was changed here, by whoever looks at it, and not by an author in another terminal,
// who wants to see the questions again.
bool stage_adopt_changes(Stage *stage, bool is_here);

// The file of a lesson that is run again when it is saved elsewhere. False: there is none.
bool stage_file_to_watch(const Stage *stage, Str *path);

// Put the copy aside: the next run is of the lesson as it came. `told`: what to say of it. Errors:
// there is none; it cannot be moved.
bool stage_reset_lesson(Stage *stage, Str *told, Err *err);

// The line that a WISH_EDIT_LINE means, for ui_edit_line; its texts live until the next call.
// Errors: there is nothing to edit.
bool stage_line_to_edit(Stage *stage, const UiWish *wish, UiEditedLine *edited, Err *err);

// Write the line read last into its file. Errors: it is another line by now; the file cannot be
// written.
bool stage_write_line(Stage *stage, unsigned line, const char *text, Err *err);

// A run begins: what it is of, and what it is called.
void stage_note_file(Stage *stage);

// A wish that moves, plays or speaks to the program. Others are the viewer's. `now` in real ns, here and below.
void stage_wish(Stage *stage, const UiWish *wish, uint64_t now);

// Take what the engine has sent and go on from there; true: the picture may have changed.
bool stage_take(Stage *stage, uint64_t now);

// Move on if playing; returns the real ns until the next change that is due, 0: nothing is.
uint64_t stage_play(Stage *stage, uint64_t now);

// A piece of what takes long: reading a recording, looking for something in it. True: there is more to do, call again soon.
bool stage_work(Stage *stage, uint64_t now);

bool stage_is_going(const Stage *stage);   // the engine runs
bool stage_is_settled(const Stage *stage); // nothing moves until the next key
void stage_scene(Stage *stage, UiScene *scene, uint64_t now);

// One line for the user; the last one stays until the next key.
void stage_say(Stage *stage, const char *text);

// Fold what is unfolded, or unfold it, and say so. It stays so for the next lesson.
void stage_fold(Stage *stage);

// The lesson whose notes are not shown in the source of the program (side 0) or of the one beside
// it (side 1); NULL: it is none. Borrowed.
const Lesson *stage_noted(Stage *stage, int side);

// stage_pair.c: the same where two programs are compared.
void stage_pair_wish(Stage *stage, const UiWish *wish, uint64_t now);
uint64_t stage_pair_play(Stage *stage, uint64_t now);
void stage_pair_scene(Stage *stage, UiScene *scene, uint64_t now);

#endif
