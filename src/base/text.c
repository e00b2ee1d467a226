#include "base/text.h"

#include <string.h>
#include <strings.h>
#include <wchar.h>

#define REPLACEMENT 0xFFFDu
#define MARKS_MAX 4 // combining marks on one base: libvterm and ncurses keep no more

// --- decoding ------------------------------------------------------------------------------------

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

// How many bytes a character has that begins with `lead`, and its bits of the character; 0: no character begins so.
static size_t lead_byte(unsigned char lead, unsigned *bits) {
    if (lead < 0x80) return *bits = lead, 1;
    if (lead >= 0xC2 && lead <= 0xDF) return *bits = lead & 0x1Fu, 2;
    if (lead >= 0xE0 && lead <= 0xEF) return *bits = lead & 0x0Fu, 3;
    if (lead >= 0xF0 && lead <= 0xF4) return *bits = lead & 0x07u, 4;
    return 0;
}

// The shortest form only, no surrogates, nothing above the end of Unicode (RFC 3629).
static bool is_scalar(unsigned character, size_t bytes) {
    static const unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    return character >= smallest[bytes] && character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
}

size_t text_decode(StrView text, unsigned *character) {
    *character = REPLACEMENT;
    if (!text.len) return 0;
    unsigned bits = 0;
    size_t bytes = lead_byte((unsigned char)text.s[0], &bits);
    if (!bytes || bytes > text.len) return 1;
    for (size_t i = 1; i < bytes; i++) {
        if (!is_continuation(text.s[i])) return 1;
        bits = bits << 6 | ((unsigned char)text.s[i] & 0x3Fu);
    }
    if (!is_scalar(bits, bytes)) return 1;
    *character = bits;
    return bytes;
}

static StrView view_from(StrView text, size_t from) {
    return (StrView){text.s + from, text.len - from};
}

// --- cleaning ------------------------------------------------------------------------------------

// Characters whose width terminals do not agree on, or that change how others are shown: joiners, selectors, bidi controls, tags.
static bool is_treacherous(unsigned character) {
    static const struct { unsigned first, last; } ranges[] = {
        {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x200B, 0x200F},
        {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFC},
        {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (character >= ranges[i].first && character <= ranges[i].last) return true;
    return false;
}

static bool is_control(unsigned character) {
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

// As Python's repr spells it.
static void add_escape(Str *out, unsigned character) {
    if (character == '\n') str_add(out, "\\n");
    else if (character == '\r') str_add(out, "\\r");
    else if (character == '\t') str_add(out, "\\t");
    else if (character < 0x100) str_addf(out, "\\x%02x", character);
    else if (character < 0x10000) str_addf(out, "\\u%04x", character);
    else str_addf(out, "\\U%08x", character);
}

// What becomes of one character: itself, spelled out, or the sign for bytes that are no character.
static void add_clean(Str *out, StrView bytes, unsigned character, bool ascii) {
    bool is_broken = bytes.len == 1 && character == REPLACEMENT;
    if (ascii ? character >= 0x7F : is_treacherous(character)) add_escape(out, character);
    else if (is_control(character)) add_escape(out, character);
    else if (is_broken) str_add(out, "\xEF\xBF\xBD");
    else if (wcwidth((wchar_t)character) < 0) add_escape(out, character);
    else str_add_bytes(out, bytes.s, bytes.len);
}

static bool is_mark(unsigned character) {
    return wcwidth((wchar_t)character) == 0 && !is_control(character) && !is_treacherous(character);
}

static void clean(Str *out, StrView text, int tab, bool ascii) {
    size_t bytes;
    unsigned character;
    int column = 0, marks = MARKS_MAX; // as if there were no room for a mark: nothing stands before the first character
    str_add(out, "");
    for (; (bytes = text_decode(text, &character)) > 0; text = view_from(text, bytes)) {
        size_t start = out->len;
        if (character == '\t' && tab > 0) str_addf(out, "%*s", tab - column % tab, "");
        else if (is_mark(character) && marks == MARKS_MAX) add_escape(out, character);
        else add_clean(out, (StrView){text.s, bytes}, character, ascii);
        StrView added = {out->s + start, out->len - start};
        bool is_itself = added.len == bytes && memcmp(added.s, text.s, bytes) == 0;
        if (!is_itself) marks = MARKS_MAX;
        else marks = is_mark(character) ? marks + 1 : 0;
        column += text_cells(added);
    }
}

void text_clean(Str *out, StrView text, bool ascii) {
    clean(out, text, 0, ascii);
}

void text_clean_line(Str *out, StrView line, int tab, bool ascii) {
    clean(out, line, tab, ascii);
}

void text_clean_said(Str *out, StrView text) {
    size_t bytes;
    unsigned character;
    str_add(out, "");
    for (; (bytes = text_decode(text, &character)) > 0; text = view_from(text, bytes)) {
        if (is_control(character) || is_treacherous(character)) add_escape(out, character);
        else if (bytes == 1 && character == REPLACEMENT) str_add(out, "\xEF\xBF\xBD");
        else str_add_bytes(out, text.s, bytes);
    }
}

void text_put(FILE *out, const char *text) {
    Str clean = {0};
    text_clean_said(&clean, view_of(text));
    fwrite(str_text(&clean), 1, clean.len, out);
    str_free(&clean);
}

// --- measuring -----------------------------------------------------------------------------------

// A character of cleaned text has a width; without a UTF-8 locale wcwidth does not know it, and one is the best guess.
static int cells_of(unsigned character) {
    int width = wcwidth((wchar_t)character);
    return width < 0 ? 1 : width;
}

int text_cells(StrView text) {
    int cells = 0;
    size_t bytes;
    unsigned character;
    for (; (bytes = text_decode(text, &character)) > 0; text = view_from(text, bytes)) cells += cells_of(character);
    return cells;
}

size_t text_fit(StrView text, int cells) {
    size_t fit = 0, bytes;
    unsigned character;
    for (; (bytes = text_decode(view_from(text, fit), &character)) > 0; fit += bytes) {
        cells -= cells_of(character);
        if (cells < 0) break;
    }
    return fit;
}

// --- wrapping ------------------------------------------------------------------------------------

// The first character with its marks, however wide.
static size_t first_whole(StrView text) {
    unsigned character;
    size_t bytes = text_decode(text, &character);
    return bytes + text_fit(view_from(text, bytes), 0);
}

static size_t blanks_at(StrView text, size_t at) {
    size_t n = 0;
    while (at + n < text.len && text.s[at + n] == ' ') n++;
    return n;
}

// Where the last word that is whole within `fit` bytes ends; 0: none does.
static size_t last_word_end(StrView text, size_t fit) {
    size_t end = fit;
    if (text.s[fit] != ' ')
        while (end && text.s[end - 1] != ' ') end--;
    while (end && text.s[end - 1] == ' ') end--;
    return end;
}

size_t text_wrap(StrView text, int cells, size_t *skip) {
    *skip = 0;
    size_t fit = text_fit(text, cells);
    if (fit == text.len) return fit;
    size_t end = last_word_end(text, fit);
    if (!end) end = fit ? fit : first_whole(text);
    *skip = blanks_at(text, end);
    return end;
}

bool text_has(StrView text, StrView words) {
    if (!words.len) return true;
    for (size_t i = 0; i + words.len <= text.len; i++)
        if (strncasecmp(text.s + i, words.s, words.len) == 0) return true;
    return false;
}
