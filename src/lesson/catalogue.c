#include "lesson/catalogue.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "lesson/lesson.h"

// A number and the sign after it, at the front of a name: "2-tasks", "03_two_sleeps.py". Returns what follows, NULL if it is not so.
static const char *after_number(const char *name, char sign, unsigned *number) {
    *number = 0;
    const char *at = name;
    for (; isdigit((unsigned char)*at) && at - name < 4; at++) *number = *number * 10 + (unsigned)(*at - '0');
    return at > name && *at == sign && at[1] ? at + 1 : NULL;
}

static bool ends_in_py(const char *name) {
    size_t len = strlen(name);
    return len > 3 && strcmp(name + len - 3, ".py") == 0;
}

// Words that are not written as a folder's name has to be: in capitals, with a sign that a file's
// name cannot have, or never with a capital.
static const struct {
    const char *word, *written;
} spellings[] = {
    {"io", "I/O"},
    {"cpu", "CPU"},
    {"gil", "GIL"},
    {"os", "OS"},
    {"api", "API"},
    {"apis", "APIs"},
    {"tcp", "TCP"},
    {"udp", "UDP"},
    {"tls", "TLS"},
    {"ssl", "SSL"},
    {"dns", "DNS"},
    {"ip", "IP"},
    {"http", "HTTP"},
    {"https", "HTTPS"},
    {"url", "URL"},
    {"urls", "URLs"},
    {"html", "HTML"},
    {"json", "JSON"},
    {"sql", "SQL"},
    {"ui", "UI"},
    {"fifo", "FIFO"},
    {"lifo", "LIFO"},
    {"pep", "PEP"},
    {"i", "I"},
    {"python", "Python"},
    {"pythons", "Pythons"},
    {"cpython", "CPython"},
    {"linux", "Linux"},
    {"unix", "Unix"},
    {"posix", "POSIX"},
    {"asyncio", "asyncio"},
    {"uvloop", "uvloop"},
    {"aiohttp", "aiohttp"},
    {"websockets", "WebSockets"},
    {"websocket", "WebSocket"},
};

static const char *spelling(StrView word) {
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (view_is(word, spellings[i].word)) return spellings[i].written;
    return NULL;
}

// "the-loop" → "The loop", "real-io" → "Real I/O". A capital in the name means that its author has
// written the word as it should be.
static void add_chapter_title(Str *out, const char *words) {
    static const char gaps[] = "-_ ";
    for (bool is_first = true; *(words += strspn(words, gaps)); is_first = false) {
        StrView word = {words, strcspn(words, gaps)};
        const char *written = spelling(word);
        if (!is_first) str_add(out, " ");
        size_t start = out->len;
        if (written) str_add(out, written);
        else str_add_bytes(out, word.s, word.len);
        if (is_first && !written) out->s[start] = (char)toupper((unsigned char)out->s[start]);
        words += word.len;
    }
}

// What the chapter is called: the first line of `title.txt` in its folder; without one, the
// folder's name in words.
static void read_chapter_title(Str *out, const char *folder, const char *words) {
    Str path = {0};
    str_addf(&path, "%s/title.txt", folder);
    FILE *file = fopen(path.s, "re");
    char *line = NULL;
    size_t cap = 0;
    ssize_t len = file ? getline(&line, &cap, file) : -1;
    while (len > 0 && isspace((unsigned char)line[len - 1])) len--;
    if (len > 0) str_add_bytes(out, line, (size_t)len);
    else add_chapter_title(out, words);
    free(line);
    if (file) fclose(file);
    str_free(&path);
}

// A lesson that cannot be read stays in the list under its file's name: opening it says what is wrong.
static void read_title(LessonEntry *entry) {
    Lesson lesson;
    bool fine = lesson_load(&lesson, entry->path.s, NULL);
    str_add(&entry->title, fine ? str_text(&lesson.title) : entry->file.s);
    if (fine) str_add(&entry->intro, str_text(&lesson.intro));
    lesson_free(&lesson);
}

static void load_chapter(Catalogue *catalogue, size_t *cap, const char *folder, const char *name) {
    unsigned chapter, number;
    const char *words = after_number(name, '-', &chapter);
    Str path = {0}, title = {0};
    str_addf(&path, "%s/%s", folder, name);
    DIR *dir = words ? opendir(path.s) : NULL;
    if (dir) read_chapter_title(&title, path.s, words);
    for (struct dirent *file; dir && (file = readdir(dir));) {
        if (!after_number(file->d_name, '_', &number) || !ends_in_py(file->d_name)) continue;
        catalogue->entries = mem_grow(catalogue->entries, cap, catalogue->count + 1, sizeof *catalogue->entries);
        LessonEntry *entry = &catalogue->entries[catalogue->count++];
        *entry = (LessonEntry){.chapter = chapter, .number = number};
        str_add(&entry->chapter_title, str_text(&title));
        str_add(&entry->file, file->d_name);
        str_addf(&entry->path, "%s/%s", path.s, file->d_name);
        read_title(entry);
    }
    if (dir) closedir(dir);
    str_free(&path);
    str_free(&title);
}

