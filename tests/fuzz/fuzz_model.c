#include <string.h>

#include "fuzz/look.h"
#include "fuzz/targets.h"
#include "history/generate.h"

// Eight bytes an event: a seed for one that is possible in the state it meets, or, now and then, what stands there.
void fuzz_model(const uint8_t *bytes, size_t len) {
    History *history = look_new();
    for (size_t at = 0; at + 8 <= len && at < 8 * 2000; at += 8) {
        const uint8_t *b = bytes + at;
        Random random = {1};
        memcpy(&random.at, b, 8);
        if (!random.at) random.at = 1;
        Event ev = generate(&random, history_live(history));
        const EventSchema *row = event_schema_row(b[0] % event_schema_count());
        if (b[1] & 1) {
            ev.kind = (uint16_t)row->kind;
            make_possible(&random, history_live(history), &ev);
        }
        if (b[1] & 2) ev.task = b[2];
        if (b[1] & 4) ev.loop = b[3];
        for (int i = 0; i < 4; i++)
            if (b[1] & 8 << i) ev.arg[i] = b[4 + i] == 255 ? UINT32_MAX : b[4 + i];
        history_add(history, &(Record){.ev = ev});
    }
    look_at(history, (uint32_t)len);
    look_free(history);
}
