#include "app/editor.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"

static const char *chosen_editor(void) {
    const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
    return visual && *visual ? visual : editor && *editor ? editor : "sensible-editor";
}

bool editor_edit(const char *path, Err *err) {
    const char *editor = chosen_editor();
    Str command = {0};
    // As git does: the variable is a piece of shell, so that "code --wait" works.
    str_addf(&command, "%s \"$@\"", editor);
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGPIPE, SIG_DFL); // ignored in the viewer
        execl("/bin/sh", "sh", "-c", command.s, editor, path, (char *)NULL);
        _exit(127);
    }
    str_free(&command);
    if (pid < 0) return err_set(err, "%s: %s", editor, strerror(errno));
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return err_set(err, "%s: there is no such editor; set VISUAL or EDITOR", editor);
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) || err_set(err, "%s: it ended with an error", editor);
}
