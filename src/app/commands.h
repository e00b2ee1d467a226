// The commands: each takes its parsed options and returns the exit status.
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/options.h"

int command_menu(const Options *options);
int command_learn(const Options *options);
int command_run(const Options *options);
int command_record(const Options *options);

// Open a file to write a recording to: a new one, or in place of an older recording or an empty file; any other is refused. -1 + err.
int record_open(const char *path, Err *err);
int command_replay(const Options *options);
int command_compare(const Options *options);
int command_export(const Options *options);
int command_stats(const Options *options);
int command_lessons(const Options *options);
int command_check(const Options *options);
int command_progress(const Options *options);
int command_interview(const Options *options);
int command_manual(const Options *options);
int command_completion(const Options *options);

// The table of commands; the first one has no name: the bare program.
const Command *commands_all(int *count);

// Exit status for wrong usage, and for work that failed.
enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

// Print `aioscope: …` on stderr. Names from outside in it are made safe for a terminal.
void command_say(const char *message);

// The same of an error; returns `status`.
int command_fail(const Err *err, int status);

#endif
