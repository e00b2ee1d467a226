#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void str_add_bytes(Str *str, const char *bytes, size_t len) {
    str->s = mem_grow(str->s, &str->cap, str->len + len + 1, 1);
    if (len) memcpy(str->s + str->len, bytes, len);
    str->len += len;
    str->s[str->len] = '\0';
}

void str_add(Str *str, const char *text) {
    str_add_bytes(str, text, strlen(text));
}

void str_addf(Str *str, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len > 0) {
        str->s = mem_grow(str->s, &str->cap, str->len + (size_t)len + 1, 1);
        vsnprintf(str->s + str->len, (size_t)len + 1, format, again);
        str->len += (size_t)len;
    }
    va_end(again);
}

void str_clear(Str *str) {
    str->len = 0;
    if (str->s) str->s[0] = '\0';
}

void str_free(Str *str) {
    free(str->s);
    *str = (Str){0};
}

const char *str_text(const Str *str) {
    return str->s ? str->s : "";
}

StrView view_of(const char *text) {
    return (StrView){text, strlen(text)};
}

bool view_is(StrView view, const char *text) {
    return view.len == strlen(text) && memcmp(view.s, text, view.len) == 0;
}

bool view_same(StrView a, StrView b) {
    return a.len == b.len && (!a.len || memcmp(a.s, b.s, a.len) == 0);
}
