#include "app/lesson_list.h"

#include <dirent.h>
#include <string.h>

#include "app/paths.h"

static LessonProgress progress_of_entry(Progress *progress, const LessonEntry *entry) {
    Str key = {0};
    learner_key(&key, str_text(&entry->path));
    LessonProgress of = progress_of(progress, key.s, learner_now());
    str_free(&key);
    return of;
}

// How much of a chapter is done, or of all of it (chapter 0).
static unsigned done_of(const Catalogue *catalogue, Progress *progress, unsigned chapter, unsigned *count) {
    unsigned done = 0;
    *count = 0;
    for (size_t i = 0; i < catalogue->count; i++) {
        if (chapter && catalogue->entries[i].chapter != chapter) continue;
        done += progress_of_entry(progress, &catalogue->entries[i]).is_done;
        ++*count;
    }
    return done;
}

void lesson_list_print(const Catalogue *catalogue, Progress *progress, FILE *out) {
    unsigned chapter = 0, count, done;
    for (size_t i = 0; i < catalogue->count; i++) {
        const LessonEntry *entry = &catalogue->entries[i];
        if (!i || entry->chapter != chapter) {
            done = done_of(catalogue, progress, entry->chapter, &count);
            fprintf(out, "%s%u  %s  (%u of %u done)\n", i ? "\n" : "", entry->chapter, str_text(&entry->chapter_title), done, count);
        }
        chapter = entry->chapter;
        LessonProgress of = progress_of_entry(progress, entry);
        fprintf(out, " %s %u.%-3u %s", of.is_done ? "+" : " ", entry->chapter, entry->number, str_text(&entry->title));
        if (of.due) fprintf(out, "  (%u to answer again)", of.due);
        fputc('\n', out);
    }
    done = done_of(catalogue, progress, 0, &count);
    fprintf(out, "\n%u of %u done\n", done, count);
}

bool lesson_list_load(Catalogue *catalogue, Err *err) {
    Str folder = {0};
    bool fine = paths_lessons(&folder, err) && catalogue_load(catalogue, folder.s, err);
    str_free(&folder);
    return fine;
}

static unsigned due_in(Progress *progress, const char *folder) {
    unsigned due = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *file; dir && (file = readdir(dir));) {
        Str path = {0}, key = {0};
        str_addf(&path, "%s/%s", folder, file->d_name);
        learner_key(&key, path.s);
        due += progress_of(progress, key.s, learner_now()).due;
        str_free(&path);
        str_free(&key);
    }
    if (dir) closedir(dir);
    return due;
}

unsigned lesson_list_cards_due(Progress *progress) {
    static const char *const decks[] = {"interview", "myths"};
    Str lessons = {0};
    unsigned due = 0;
    for (size_t i = 0; i < sizeof decks / sizeof *decks && paths_lessons(&lessons, NULL); i++) {
        str_addf(&lessons, "/%s", decks[i]);
        due += due_in(progress, lessons.s);
        str_clear(&lessons);
    }
    str_free(&lessons);
    return due;
}
