#include "app/lesson_copy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/learner.h"
#include "app/paths.h"
#include "app/source_file.h"

bool lesson_copy_path(Str *out, const char *lesson, Err *err) {
    Str key = {0};
    learner_key(&key, lesson);
    bool is_ours = key.len && key.s[0] != '/' && strchr(key.s, '/');
    bool fine = is_ours && paths_state(out, err);
    if (fine) str_addf(out, "/edited/%s", key.s);
    str_free(&key);
    return fine;
}

static bool make_folder_of(const char *path, Err *err) {
    Str folder = {0};
    bool fine = true;
    for (const char *slash = strchr(path + 1, '/'); slash && fine; slash = strchr(slash + 1, '/')) {
        str_clear(&folder);
        str_add_bytes(&folder, path, (size_t)(slash - path));
        if (mkdir(folder.s, 0700) != 0 && errno != EEXIST)
            fine = err_set(err, "%s: %s", folder.s, strerror(errno));
    }
    str_free(&folder);
    return fine;
}

bool lesson_copy_make(const char *lesson, const char *copy, Err *err) {
    Str text = {0};
    if (access(copy, F_OK) == 0) return true;
    bool fine = source_file_read(&text, lesson, err) && make_folder_of(copy, err);
    if (fine) {
        FILE *out = fopen(copy, "we");
        fine = out && fwrite(str_text(&text), 1, text.len, out) == text.len;
        int why = errno;
        if (out && fclose(out) != 0) fine = false, why = errno;
        if (!fine) err_set(err, "%s: %s", copy, strerror(why));
        if (!fine && out) unlink(copy); // half a copy would be taken for a change of the learner's
    }
    str_free(&text);
    return fine;
}

bool lesson_copy_put_aside(const char *copy, bool *is_there, Err *err) {
    Str aside = {0};
    str_addf(&aside, "%s~", copy);
    *is_there = rename(copy, aside.s) == 0;
    bool fine = *is_there || errno == ENOENT || err_set(err, "%s: %s", copy, strerror(errno));
    str_free(&aside);
    return fine;
}
