#include "export/json.h"

// The length of the UTF-8 character at the beginning of `text`; 0: it is none (RFC 3629).
static size_t character(StrView text) {
    const unsigned char *s = (const unsigned char *)text.s;
    size_t len = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : s[0] >= 0xE0 && s[0] < 0xF0 ? 3 : s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : 0;
    if (!len || len > text.len) return 0;
    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xC0) != 0x80) return 0;
    if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F)) return 0;
    return len;
}

void json_string(FILE *out, StrView text) {
    fputc('"', out);
    while (text.len) {
        size_t len = character(text);
        unsigned char c = (unsigned char)text.s[0];
        if (!len) fputs("\\ufffd", out);
        else if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F) fprintf(out, "\\u%04x", c);
        else fwrite(text.s, 1, len, out);
        text.s += len ? len : 1;
        text.len -= len ? len : 1;
    }
    fputc('"', out);
}

void json_seconds(FILE *out, uint64_t ns) {
    fprintf(out, "%llu.%09llu", (unsigned long long)(ns / 1000000000), (unsigned long long)(ns % 1000000000));
}
