// A lesson file: a normal Python program whose docstring and `#:` comments are told beside the run. ../docs/writing-lessons.md has the format.
#ifndef LESSON_LESSON_H
#define LESSON_LESSON_H

#include "base/err.h"
#include "base/str.h"
#include "history/history.h"

typedef struct Note {
    Str text;      // Markdown
    Str task;      // told for this task only, "" for all
    unsigned line, last_line; // of the statement it belongs to, from 1; of a compound statement its header. 0: there is none
    bool each;     // every time, not only the first
    bool after;    // once the statement has run
} Note;

typedef enum QuestionKind {
    QUESTION_NEXT,   // which task runs next?
    QUESTION_OUTPUT, // what is printed next?
    QUESTION_STATE,  // what state is a task in?
    QUESTION_TIME,   // how much time will have passed at the end?
    QUESTION_ORDER,  // in which order do these finish?
    QUESTION_CHOICE, // what a run cannot tell
    QUESTION_GOAL,   // change the program so that …
} QuestionKind;

typedef struct QuestionOption {
    Str text;
    bool is_right;
} QuestionOption;

typedef struct Question {
    QuestionKind kind;
    unsigned at;              // the line of its `#?`
    unsigned line, last_line; // of the statement that it is asked before; 0: there is none
    Str text;                 // of CHOICE and GOAL what stands behind the word, of STATE the task, of ORDER the tasks with blanks between them
    QuestionOption *options;  // of CHOICE
    size_t n_options;
    Str because;              // of CHOICE
    Str conditions;           // of GOAL, one on each line
    Str hints;                // of GOAL, likewise: told one after the other when asked for
} Question;

// A `#` line that no rule covers, or that looks as if one should: what `check` says of it, with the
// remedy.
typedef struct Fault {
    unsigned line;
    Str what;
} Fault;

// A comment that is meant for `learn`, and not shown there as code.
typedef struct Directive {
    unsigned line;   // from 1
    unsigned column; // where its # stands, in bytes
    bool is_alone;   // nothing else is on the line
} Directive;

typedef struct Lesson {
    Str path;
    Str title;
    Str intro;      // Markdown, "" if there is none
    unsigned doc_line, doc_last_line; // of the docstring, from 1; 0: there is none
    bool is_real;   // `#! clock: real`
    Note *notes;    // in order of their lines
    size_t n_notes;
    Question *questions; // in order of their lines
    size_t n_questions;
    Directive *directives; // by line
    size_t n_directives;
    Str ends;       // `#! ends:`, "" for ok
    Str topic;      // `#! topic:` and `#! level:` of a card
    unsigned level;
    bool is_any_order; // `#! order: any`
    bool has_title; // the title is the docstring's
    Fault *faults;
    size_t n_faults;
} Lesson;

// Read and parse. Errors: not readable, not UTF-8. A file without a docstring gets its name as its title.
bool lesson_load(Lesson *lesson, const char *path, Err *err);
bool lesson_parse(Lesson *lesson, const char *path, StrView source, Err *err);
void lesson_free(Lesson *lesson);

// Was this source written as a lesson? It asks something, and none of its `#?` lines is anything
// else: a program of the user's own may have `#:` comments.
bool lesson_is_meant(const Lesson *lesson);

// Is the statement of lines `line` … `last_line` about to run at position n, for the first time in this history?
bool lesson_is_moment(const Lesson *lesson, History *history, unsigned line, unsigned last_line, uint64_t n);

// The first position in a history at which it is about to run; HISTORY_NONE: it never was.
uint64_t lesson_first_moment(const Lesson *lesson, History *history, unsigned line, unsigned last_line);

// The position at which the statement of lines `line` … `last_line` has completed, which began at
// position `begun`: its task has come to another statement of the same function, or of one that
// called it, or to its end, or the function is over. An exception counts as well. HISTORY_NONE: it
// has not so far.
uint64_t lesson_completed_at(History *history, unsigned line, unsigned last_line, uint64_t begun);

// The lines that something is said to or asked about, for the steps of its history: before the
// history's first event.
void lesson_keep_lines(const Lesson *lesson, History *history);

// The directive on a line; NULL: there is none.
const Directive *lesson_directive(const Lesson *lesson, unsigned line);

// Is this path, as CPython names the file of a function, the lesson's own?
bool lesson_is_file(const Lesson *lesson, StrView path);

// The notes told at position n of a history (just after event n - 1): appended to `out` as Markdown paragraphs; nothing if there is none.
// A note belongs to the LINE event about to run its statement, for the first time unless [each]; with [after] to the first event of the same
// task which shows that the statement has completed: the next LINE of the same function, the end of the task or of the script.
void lesson_notes_at(const Lesson *lesson, History *history, uint64_t n, Str *out);
// Is the note with this index one of them?
bool lesson_note_is_told(const Lesson *lesson, History *history, size_t note, uint64_t n);

#endif
