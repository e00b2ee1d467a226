#include "app/paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define ENGINE_NAME "aioscope-engine-"

const char *paths_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

// The folder that holds the running binary.
static bool own_folder(Str *out, Err *err) {
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len < 0) return err_set(err, "/proc/self/exe: %s", strerror(errno));
    path[len] = '\0';
    *strrchr(path, '/') = '\0';
    str_add(out, path);
    return true;
}

// The first of two places relative to the binary that is a folder.
static bool beside_binary(Str *out, const char *first, const char *second, const char *what, Err *err) {
    Str own = {0};
    if (!own_folder(&own, err)) return false;
    const char *places[] = {first, second};
    for (int i = 0; i < 2; i++) {
        str_clear(out);
        str_addf(out, "%s/%s", own.s, places[i]);
        char whole[PATH_MAX];
        bool found = is_folder(out->s) && realpath(out->s, whole);
        str_clear(out);
        if (!found) continue;
        str_add(out, whole);
        break;
    }
    if (!out->len)
        err_set(err, "%s: not found in %s/%s or %s/%s", what, own.s, first, own.s, second);
    str_free(&own);
    return out->len > 0;
}

bool paths_lessons(Str *out, Err *err) {
    const char *own = getenv("AIOSCOPE_LESSONS");
    if (own && *own) {
        str_add(out, own);
        return true;
    }
    return beside_binary(out, "../share/aioscope/lessons", "lessons", "the lessons", err);
}

bool paths_catalogues(Str *out) {
    Err err;
    return beside_binary(out, "../share/locale", "locale", "the catalogues", &err);
}

// --- engines -------------------------------------------------------------------------------------

typedef struct Engine {
    char *path;
    const char *version; // at the end of the path: 3.11.2
} Engine;

typedef struct Engines { // the oldest first
    Engine *all;
    size_t count, cap;
} Engines;

static int compare_versions(const char *a, const char *b) {
    int of_a[3] = {0}, of_b[3] = {0};
    sscanf(a, "%d.%d.%d", &of_a[0], &of_a[1], &of_a[2]);
    sscanf(b, "%d.%d.%d", &of_b[0], &of_b[1], &of_b[2]);
    for (int i = 0; i < 3; i++)
        if (of_a[i] != of_b[i]) return of_a[i] - of_b[i];
    return 0;
}

static int by_version(const void *a, const void *b) {
    return compare_versions(((const Engine *)a)->version, ((const Engine *)b)->version);
}

static void add_engines(Engines *engines, const char *folder) {
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strncmp(entry->d_name, ENGINE_NAME, strlen(ENGINE_NAME)) != 0) continue;
        Str path = {0};
        str_addf(&path, "%s/%s", folder, entry->d_name);
        engines->all = mem_grow(engines->all, &engines->cap, engines->count + 1, sizeof(Engine));
        engines->all[engines->count++] = (Engine){path.s, strrchr(path.s, '-') + 1};
    }
    closedir(dir);
}

// Those of the build folder, else those of the installation.
static bool find_engines(Engines *engines, Err *err) {
    Str own = {0};
    if (!own_folder(&own, err)) return false;
    add_engines(engines, own.s);
    Str installed = {0};
    str_addf(&installed, "%s/../lib/aioscope", own.s);
    if (!engines->count) add_engines(engines, installed.s);
    if (engines->count) qsort(engines->all, engines->count, sizeof(Engine), by_version);
    else err_set(err, "no engine is built in %s or %s", own.s, installed.s);
    str_free(&own);
    str_free(&installed);
    return engines->count > 0;
}

static void free_engines(Engines *engines) {
    for (size_t i = 0; i < engines->count; i++) free(engines->all[i].path);
    free(engines->all);
}

static void name_engines(Str *out, const Engines *engines) {
    for (size_t i = 0; i < engines->count; i++)
        str_addf(out, "%s%s", i ? ", " : "", engines->all[i].version);
}

// 3.11 and 3.11.2 both fit an engine of 3.11.2.
static bool fits(const char *version, const char *wanted) {
    size_t len = strlen(wanted);
    return strncmp(version, wanted, len) == 0 && (!version[len] || version[len] == '.');
}

// The newest that fits, or NULL.
static const Engine *pick_engine(const Engines *engines, const char *wanted) {
    for (size_t i = engines->count; i-- > 0;)
        if (!wanted || fits(engines->all[i].version, wanted)) return &engines->all[i];
    return NULL;
}

