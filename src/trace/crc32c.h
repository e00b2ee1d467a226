// CRC-32C (Castagnoli), the checksum of a recording's blocks. RFC 3720, appendix B.4.
#ifndef TRACE_CRC32C_H
#define TRACE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

// Of `len` bytes; `crc` is the result for what came before them, 0 at the beginning.
uint32_t crc32c(uint32_t crc, const void *bytes, size_t len);

#endif
