#include "engine/venv.h"

#include <Python.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_in_environment(Str *path) {
    const char *environment = getenv("VIRTUAL_ENV");
    if (!environment || !*environment) return false;
    str_addf(path, "%s/bin/python%d.%d", environment, PY_MAJOR_VERSION, PY_MINOR_VERSION);
    return !access(str_text(path), X_OK);
}

void venv_executable(Str *path) {
    if (is_in_environment(path)) return;
    str_clear(path);
    str_addf(path, "%s/bin/python%d.%d", PYTHON_PREFIX, PY_MAJOR_VERSION, PY_MINOR_VERSION);
}

// `home = FOLDER` of pyvenv.cfg: the folder of the python that made the environment. Source: Modules/getpath.py, 3.11
static bool read_home(const char *environment, char home[PATH_MAX]) {
    Str path = {0};
    str_addf(&path, "%s/pyvenv.cfg", environment);
    FILE *file = fopen(path.s, "r");
    str_free(&path);
    char line[PATH_MAX + 16], found[PATH_MAX];
    bool is_there = false;
    while (file && !is_there && fgets(line, sizeof line, file)) {
        int at = 0;
        if (sscanf(line, " home = %n", &at) < 0 || !at) continue;
        line[strcspn(line, "\r\n")] = '\0';
        snprintf(found, sizeof found, "%s", line + at);
        is_there = realpath(found, home) != NULL;
    }
    if (file) fclose(file);
    return is_there;
}

bool venv_is_of_another_python(void) {
    Str executable = {0};
    char home[PATH_MAX], own[PATH_MAX];
    bool is_active = is_in_environment(&executable);
    str_free(&executable);
    return is_active && read_home(getenv("VIRTUAL_ENV"), home) && realpath(PYTHON_PREFIX "/bin", own) && strcmp(home, own) != 0;
}
