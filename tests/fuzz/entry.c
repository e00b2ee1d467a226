// libFuzzer's way in: compiled once for each target, TARGET being its name.
#include "fuzz/targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    TARGET(bytes, len);
    return 0;
}
