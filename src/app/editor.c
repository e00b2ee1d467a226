#include "app/editor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/foreground.h"
#include "app/paths.h"
#include "base/str.h"
#include "base/words.h"

static const char *chosen_editor(void) {
    const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
    return visual && *visual ? visual : editor && *editor ? editor : "sensible-editor";
}

// The command's own name: a row has no room for where it is, nor for its arguments.
static bool say_end(const char *command, int status, Err *err) {
    char name[256];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(command, " "), command);
    const char *editor = paths_base(name);
    // A shell, which sensible-editor is, may die of the signal or end with it as its status.
    bool is_killed = WIFSIGNALED(status),
         is_interrupted = (is_killed && WTERMSIG(status) == SIGINT) ||
                          (WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGINT);
    if (is_interrupted)
        return err_set(err, words(N_("%s was interrupted; the program was not run again")), editor);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return err_set(err, words(N_("%s: unknown editor; set VISUAL or EDITOR")), editor);
    if (is_killed)
        return err_set(err, words(N_("%s: it was killed; r runs the program again")), editor);
    return WEXITSTATUS(status) == 0 ||
           err_set(err, words(N_("%s: it ended with status %d; r runs the program again")), editor,
                   WEXITSTATUS(status));
}

bool editor_edit(const char *path, Err *err) {
    const char *editor = chosen_editor();
    Str command = {0};
    // As git does: the variable is a piece of shell, so that "code --wait" works.
    str_addf(&command, "%s \"$@\"", editor);
    pid_t pid = fork();
    if (pid == 0) {
        foreground_child();
        execl("/bin/sh", "sh", "-c", command.s, editor, path, (char *)NULL);
        _exit(127);
    }
    int why = errno, status = foreground_wait(pid);
    str_free(&command);
    return pid < 0 ? err_set(err, "%s: %s", editor, strerror(why)) : say_end(editor, status, err);
}
