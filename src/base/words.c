#include "base/words.h"

#include <libintl.h>

#define DOMAIN "aioscope"

void words_begin(const char *folder) {
    bindtextdomain(DOMAIN, folder);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
}

const char *words(const char *english) {
    // The empty message is a catalogue's header.
    return *english ? dgettext(DOMAIN, english) : english;
}

const char *words_n(const char *one, const char *many, unsigned long count) {
    return dngettext(DOMAIN, one, many, count);
}

void words_list(Str *out, const Str *items, size_t count) {
    Str first = {0};
    if (count) str_add(&first, str_text(&items[0]));
    for (size_t i = 1; i < count; i++) {
        Str longer = {0};
        str_addf(&longer, words(i + 1 == count ? N_("%s and %s") : N_("%s, %s")), str_text(&first),
                 str_text(&items[i]));
        str_free(&first);
        first = longer;
    }
    str_add(out, str_text(&first));
    str_free(&first);
}
