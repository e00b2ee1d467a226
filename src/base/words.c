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