// The version of the virtual environment that is active, from its pyvenv.cfg: "3.11.2" and "3.11".
// False: there is none.
static bool venv_version(char release[32], char series[32]) {
    const char *venv = getenv("VIRTUAL_ENV");
    if (!venv || !*venv) return false;
    Str path = {0};
    str_addf(&path, "%s/pyvenv.cfg", venv);
    FILE *file = fopen(path.s, "r");
    str_free(&path);
    if (!file) return false;
    char line[512];
    int major = 0, minor, micro = 0, found = 0;
    while (found < 2 && fgets(line, sizeof line, file)) {
        found = sscanf(line, "version = %d.%d.%d", &major, &minor, &micro);
        if (found < 2) found = sscanf(line, "version_info = %d.%d.%d", &major, &minor, &micro);
    }
    fclose(file);
    if (found < 2) return false;
    snprintf(release, 32, "%d.%d.%d", major, minor, micro);
    snprintf(series, 32, "%d.%d", major, minor);
    return true;
}

static const Engine *choose_engine(const Engines *engines, const char *version, Err *err) {
    const char *preferred = getenv("AIOSCOPE_PYTHON");
    char release[32], series[32];
    Str built = {0};
    name_engines(&built, engines);
    const Engine *engine;
    if (version) {
        engine = pick_engine(engines, version);
        if (!engine)
            err_set(err, "--python %s: no engine is built for it; choose one of %s", version,
                    built.s);
    } else if (venv_version(release, series)) {
        engine = pick_engine(engines, release);
        if (!engine) engine = pick_engine(engines, series);
        if (!engine)
            err_set(
                err,
                "no engine is built for Python %s of VIRTUAL_ENV; choose one of %s with --python",
                series, built.s);
    } else {
        engine = pick_engine(engines, preferred && *preferred ? preferred : NULL);
        if (!engine)
            err_set(err, "AIOSCOPE_PYTHON=%s: no engine is built for it; choose one of %s",
                    preferred, built.s);
    }
    str_free(&built);
    return engine;
}

bool paths_engine(Str *out, const char *version, Err *err) {
    Engines engines = {0};
    const Engine *engine =
        find_engines(&engines, err) ? choose_engine(&engines, version, err) : NULL;
    if (engine) str_add(out, engine->path);
    free_engines(&engines);
    return engine != NULL;
}

bool paths_engines(Str *out, Err *err) {
    Engines engines = {0};
    bool found = find_engines(&engines, err);
    name_engines(out, &engines);
    free_engines(&engines);
    return found;
}

// --- other places --------------------------------------------------------------------------------

// mkdir -p, with mode 0700 for what is new.
static bool make_folders(char *path, Err *err) {
    for (char *slash = path + 1;; slash++) {
        slash = strchr(slash, '/');
        if (slash) *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) return err_set(err, "%s: %s", path, strerror(errno));
        if (!slash) return true;
        *slash = '/';
    }
}

bool paths_state(Str *out, Err *err) {
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state == '/') str_addf(out, "%s/aioscope", state);
    else if (home && *home) str_addf(out, "%s/.local/state/aioscope", home);
    else return err_set(err, "there is no state folder: neither XDG_STATE_HOME nor HOME is set");
    return make_folders(out->s, err);
}

static unsigned short_at(const unsigned char *bytes) {
    return bytes[0] | (unsigned)bytes[1] << 8;
}

// Does the central directory of a zip file name __main__.py? Read as Python's zipimport does: entries begin with PK\1\2.
static bool zip_has_main(int fd) {
    enum { HEADER = 46, NAME = 11 };
    Str all = {0};
    char piece[65536];
    for (ssize_t n; (n = read(fd, piece, sizeof piece)) > 0;) str_add_bytes(&all, piece, (size_t)n);
    bool found = false;
    const char *at = all.s;
    for (const char *end = all.s + all.len; !found && at && end - at >= HEADER + NAME; at++) {
        at = memmem(at, (size_t)(end - at), "PK\1\2", 4);
        if (!at || end - at < HEADER + NAME) break;
        found = short_at((const unsigned char *)at + 28) == NAME && memcmp(at + HEADER, "__main__.py", NAME) == 0;
    }
    str_free(&all);
    return found;
}

static bool check_zip(int fd, const char *path, Err *err) {
    char first[4];
    // The first entry of an archive, or the end of an empty one.
    if (pread(fd, first, 4, 0) != 4 || (memcmp(first, "PK\3\4", 4) != 0 && memcmp(first, "PK\5\6", 4) != 0)) return true;
    return zip_has_main(fd) || err_set(err, "%s: this zip file has no __main__.py", path);
}

static bool check_folder(const char *path, Err *err) {
    Str inside = {0};
    str_addf(&inside, "%s/__main__.py", path);
    bool there = access(inside.s, R_OK) == 0;
    str_free(&inside);
    return there || err_set(err, "%s: this folder has no __main__.py", path);
}

bool paths_check_script(const char *path, Err *err) {
    struct stat st;
    if (stat(path, &st) != 0) return err_set(err, "%s: %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode)) return check_folder(path, err);
    // A pipe (`<(…)`) can be read only once, and that is for Python to do.
    if (!S_ISREG(st.st_mode)) return true;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return err_set(err, "%s: %s", path, strerror(errno));
    bool fine = check_zip(fd, path, err);
    close(fd);
    return fine;
}
