#include "app/lesson_list.h"

#include <string.h>
#include <unistd.h>

#include "app/deck.h"
#include "app/paths.h"
#include "base/text.h"
#include "base/words.h"

enum { LISTED = 12 }; // lessons named in one answer

static LessonProgress progress_of_entry(Progress *progress, const LessonEntry *entry) {
    Str key = {0};
    learner_key(&key, str_text(&entry->path));
    LessonProgress of = progress_of(progress, key.s, learner_now());
    str_free(&key);
    return of;
}

// How much of a chapter is done, or of all of it (chapter 0).
static unsigned done_of(const Catalogue *catalogue, Progress *progress, unsigned chapter,
                        unsigned *count) {
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
            fprintf(out, "%s%u  ", i ? "\n" : "", entry->chapter);
            text_put(out, str_text(&entry->chapter_title));
            fprintf(out, "  (%u of %u done)\n", done, count);
        }
        chapter = entry->chapter;
        LessonProgress of = progress_of_entry(progress, entry);
        fprintf(out, " %s %u.%-3u ", of.is_done ? "+" : " ", entry->chapter, entry->number);
        text_put(out, str_text(&entry->title));
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

unsigned lesson_list_cards_due(Progress *progress) {
    Err no_cards;
    Deck deck = {0};
    unsigned due = 0;
    if (deck_load(&deck, &(DeckWish){0}, progress, &no_cards))
        for (size_t i = 0; i < deck.count; i++) due += deck.cards[i].progress.due;
    deck_free(&deck);
    return due;
}

static bool ends_in(const char *text, const char *end) {
    size_t len = strlen(text), of = strlen(end);
    return len > of && strcmp(text + len - of, end) == 0;
}

bool lesson_list_is_name(const char *wanted) {
    return !strchr(wanted, '/') && !ends_in(wanted, ".py") && !ends_in(wanted, ".aioscope") &&
           access(wanted, F_OK) != 0;
}

static void add_number(Str *out, const LessonEntry *entry) {
    str_addf(out, "%u.%u", entry->chapter, entry->number);
}

// The first of those that fit, a line each.
static bool say_which(const char *wanted, size_t fits, const Str *list, Err *err) {
    size_t len = 0;
    const char *lines = str_text(list);
    for (size_t i = 0; i < LISTED && lines[len]; i++) len += strcspn(lines + len, "\n") + 1;
    err_set(err, words(N_("%s: several lessons have that name:\n%.*s%s")), wanted, (int)len - 1,
            lines, fits > LISTED ? words(N_("\n  and more (see aioscope lessons)")) : "");
    return false;
}

bool lesson_list_find(const char *wanted, Str *path, Str *number, Err *err) {
    Catalogue catalogue = {0};
    const LessonEntry *entry;
    Str list = {0};
    if (!lesson_list_load(&catalogue, err)) return false;
    size_t fits = catalogue_find(&catalogue, wanted, &entry, &list);
    if (fits == 1) {
        str_add(path, str_text(&entry->path));
        add_number(number, entry);
    } else if (fits) {
        say_which(wanted, fits, &list, err);
    } else if (access(wanted, F_OK) != 0) {
        err_set(err, words(N_("%s: neither a lesson nor a file (see aioscope lessons)")), wanted);
    } else {
        err_set(err, words(N_("%s: no lesson has that number or name (see aioscope lessons)")),
                wanted);
    }
    str_free(&list);
    catalogue_free(&catalogue);
    return fits == 1;
}

bool lesson_list_number(const char *path, Str *number) {
    Catalogue catalogue = {0};
    Str wanted = {0}, key = {0};
    bool found = false;
    learner_key(&wanted, path);
    if (*str_text(&wanted) != '/' && lesson_list_load(&catalogue, NULL)) {
        for (size_t i = 0; i < catalogue.count && !found; i++) {
            str_clear(&key);
            learner_key(&key, str_text(&catalogue.entries[i].path));
            found = strcmp(str_text(&key), str_text(&wanted)) == 0;
            if (found && number) add_number(number, &catalogue.entries[i]);
        }
    }
    str_free(&wanted);
    str_free(&key);
    catalogue_free(&catalogue);
    return found;
}
