#include "trace/cbor.h"

#include <string.h>

// --- writing -------------------------------------------------------------------------------------

void cbor_head(Str *out, CborMajor major, uint64_t value) {
    char bytes[9];
    int size = value < 24 ? 0 : value <= UINT8_MAX ? 1 : value <= UINT16_MAX ? 2 : value <= UINT32_MAX ? 4 : 8;
    int code = size == 0 ? (int)value : size == 1 ? 24 : size == 2 ? 25 : size == 4 ? 26 : 27;
    bytes[0] = (char)((int)major << 5 | code);
    for (int i = 0; i < size; i++) bytes[1 + i] = (char)(value >> 8 * (size - 1 - i));
    str_add_bytes(out, bytes, (size_t)size + 1);
}

void cbor_int(Str *out, int64_t value) {
    if (value < 0) cbor_head(out, CBOR_NEGINT, (uint64_t)-(value + 1));
    else cbor_head(out, CBOR_UINT, (uint64_t)value);
}

void cbor_text(Str *out, const char *text) {
    cbor_head(out, CBOR_TEXT, strlen(text));
    str_add(out, text);
}

// How many continuation bytes follow a first byte, and what the character must at least be; -1: not a first byte.
static int sequence_length(unsigned char first, unsigned *character, unsigned *least) {
    if (first < 0x80) return *character = first, *least = 0, 0;
    if (first >= 0xc2 && first < 0xe0) return *character = first & 0x1f, *least = 0x80, 1;
    if (first >= 0xe0 && first < 0xf0) return *character = first & 0x0f, *least = 0x800, 2;
    if (first >= 0xf0 && first < 0xf5) return *character = first & 0x07, *least = 0x10000, 3;
    return -1;
}

static bool is_utf8(const char *bytes, size_t len) {
    for (size_t i = 0; i < len; i++) {
        unsigned character, least;
        int more = sequence_length((unsigned char)bytes[i], &character, &least);
        if (more < 0 || len - i <= (size_t)more) return false;
        for (; more; more--) {
            unsigned char next = (unsigned char)bytes[++i];
            if ((next & 0xc0) != 0x80) return false;
            character = character << 6 | (next & 0x3f);
        }
        if (character < least || character > 0x10ffff || (character >= 0xd800 && character < 0xe000)) return false;
    }
    return true;
}

void cbor_string(Str *out, const char *bytes, size_t len) {
    cbor_head(out, is_utf8(bytes, len) ? CBOR_TEXT : CBOR_BYTES, len);
    str_add_bytes(out, bytes, len);
}

// --- reading -------------------------------------------------------------------------------------

bool cbor_read_head(CborReader *reader, CborMajor *major, uint64_t *value) {
    if (reader->at == reader->end) return false;
    unsigned first = *reader->at++;
    unsigned code = first & 31;
    *major = (CborMajor)(first >> 5);
    *value = code;
    if (code < 24) return true;
    if (code > 27 || *major == CBOR_SIMPLE) return false;
    size_t size = (size_t)1 << (code - 24);
    if ((size_t)(reader->end - reader->at) < size) return false;
    *value = 0;
    for (; size; size--) *value = *value << 8 | *reader->at++;
    return true;
}

bool cbor_read_uint(CborReader *reader, uint64_t *value) {
    CborMajor major;
    return cbor_read_head(reader, &major, value) && major == CBOR_UINT;
}

bool cbor_read_int(CborReader *reader, int64_t *value) {
    CborMajor major;
    uint64_t bits;
    if (!cbor_read_head(reader, &major, &bits) || major > CBOR_NEGINT || bits > INT64_MAX) return false;
    *value = major == CBOR_UINT ? (int64_t)bits : -1 - (int64_t)bits;
    return true;
}

static bool take_bytes(CborReader *reader, uint64_t len) {
    if ((uint64_t)(reader->end - reader->at) < len) return false;
    reader->at += len;
    return true;
}

bool cbor_read_string(CborReader *reader, StrView *string) {
    CborMajor major;
    uint64_t len;
    if (!cbor_read_head(reader, &major, &len) || (major != CBOR_BYTES && major != CBOR_TEXT)) return false;
    *string = (StrView){(const char *)reader->at, (size_t)len};
    return take_bytes(reader, len);
}

bool cbor_read_array(CborReader *reader, uint64_t *count) {
    CborMajor major;
    return cbor_read_head(reader, &major, count) && major == CBOR_ARRAY;
}

bool cbor_read_map(CborReader *reader, uint64_t *pairs) {
    CborMajor major;
    return cbor_read_head(reader, &major, pairs) && major == CBOR_MAP;
}

static bool skip(CborReader *reader, int depth) {
    CborMajor major;
    uint64_t value;
    if (!cbor_read_head(reader, &major, &value)) return false;
    if (major == CBOR_BYTES || major == CBOR_TEXT) return take_bytes(reader, value);
    if (major < CBOR_ARRAY || major == CBOR_SIMPLE) return true;
    if (depth == 0) return false;
    uint64_t items = major == CBOR_TAG ? 1 : value;
    // Every item takes a byte at least, so a count beyond the bytes left ends soon enough.
    if (items > (uint64_t)(reader->end - reader->at)) return false;
    for (uint64_t i = 0; i < (major == CBOR_MAP ? items * 2 : items); i++)
        if (!skip(reader, depth - 1)) return false;
    return true;
}

bool cbor_skip(CborReader *reader) {
    return skip(reader, CBOR_DEPTH);
}
