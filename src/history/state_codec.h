// Inside history/ only: a state as definitions of a recording (DEF_STATE), and back.
#ifndef HISTORY_STATE_CODEC_H
#define HISTORY_STATE_CODEC_H

#include "history/snapshot.h"
#include "trace/event.h"

typedef struct StateReader StateReader;

StateReader *state_reader_new(void);
void state_reader_free(StateReader *reader); // NULL is fine

typedef enum StateRead { STATE_MORE, STATE_WHOLE, STATE_BAD } StateRead;

// Take one more DEF_STATE. STATE_WHOLE: that was the last, and `to`, which must be {0}, has the state, found sound.
StateRead state_read(StateReader *reader, const Record *record, Snapshot *to);

#endif
