#include "app/source_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/paths.h"
#include "base/words.h"

bool source_file_read(Str *out, const char *path, Err *err) {
    struct stat st;
    FILE *in = fopen(path, "re");
    if (!in) return err_set(err, "%s: %s", path, strerror(errno));
    char piece[4096];
    // A folder can be opened, but not read.
    int why = fstat(fileno(in), &st) == 0 && S_ISDIR(st.st_mode) ? EISDIR : 0;
    for (size_t n; !why && (n = fread(piece, 1, sizeof piece, in)) > 0;)
        str_add_bytes(out, piece, n);
    if (ferror(in)) why = errno;
    fclose(in);
    return why ? err_set(err, "%s: %s", path, strerror(why)) : true;
}

bool source_file_line(StrView text, unsigned number, StrView *line) {
    for (unsigned at = 1; text.len; at++) {
        const char *end = memchr(text.s, '\n', text.len);
        size_t len = end ? (size_t)(end - text.s) : text.len, used = len + (end != NULL);
        if (at == number) {
            *line = (StrView){text.s, len && text.s[len - 1] == '\r' ? len - 1 : len};
            return true;
        }
        text = (StrView){text.s + used, text.len - used};
    }
    return false;
}

// Errors: errno.
static bool write_beside(const char *beside, const Str *text, const struct stat *like) {
    FILE *out = fopen(beside, "we");
    if (!out) return false;
    bool fine = fwrite(str_text(text), 1, text->len, out) == text->len && fflush(out) == 0;
    // Another user's file becomes ours where we may not give it away; that is no reason not to
    // write it.
    if (fchown(fileno(out), like->st_uid, like->st_gid) != 0) errno = 0;
    fine = fchmod(fileno(out), like->st_mode & 07777) == 0 && fine;
    int why = errno;
    if (fclose(out) != 0) return false;
    errno = why;
    return fine;
}

static bool write_file(const char *path, const Str *text, Err *err) {
    struct stat st;
    Str beside = {0};
    char *real = realpath(path, NULL);
    bool fine = real && stat(real, &st) == 0;
    if (fine) {
        str_addf(&beside, "%s.%ld~", real, (long)getpid());
        fine = write_beside(beside.s, text, &st) && rename(beside.s, real) == 0;
    }
    if (!fine) {
        err_set(err, "%s: %s", path, strerror(errno));
        if (beside.len) unlink(beside.s);
    }
    free(real);
    str_free(&beside);
    return fine;
}

bool source_file_replace(const char *path, unsigned number, StrView before, StrView after,
                         Err *err) {
    Str text = {0}, changed = {0};
    StrView line;
    bool fine = source_file_read(&text, path, err);
    if (fine && (!source_file_line((StrView){str_text(&text), text.len}, number, &line) ||
                 !view_same(line, before)))
        fine = err_set(
            err, words(N_("line %u of %s has changed meanwhile: r runs the file as it is now")),
            number, paths_base(path));
    if (fine) {
        str_add_bytes(&changed, text.s, (size_t)(line.s - text.s));
        str_add_bytes(&changed, after.s, after.len);
        str_add_bytes(&changed, line.s + line.len, text.len - (size_t)(line.s - text.s) - line.len);
        fine = write_file(path, &changed, err);
    }
    str_free(&text);
    str_free(&changed);
    return fine;
}
