// `aioscope progress`: what is done and due.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/commands.h"
#include "app/learner.h"
#include "app/lesson_list.h"
#include "export/json.h"

typedef struct Listing {
    bool is_first;
} Listing;

static void json_lesson(const char *key, int64_t at, void *arg) {
    Listing *listing = arg;
    printf("%s{\"lesson\":", listing->is_first ? "" : ",");
    json_string(stdout, view_of(key));
    printf(",\"done_at\":%" PRId64 "}", at);
    listing->is_first = false;
}

static void json_answer(const char *key, unsigned question, const char *given, const char *answer, bool is_right, int64_t at, void *arg) {
    Listing *listing = arg;
    printf("%s{\"lesson\":", listing->is_first ? "" : ",");
    json_string(stdout, view_of(key));
    printf(",\"question\":%u,\"given\":", question + 1);
    json_string(stdout, view_of(given));
    fputs(",\"answer\":", stdout);
    json_string(stdout, view_of(answer));
    printf(",\"right\":%s,\"at\":%" PRId64 "}", is_right ? "true" : "false", at);
    listing->is_first = false;
}

static void print_json(Progress *progress) {
    ProgressTotals totals = progress_totals(progress, learner_now());
    printf("{\"done\":%u,\"right\":%u,\"wrong\":%u,\"due\":%u,\"lessons\":[", totals.done, totals.right, totals.wrong, totals.due);
    progress_lessons(progress, json_lesson, &(Listing){true});
    fputs("],\"answers\":[", stdout);
    progress_answers(progress, json_answer, &(Listing){true});
    puts("]}");
}

static void print_lesson(Progress *progress, const LessonEntry *entry) {
    Str key = {0};
    learner_key(&key, str_text(&entry->path));
    LessonProgress of = progress_of(progress, key.s, learner_now());
    if (of.is_done || of.right || of.wrong) {
        printf("  %u.%-3u %-40s %s", entry->chapter, entry->number, str_text(&entry->title), of.is_done ? "done" : "begun");
        if (of.right + of.wrong) printf(", %u of %u answers right", of.right, of.right + of.wrong);
        if (of.due) printf(", %u due", of.due);
        putchar('\n');
    }
    str_free(&key);
}

static int print_text(Progress *progress) {
    Err err = {""};
    Catalogue catalogue = {0};
    ProgressTotals totals = progress_totals(progress, learner_now());
    if (!lesson_list_load(&catalogue, &err)) return command_fail(&err, EXIT_FAILED);
    printf("%u of %zu lessons done; %u of %u answers right; %u question%s due\n", totals.done, catalogue.count, totals.right, totals.right + totals.wrong,
           totals.due, totals.due == 1 ? "" : "s");
    for (size_t i = 0; i < catalogue.count; i++) print_lesson(progress, &catalogue.entries[i]);
    catalogue_free(&catalogue);
    return 0;
}

int command_progress(const Options *options) {
    Err err = {""};
    Str notice = {0};
    Progress *progress = learner_open(&notice);
    int status = 0;
    if (notice.len) fprintf(stderr, "aioscope: %s\n", notice.s);
    if (!progress) status = EXIT_FAILED;
    else if (options->clear) {
        if (!progress_clear(progress, &err)) status = command_fail(&err, EXIT_FAILED);
    } else if (options->json) print_json(progress);
    else status = print_text(progress);
    progress_close(progress);
    str_free(&notice);
    return status;
}
