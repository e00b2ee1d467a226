#include "lesson/question_names.h"

#include <string.h>

bool names_next(StrView *rest, StrView *name) {
    while (rest->len && rest->s[0] == ' ') rest->s++, rest->len--;
    if (!rest->len) return false;
    char end = rest->s[0] == '"' || rest->s[0] == '\'' ? rest->s[0] : ' ';
    if (end != ' ') rest->s++, rest->len--;
    const char *at = memchr(rest->s, end, rest->len);
    *name = (StrView){rest->s, at ? (size_t)(at - rest->s) : rest->len};
    size_t used = name->len + (at != NULL);
    rest->s += used, rest->len -= used;
    return true;
}

size_t names_count(StrView names) {
    StrView name;
    size_t count = 0;
    while (names_next(&names, &name)) count++;
    return count;
}

void names_add_quoted(Str *out, StrView name) {
    bool has_quote = memchr(name.s, '\'', name.len) != NULL;
    bool is_plain = !has_quote && !memchr(name.s, ' ', name.len) && !memchr(name.s, '"', name.len);
    const char *quote = "'";
    if (is_plain) quote = "";
    else if (has_quote) quote = "\"";
    str_addf(out, "%s%s%.*s%s", out->len ? " " : "", quote, STR_ARG(name), quote);
}
