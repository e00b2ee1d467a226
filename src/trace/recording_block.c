#include "trace/recording_block.h"

#include "trace/recording_format.h"

bool block_read_head(CborReader at, const unsigned char *begin, BlockHead *head) {
    CborMajor type;
    bool fine = cbor_read_uint(&at, &head->first) && cbor_read_uint(&at, &head->count) && cbor_read_uint(&at, &head->t0) &&
                cbor_read_uint(&at, &head->crc) && cbor_read_head(&at, &type, &head->len) && type == CBOR_BYTES;
    head->size = (size_t)(at.at - begin);
    return fine && head->len <= RECORDING_ITEM_MAX;
}

bool block_is_whole(const BlockHead *head, const unsigned char *bytes) {
    return recording_checksum(head->first, head->count, head->t0, bytes, (size_t)head->len) == head->crc;
}

BlockReader block_begin(const BlockHead *head, const unsigned char *bytes) {
    return (BlockReader){.at = {bytes, bytes + head->len}, .left = head->count, .t = head->t0};
}

bool block_is_done(const BlockReader *block) {
    return block->at.at == block->at.end;
}

// --- records -------------------------------------------------------------------------------------

static bool read_u32(CborReader *at, uint32_t *value) {
    uint64_t wide;
    if (!cbor_read_uint(at, &wide) || wide > UINT32_MAX) return false;
    *value = (uint32_t)wide;
    return true;
}

static bool skip_items(CborReader *at, uint64_t count) {
    for (; count; count--)
        if (!cbor_skip(at)) return false;
    return true;
}

static bool read_definition(CborReader *at, uint64_t count, Record *record) {
    Event *ev = &record->ev;
    if (ev->kind == DEF_STRING) {
        StrView bytes;
        if (count < 2 || !read_u32(at, &ev->arg[0]) || !cbor_read_string(at, &bytes) || bytes.len > DEF_STRING_MAX) return false;
        ev->arg[1] = (uint32_t)bytes.len;
        record->bytes = bytes.s;
        record->len = bytes.len;
        return skip_items(at, count - 2);
    }
    if (ev->kind == DEF_STATE) {
        record->bytes = (const char *)at->at;
        if (!skip_items(at, count)) return false;
        record->len = (size_t)((const char *)at->at - record->bytes);
        return true;
    }
    if (ev->kind > DEF_STATE) return skip_items(at, count);
    uint64_t n = ev->kind == DEF_SOURCE ? 2 : 4;
    if (count < n) return false;
    for (uint64_t i = 0; i < n; i++)
        if (!read_u32(at, &ev->arg[i])) return false;
    count -= n;
    if (ev->kind != DEF_CODE || !count) return skip_items(at, count);
    return read_u32(at, &ev->task) && skip_items(at, count - 1);
}

// Fields that are missing are zero; those that we do not know are stepped over, whatever a newer program put there.
static bool read_fields(CborReader *at, uint64_t count, Event *ev) {
    const EventSchema *schema = event_schema(ev->kind);
    int place = 0;
    for (; schema && count && place < 4; count--, place++) {
        FieldType type = schema->field[place].type;
        if (type == FIELD_NS) {
            uint64_t ns;
            if (!cbor_read_uint(at, &ns)) return false;
            event_set_ns(ev, place++, ns);
        } else if (type == FIELD_NONE ? !cbor_skip(at) : !read_u32(at, &ev->arg[place])) {
            return false;
        }
    }
    return skip_items(at, count);
}

static bool read_event(BlockReader *block, uint64_t count, Event *ev) {
    CborReader *at = &block->at;
    int64_t dt;
    uint32_t loop;
    if (count < 3 || !block->left || !cbor_read_int(at, &dt) || !read_u32(at, &loop) || loop > UINT16_MAX || !read_u32(at, &ev->task))
        return false;
    block->t += (uint64_t)dt;
    block->left--;
    ev->t = block->t;
    ev->loop = (uint16_t)loop;
    return read_fields(at, count - 3, ev);
}

bool block_read(BlockReader *block, Record *record) {
    uint64_t count, kind;
    *record = (Record){0};
    if (!cbor_read_array(&block->at, &count) || !count || !cbor_read_uint(&block->at, &kind) || kind > UINT16_MAX) return false;
    record->ev.kind = (uint16_t)kind;
    return event_is_definition(&record->ev) ? read_definition(&block->at, count - 1, record) : read_event(block, count - 1, &record->ev);
}
