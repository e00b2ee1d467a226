#include "app/learner.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/paths.h"

Progress *learner_open(Str *notice) {
    Err err = {""};
    Str path = {0};
    Progress *progress = NULL;
    if (paths_state(&path, &err)) {
        str_add(&path, "/progress.sqlite");
        progress = progress_open(path.s, notice, &err);
    }
    if (!progress) str_add(notice, err.msg);
    str_free(&path);
    return progress;
}

void learner_key(Str *out, const char *path) {
    Str folder = {0};
    char *real = realpath(path, NULL), *lessons = paths_lessons(&folder, NULL) ? realpath(folder.s, NULL) : NULL;
    size_t len = lessons ? strlen(lessons) : 0;
    bool is_ours = real && len && strncmp(real, lessons, len) == 0 && real[len] == '/';
    str_add(out, is_ours ? real + len + 1 : real ? real : path);
    free(real);
    free(lessons);
    str_free(&folder);
}

int64_t learner_now(void) {
    return (int64_t)time(NULL);
}
