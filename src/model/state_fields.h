// A State as a table of fields (state_fields.def): for writing one down, reading one, and looking at one before it is trusted.
#ifndef MODEL_STATE_FIELDS_H
#define MODEL_STATE_FIELDS_H

#include "model/state.h"

typedef enum FieldCheck {
    CHECK_ANY, CHECK_TASK, CHECK_SYNC, CHECK_EDGE, CHECK_HOLD, CHECK_LOCAL, CHECK_HANDLE, CHECK_LOOP, CHECK_OWNER,
    CHECK_BELOW_2, CHECK_BELOW_3, CHECK_BELOW_4, CHECK_BELOW_5, CHECK_BELOW_9
} FieldCheck;

// The arrays of a State, and State itself, which has one item.
typedef enum StatePart {
    PART_STATE,
#define STATE(field, check)
#define ARRAY(name, Struct) PART_##name,
#define FIELD(array, Struct, field, check)
#include "model/state_fields.def"
    STATE_PARTS
} StatePart;

typedef struct StateField {
    StatePart part;
    const char *name;
    uint16_t offset;
    uint8_t size; // bytes of an unsigned integer: 1, 2, 4, 8
    FieldCheck check;
} StateField;

const char *state_part_name(StatePart part);

// Its fields, in the order of the table.
const StateField *state_fields(StatePart part, size_t *count);

// How many items; item `index` of them, borrowed for as long as the state stays as it is.
uint32_t state_item_count(const State *state, StatePart part);
void *state_item(State *state, StatePart part, uint32_t index);

uint64_t field_get(const StateField *field, const void *item);
bool field_set(const StateField *field, void *item, uint64_t value); // false: it does not fit

// Could events have made it, as far as whoever walks over it must rely on? Every number that names an item names one, every list comes to its end
// and has in it what belongs there. A state that was read from a file is not reduced before this is known.
bool state_is_sound(const State *state);

// What can be counted is: tasks by state, those alive, those that join.
void state_count_again(State *state);

#endif
