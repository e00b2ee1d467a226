// What is fuzzed: each takes bytes of any kind and comes back, or has found a fault (and aborts). `make fuzz` drives them with libFuzzer, `make test`
// with the corpus.
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

typedef void FuzzTarget(const uint8_t *bytes, size_t len);

FuzzTarget fuzz_recording; // a file, as it is
FuzzTarget fuzz_block;     // the content of a block whose checksum is right: what a hostile writer could make
FuzzTarget fuzz_model;     // events, mostly possible ones
FuzzTarget fuzz_lesson;    // a lesson's source, and its introduction as Markdown
FuzzTarget fuzz_condition; // what is typed behind / and b

#endif