static int by_number(const void *left, const void *right) {
    const LessonEntry *a = left, *b = right;
    if (a->chapter != b->chapter) return a->chapter < b->chapter ? -1 : 1;
    if (a->number != b->number) return a->number < b->number ? -1 : 1;
    return strcmp(a->path.s, b->path.s);
}

bool catalogue_load(Catalogue *catalogue, const char *folder, Err *err) {
    *catalogue = (Catalogue){0};
    DIR *dir = opendir(folder);
    if (!dir) return err_set(err, "%s: %s", folder, strerror(errno));
    size_t cap = 0;
    for (struct dirent *chapter; (chapter = readdir(dir));) load_chapter(catalogue, &cap, folder, chapter->d_name);
    closedir(dir);
    if (!catalogue->count) return err_set(err, "%s: there are no lessons in this folder", folder);
    qsort(catalogue->entries, catalogue->count, sizeof *catalogue->entries, by_number);
    return true;
}

void catalogue_free(Catalogue *catalogue) {
    for (size_t i = 0; i < catalogue->count; i++) {
        LessonEntry *entry = &catalogue->entries[i];
        str_free(&entry->chapter_title);
        str_free(&entry->title);
        str_free(&entry->intro);
        str_free(&entry->path);
        str_free(&entry->file);
    }
    free(catalogue->entries);
    *catalogue = (Catalogue){0};
}

// --- finding -------------------------------------------------------------------------------------

// "2.3" or "2"; false: neither. number 0: only the chapter was said.
static bool parse_number(const char *wanted, unsigned *chapter, unsigned *number) {
    char *end;
    if (!isdigit((unsigned char)*wanted)) return false;
    *chapter = (unsigned)strtoul(wanted, &end, 10);
    *number = 0;
    if (!*end) return true;
    if (*end != '.' || !isdigit((unsigned char)end[1])) return false;
    *number = (unsigned)strtoul(end + 1, &end, 10);
    return !*end && *number;
}

static const LessonEntry *by_its_number(const Catalogue *catalogue, unsigned chapter, unsigned number) {
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->entries[i].chapter == chapter && (!number || catalogue->entries[i].number == number)) return &catalogue->entries[i];
    return NULL;
}

static bool fits(const LessonEntry *entry, const char *wanted) {
    return strcasestr(entry->file.s, wanted) || strcasestr(str_text(&entry->title), wanted);
}

// A whole name or title is meant as such, even if it is a part of others.
static bool fits_whole(const LessonEntry *entry, const char *wanted) {
    size_t stem = entry->file.len - strlen(".py");
    return strcasecmp(str_text(&entry->title), wanted) == 0 || strcasecmp(entry->file.s, wanted) == 0 ||
           (strlen(wanted) == stem && strncasecmp(entry->file.s, wanted, stem) == 0);
}

typedef bool Fits(const LessonEntry *entry, const char *wanted);

static size_t find_all(const Catalogue *catalogue, const char *wanted, Fits *test, const LessonEntry **found, Str *list) {
    size_t count = 0;
    for (size_t i = 0; i < catalogue->count; i++) {
        const LessonEntry *entry = &catalogue->entries[i];
        if (!test(entry, wanted)) continue;
        if (!count++) *found = entry;
        str_addf(list, "  %u.%u  %s\n", entry->chapter, entry->number, str_text(&entry->title));
    }
    return count;
}

size_t catalogue_find(const Catalogue *catalogue, const char *wanted, const LessonEntry **found, Str *list) {
    unsigned chapter, number;
    Str lines = {0};
    *found = NULL;
    if (parse_number(wanted, &chapter, &number)) return (*found = by_its_number(catalogue, chapter, number)) ? 1 : 0;
    size_t count = *wanted ? find_all(catalogue, wanted, fits_whole, found, &lines) : 0;
    str_clear(&lines);
    if (count != 1) count = *wanted ? find_all(catalogue, wanted, fits, found, &lines) : 0;
    if (count > 1) str_add(list, str_text(&lines)), *found = NULL;
    str_free(&lines);
    return count;
}
