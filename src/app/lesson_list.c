#include "app/lesson_list.h"

#include "app/paths.h"

void lesson_list_print(const Catalogue *catalogue, Progress *progress, FILE *out) {
    unsigned chapter = 0;
    for (size_t i = 0; i < catalogue->count; i++) {
        const LessonEntry *entry = &catalogue->entries[i];
        if (entry->chapter != chapter) fprintf(out, "%s%u  %s\n", chapter ? "\n" : "", entry->chapter, str_text(&entry->chapter_title));
        chapter = entry->chapter;
        Str key = {0};
        learner_key(&key, str_text(&entry->path));
        LessonProgress of = progress_of(progress, key.s, learner_now());
        fprintf(out, " %s %u.%-3u %s", of.is_done ? "+" : " ", entry->chapter, entry->number, str_text(&entry->title));
        if (of.due) fprintf(out, "  (%u to answer again)", of.due);
        fputc('\n', out);
        str_free(&key);
    }
}

bool lesson_list_load(Catalogue *catalogue, Err *err) {
    Str folder = {0};
    bool fine = paths_lessons(&folder, err) && catalogue_load(catalogue, folder.s, err);
    str_free(&folder);
    return fine;
}
