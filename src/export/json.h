// What every JSON file needs: texts of the script's as JSON strings.
#ifndef EXPORT_JSON_H
#define EXPORT_JSON_H

#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

// With its quotes. Bytes that are no UTF-8 become U+FFFD, control characters are escaped (RFC 8259).
void json_string(FILE *out, StrView text);

// Seconds with nine decimals, from nanoseconds: exact, as no double would be.
void json_seconds(FILE *out, uint64_t ns);

#endif
