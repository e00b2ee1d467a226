#include "harness/place.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

static char *joined(const char *folder, const char *name) {
    Str path = {0};
    str_addf(&path, "%s/%s", folder, name);
    return path.s;
}

const char *place_top(void) {
    static char top[PATH_MAX];
    if (!top[0] && !getcwd(top, sizeof top)) bug("no current directory: %s", strerror(errno));
    return top;
}

const char *place_build(void) {
    static char build[PATH_MAX];
    if (build[0]) return build;
    const char *name = getenv("BUILD");
    place_top();
    if (!realpath(name && *name ? name : "build", build)) bug("the build folder is not there: %s", strerror(errno));
    return build;
}

const char *place_viewer(void) {
    static char *viewer;
    if (!viewer) viewer = joined(place_build(), "aioscope");
    return viewer;
}

static char temp[PATH_MAX];
static pid_t temp_owner;

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *walk) {
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

static void remove_temp(void) {
    // A child that a test forked must not take its parent's folder away.
    if (temp[0] && getpid() == temp_owner) nftw(temp, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *place_temp(void) {
    if (temp[0]) return temp;
    const char *base = getenv("TMPDIR");
    char name[PATH_MAX - 16];
    snprintf(name, sizeof name, "%s/aioscope-test-XXXXXX", base && *base ? base : "/tmp");
    // Symbolic links in the way are resolved, since programs report the real path.
    if (!mkdtemp(name) || !realpath(name, temp)) bug("no temporary folder: %s", strerror(errno));
    temp_owner = getpid();
    atexit(remove_temp);
    return temp;
}

char *place_in_top(const char *name) {
    return joined(place_top(), name);
}

char *place_in_temp(const char *name) {
    return joined(place_temp(), name);
}

char *place_write(const char *name, const char *bytes, unsigned long len) {
    char *path = place_in_temp(name);
    FILE *file = fopen(path, "wb");
    if (!file) bug("%s: %s", path, strerror(errno));
    size_t size = len == PLACE_TEXT ? strlen(bytes) : len;
    if (fwrite(bytes, 1, size, file) != size || fclose(file) != 0) bug("%s: %s", path, strerror(errno));
    return path;
}

typedef struct List {
    char **paths;
    size_t count, cap;
} List;

static bool ends_in(const char *name, const char *suffix) {
    size_t len = strlen(name), end = strlen(suffix);
    return len > end && strcmp(name + len - end, suffix) == 0;
}

static void collect(List *list, const char *folder, const char *suffix, bool deep) {
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.') continue;
        char *path = joined(folder, entry->d_name);
        struct stat about;
        if (deep && stat(path, &about) == 0 && S_ISDIR(about.st_mode)) collect(list, path, suffix, deep);
        if (ends_in(path, suffix)) {
            list->paths = mem_grow(list->paths, &list->cap, list->count + 2, sizeof(char *));
            list->paths[list->count++] = path;
        } else {
            free(path);
        }
    }
    closedir(dir);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **place_list(const char *folder, const char *suffix, int deep) {
    char *top = place_in_top(folder);
    List list = {0};
    list.paths = mem_grow(NULL, &list.cap, 1, sizeof(char *));
    collect(&list, top, suffix, deep);
    qsort(list.paths, list.count, sizeof(char *), by_name);
    free(top);
    return list.paths;
}
