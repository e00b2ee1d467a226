// The commands that show something: the menu, learn, run, replay; on a screen or as plain text.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/lesson_list.h"
#include "app/plain.h"
#include "app/session.h"
#include "app/viewer.h"
#include "base/words.h"

static int menu(const Options *options) {
    Err err = {""};
    Catalogue catalogue = {0};
    if (!lesson_list_load(&catalogue, &err)) return command_fail(&err, EXIT_FAILED);
    int status = viewer_run(&(ViewerStart){.what = VIEWER_MENU, .options = options, .catalogue = &catalogue});
    catalogue_free(&catalogue);
    return status;
}

int command_menu(const Options *options) {
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? menu(options) : command_lessons(&(Options){0});
}

static int learn_plain(const char *path, const Options *options) {
    Err err = {""};
    Lesson lesson = {0};
    Launch launch = {0};
    int status = EXIT_USAGE;
    if (!lesson_load(&lesson, path, &err) || !launch_lesson(&launch, &lesson, path, options, &err)) command_fail(&err, EXIT_USAGE);
    else status = plain_run(&launch, &lesson, options);
    launch_free(&launch);
    lesson_free(&lesson);
    return status;
}

// `catalogue`: the lessons it is one of; NULL for one of somebody's own.
static int learn(const char *path, const char *number, const Catalogue *catalogue,
                 const Options *options) {
    if (plain_is_wanted(options)) return learn_plain(path, options);
    return viewer_run(&(ViewerStart){.what = VIEWER_LESSON,
                                     .options = options,
                                     .path = path,
                                     .number = number,
                                     .catalogue = catalogue});
}

static bool is_path(const char *wanted) {
    size_t len = strlen(wanted);
    return strchr(wanted, '/') || (len > 3 && strcmp(wanted + len - 3, ".py") == 0);
}

// Found by number or by a part of its name or title.
static int learn_wanted(const char *wanted, const Options *options) {
    Err err = {""};
    Catalogue catalogue = {0};
    Str path = {0}, number = {0};
    bool fine =
        lesson_list_load(&catalogue, &err) && lesson_list_find(wanted, &path, &number, &err);
    int status =
        fine ? learn(path.s, number.s, &catalogue, options) : command_fail(&err, EXIT_USAGE);
    catalogue_free(&catalogue);
    str_free(&path);
    str_free(&number);
    return status;
}

int command_learn(const Options *options) {
    const char *wanted = options->operands[0];
    if (!wanted && plain_is_wanted(options)) {
        Err err;
        err_set(&err, "learn: missing LESSON (see aioscope lessons)");
        return command_fail(&err, EXIT_USAGE);
    }
    if (!wanted) return menu(options);
    if (!is_path(wanted)) return learn_wanted(wanted, options);
    Err err; // a lesson of one's own does not need ours beside it
    Catalogue catalogue = {0};
    bool has_list = lesson_list_load(&catalogue, &err);
    int status = learn(wanted, "", has_list ? &catalogue : NULL, options);
    catalogue_free(&catalogue);
    return status;
}

int command_run(const Options *options) {
    bool is_lesson = !options->is_module && lesson_list_is_name(options->operands[0]);
    if (is_lesson && options->operands[1]) {
        Err err;
        err_set(&err, words(N_("%s: a lesson takes no arguments")), options->operands[1]);
        return command_fail(&err, EXIT_USAGE);
    }
    if (is_lesson) return learn_wanted(options->operands[0], options);
    if (!plain_is_wanted(options)) return viewer_run(&(ViewerStart){.what = VIEWER_SCRIPT, .options = options});
    Err err = {""};
    Launch launch = {0};
    bool fine = launch_from_options(&launch, options, &err);
    int status = fine ? plain_run(&launch, NULL, options) : command_fail(&err, EXIT_USAGE);
    launch_free(&launch);
    return status;
}

int command_compare(const Options *options) {
    Err err;
    if (!isatty(STDOUT_FILENO)) {
        err_set(&err,
                "compare: stdout is not a terminal (aioscope stats shows the numbers of each)");
        return command_fail(&err, EXIT_USAGE);
    }
    return viewer_run(&(ViewerStart){.what = VIEWER_PAIR, .options = options});
}

int command_replay(const Options *options) {
    Err err = {""};
    Str newest = {0};
    const char *path = options->operands[0];
    if (!path && !session_newest(&newest, &err)) return command_fail(&err, EXIT_USAGE);
    if (!path) path = newest.s;
    int status = plain_is_wanted(options) ? plain_replay(path, options)
                                          : viewer_run(&(ViewerStart){.what = VIEWER_RECORDING, .options = options, .path = path});
    str_free(&newest);
    return status;
}
