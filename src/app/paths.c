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

static int compare_versions(const char *a, const char *b) {
    int a_major = 0, a_minor = 0, b_major = 0, b_minor = 0;
    sscanf(a, "%d.%d", &a_major, &a_minor);
    sscanf(b, "%d.%d", &b_major, &b_minor);
    return a_major != b_major ? a_major - b_major : a_minor - b_minor;
}

// The newest engine in a folder, or the one of `version`; adds to `built` the versions that are there.
static bool engine_in(const char *folder, const char *version, Str *best, Str *built) {
    DIR *dir = opendir(folder);
    if (!dir) return false;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strncmp(entry->d_name, ENGINE_NAME, strlen(ENGINE_NAME)) != 0) continue;
        const char *found = entry->d_name + strlen(ENGINE_NAME);
        str_addf(built, "%s%s", built->len ? ", " : "", found);
        if (version ? strcmp(found, version) == 0 : !best->len || compare_versions(found, best->s) > 0) {
            str_clear(best);
            str_add(best, found);
        }
    }
    closedir(dir);
    return best->len > 0;
}

// "3.11" of the virtual environment that is active, from its pyvenv.cfg; empty if there is none.
static void venv_version(Str *out) {
    const char *venv = getenv("VIRTUAL_ENV");
    if (!venv || !*venv) return;
    Str path = {0};
    str_addf(&path, "%s/pyvenv.cfg", venv);
    FILE *file = fopen(path.s, "r");
    str_free(&path);
    if (!file) return;
    char line[512];
    int major, minor;
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "version = %d.%d", &major, &minor) != 2 && sscanf(line, "version_info = %d.%d", &major, &minor) != 2) continue;
        str_addf(out, "%d.%d", major, minor);
        break;
    }
    fclose(file);
}

bool paths_engine(Str *out, const char *version, Err *err) {
    Str own = {0}, best = {0}, built = {0}, venv = {0};
    if (!own_folder(&own, err)) return false;
    if (!version) venv_version(&venv);
    const char *wanted = version ? version : venv.len ? venv.s : NULL;
    const char *places[] = {".", "../lib/aioscope"};
    for (int i = 0; i < 2 && !out->len; i++) {
        Str folder = {0};
        str_addf(&folder, "%s/%s", own.s, places[i]);
        if (engine_in(folder.s, wanted, &best, &built)) str_addf(out, "%s/" ENGINE_NAME "%s", folder.s, best.s);
        str_free(&folder);
    }
    if (!out->len && !built.len)
        err_set(err, "no engine is built in %s or %s/../lib/aioscope", own.s, own.s);
    else if (!out->len && venv.len)
        err_set(err,
                "no engine is built for Python %s of VIRTUAL_ENV; choose one of %s with --python",
                wanted, built.s);
    else if (!out->len)
        err_set(err, "--python %s: no engine is built for it; choose one of %s", wanted, built.s);
    bool found = out->len > 0;
    str_free(&own);
    str_free(&best);
    str_free(&built);
    str_free(&venv);
    return found;
}

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
