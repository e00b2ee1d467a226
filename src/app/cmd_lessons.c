// `aioscope lessons`: what there is to learn.
#include <stdio.h>

#include "app/commands.h"
#include "app/lesson_list.h"
#include "export/json.h"
#include "lesson/catalogue.h"

static void print_json_string(const Str *text) {
    json_string(stdout, (StrView){str_text(text), text->len});
}

static void print_json(const Catalogue *catalogue) {
    for (size_t i = 0; i < catalogue->count; i++) {
        const LessonEntry *entry = &catalogue->entries[i];
        printf("%s{\"number\": \"%u.%u\", \"chapter\": ", i ? ",\n " : "[", entry->chapter, entry->number);
        print_json_string(&entry->chapter_title);
        fputs(", \"title\": ", stdout);
        print_json_string(&entry->title);
        fputs(", \"path\": ", stdout);
        print_json_string(&entry->path);
        putchar('}');
    }
    puts("]");
}

int command_lessons(const Options *options) {
    Err err = {""};
    Catalogue catalogue = {0};
    if (!lesson_list_load(&catalogue, &err)) return command_fail(&err, EXIT_FAILED);
    if (options->json) print_json(&catalogue);
    else {
        Str notice = {0};
        Progress *progress = learner_open(&notice); // the list is of use without
        lesson_list_print(&catalogue, progress, stdout);
        progress_close(progress);
        str_free(&notice);
    }
    catalogue_free(&catalogue);
    return 0;
}
