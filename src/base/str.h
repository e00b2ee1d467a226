// Two kinds of string: Str owns its bytes and grows; StrView borrows somebody else's, which need not end in NUL.
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Str {
    char *s; // NUL-terminated once anything was added, else NULL
    size_t len, cap;
} Str;

typedef struct StrView {
    const char *s;
    size_t len;
} StrView;

#define STR_ARG(view) (int)(view).len, (view).s // for printf's %.*s

// {0} is an empty Str. Everything here ends in NUL and never fails.
void str_add(Str *str, const char *text);
void str_add_bytes(Str *str, const char *bytes, size_t len);
void str_addf(Str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_clear(Str *str); // empty, keeps its room
void str_free(Str *str);  // back to {0}
const char *str_text(const Str *str); // "" rather than NULL

StrView view_of(const char *text);
bool view_is(StrView view, const char *text);
bool view_same(StrView a, StrView b);

#endif
