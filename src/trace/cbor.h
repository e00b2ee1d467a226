// As much of CBOR (RFC 8949) as a recording needs: integers, byte and text strings, arrays and maps of definite length, one tag.
#ifndef TRACE_CBOR_H
#define TRACE_CBOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef enum CborMajor {
    CBOR_UINT = 0, CBOR_NEGINT, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG, CBOR_SIMPLE
} CborMajor;

// --- writing: appended to a Str ------------------------------------------------------------------
void cbor_head(Str *out, CborMajor major, uint64_t value); // the beginning of an item: its type with its value, length or count
void cbor_int(Str *out, int64_t value);
void cbor_text(Str *out, const char *text);
// A text string where the bytes are UTF-8, else a byte string.
void cbor_string(Str *out, const char *bytes, size_t len);

// --- reading -------------------------------------------------------------------------------------
typedef struct CborReader {
    const unsigned char *at, *end;
} CborReader;

// Each returns false where the bytes end too early or are of another kind, and then leaves the reader anywhere within its bytes.
bool cbor_read_head(CborReader *reader, CborMajor *major, uint64_t *value); // no indefinite lengths, no floats
bool cbor_read_uint(CborReader *reader, uint64_t *value);
bool cbor_read_int(CborReader *reader, int64_t *value);
bool cbor_read_string(CborReader *reader, StrView *string); // bytes or text; borrowed
bool cbor_read_array(CborReader *reader, uint64_t *count);
bool cbor_read_map(CborReader *reader, uint64_t *pairs);
// Step over one item of any kind, nested at most CBOR_DEPTH deep.
bool cbor_skip(CborReader *reader);
#define CBOR_DEPTH 4

#endif
