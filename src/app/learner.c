#include "app/learner.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/paths.h"

// The lesson that was asked for last: answers are gone through lesson by lesson.
typedef struct LastLesson {
    Str key;
    Lesson lesson;
    bool is_there;
} LastLesson;

// The other way round from learner_key.
static bool load(Lesson *lesson, const char *key) {
    Err err;
    Str path = {0};
    bool fine = key[0] == '/' || paths_lessons(&path, &err);
    if (path.len) str_add(&path, "/");
    str_add(&path, key);
    fine = fine && lesson_load(lesson, path.s, &err);
    str_free(&path);
    return fine;
}

static const Question *question_of(const char *key, unsigned number, void *arg) {
    LastLesson *last = arg;
    if (!last->key.len || strcmp(last->key.s, key) != 0) {
        lesson_free(&last->lesson);
        str_clear(&last->key);
        str_add(&last->key, key);
        last->is_there = load(&last->lesson, key);
    }
    return last->is_there && number < last->lesson.n_questions ? &last->lesson.questions[number]
                                                               : NULL;
}

Progress *learner_open(Str *notice) {
    Err err = {""};
    Str path = {0};
    LastLesson last = {0};
    Progress *progress = NULL;
    if (paths_state(&path, &err)) {
        str_add(&path, "/progress.sqlite");
        progress = progress_open(path.s, &(ProgressLessons){question_of, &last}, notice, &err);
    }
    if (!progress) str_add(notice, err.msg);
    lesson_free(&last.lesson);
    str_free(&last.key);
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
