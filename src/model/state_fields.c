#include "model/state_fields.h"

#include <stddef.h>
#include <string.h>

#define ROW(part, Struct, field, check) {part, #field, offsetof(Struct, field), sizeof(((Struct *)0)->field), CHECK_##check},

static const StateField rows[] = {
#define STATE(field, check) ROW(PART_STATE, State, field, check)
#define ARRAY(name, Struct)
#define FIELD(array, Struct, field, check) ROW(PART_##array, Struct, field, check)
#include "model/state_fields.def"
};
#define ROWS (sizeof rows / sizeof *rows)

static const struct { const char *name; size_t array, count, size; } parts[STATE_PARTS] = {
    [PART_STATE] = {"state", 0, 0, sizeof(State)},
#define STATE(field, check)
#define ARRAY(name, Struct) [PART_##name] = {#name, offsetof(State, name), offsetof(State, n_##name), sizeof(Struct)},
#define FIELD(array, Struct, field, check)
#include "model/state_fields.def"
};

const char *state_part_name(StatePart part) {
    return parts[part].name;
}

const StateField *state_fields(StatePart part, size_t *count) {
    size_t first = 0;
    while (first < ROWS && rows[first].part != part) first++;
    for (*count = 0; first + *count < ROWS && rows[first + *count].part == part; ++*count) continue;
    return &rows[first];
}

uint32_t state_item_count(const State *state, StatePart part) {
    uint32_t count;
    if (part == PART_STATE) return 1;
    memcpy(&count, (const char *)state + parts[part].count, sizeof count);
    return count;
}

void *state_item(State *state, StatePart part, uint32_t index) {
    char *items;
    if (part == PART_STATE) return state;
    memcpy(&items, (char *)state + parts[part].array, sizeof items);
    return items + index * parts[part].size;
}

uint64_t field_get(const StateField *field, const void *item) {
    const char *at = (const char *)item + field->offset;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (field->size) {
    case 1: return *(const uint8_t *)at;
    case 2: return memcpy(&two, at, sizeof two), two;
    case 4: return memcpy(&four, at, sizeof four), four;
    default: return memcpy(&eight, at, sizeof eight), eight;
    }
}

bool field_set(const StateField *field, void *item, uint64_t value) {
    char *at = (char *)item + field->offset;
    uint8_t one = (uint8_t)value;
    uint16_t two = (uint16_t)value;
    uint32_t four = (uint32_t)value;
    switch (field->size) {
    case 1: memcpy(at, &one, sizeof one); return value <= UINT8_MAX;
    case 2: memcpy(at, &two, sizeof two); return value <= UINT16_MAX;
    case 4: memcpy(at, &four, sizeof four); return value <= UINT32_MAX;
    default: memcpy(at, &value, sizeof value); return true;
    }
}
