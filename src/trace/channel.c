#include "trace/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define SLOT sizeof(Event)
#define RING_MAGIC 0x31676e6972736f69u // "iosring1": changes with the layout
#define RING_SLOTS (1u << 18)
#define RING_SLOTS_MIN (1u << 12) // holds the longest string with room to spare
#define RING_SLOTS_MAX (1u << 24)
#define RELEASE_EVERY 256 // slots: how often the reader hands room back while there is more to read
#define RECORD_MAX (SLOT + DEF_STRING_MAX)
#define PIPE_IN (4 * RECORD_MAX)

// What is shared. Each side's words stand on cache lines of their own, so that writing one does not slow the other side's reading.
typedef struct Ring {
    uint64_t magic;
    uint64_t slots;                         // a power of two
    alignas(64) _Atomic uint64_t head;      // the engine's: slots written so far
    alignas(64) _Atomic uint64_t tail;      // the parent's: slots read so far
    alignas(64) _Atomic uint32_t is_parked; // the engine's
    alignas(64) _Atomic uint32_t is_pause_asked; // the parent's
    alignas(64) Event slot[];
} Ring;

struct Channel {
    Ring *ring; // NULL: a pipe
    uint64_t mask;
    uint64_t at;     // slots written or read so far by this end
    uint64_t limit;  // writing: `at` may come so far without looking at the reader. Reading: so much is there for certain
    uint64_t given;  // reading: as far as room was handed back
    bool is_muted;
    bool is_broken;  // reading: what came cannot be a record
    int fd;          // of the pipe, else -1
    ino_t inode;     // of it: the script may close it, and be given its number for a socket of its own
    size_t map_size;
    char *buffer;    // reading a ring: the bytes of a string. A pipe: what was not yet sent, or not yet taken apart
    size_t from, to; // the used part of a pipe's buffer
};

static size_t slots_of_bytes(size_t len) {
    return (len + SLOT - 1) / SLOT;
}

// --- the two ends --------------------------------------------------------------------------------

static ino_t inode_of(int fd) {
    struct stat info;
    return fstat(fd, &info) ? 0 : info.st_ino;
}

static Channel *channel_of_pipe(int fd) {
    Channel *channel = mem_new(sizeof *channel);
    channel->fd = fd;
    channel->inode = inode_of(fd);
    channel->buffer = mem_new(PIPE_IN);
    return channel;
}

static Channel *channel_of_ring(Ring *ring, size_t map_size) {
    Channel *channel = mem_new(sizeof *channel);
    channel->ring = ring;
    channel->mask = (map_size - sizeof(Ring)) / SLOT - 1;
    channel->map_size = map_size;
    channel->fd = -1;
    channel->buffer = mem_new(DEF_STRING_MAX);
    return channel;
}

static uint64_t slots_wanted(void) {
    const char *text = getenv("AIOSCOPE_RING_SLOTS");
    uint64_t wanted = text ? strtoull(text, NULL, 10) : RING_SLOTS;
    uint64_t slots = RING_SLOTS_MIN;
    while (slots < wanted && slots < RING_SLOTS_MAX) slots *= 2;
    return slots;
}

// A ring that was sized once and for all: the script, which inherits the descriptor, could otherwise shrink it under the parent's feet.
static int make_memory(size_t size) {
    int fd = memfd_create("aioscope-events", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return -1;
    if (ftruncate(fd, (off_t)size) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0) return fd;
    close(fd);
    return -1;
}

static Channel *ring_new(int *fd) {
    uint64_t slots = slots_wanted();
    size_t size = sizeof(Ring) + slots * SLOT;
    int memory = make_memory(size);
    if (memory < 0) return NULL;
    Ring *ring = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    if (ring == MAP_FAILED) {
        close(memory);
        return NULL;
    }
    ring->magic = RING_MAGIC;
    ring->slots = slots;
    *fd = memory;
    return channel_of_ring(ring, size);
}

// A pair of sockets rather than a pipe: a socket can be told not to raise SIGPIPE, which would be the script's.
static Channel *pipe_new(int *fd, Err *err) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
        err_set(err, "cannot make a channel to the engine: %s", strerror(errno));
        return NULL;
    }
    int size = 1 << 20;
    setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    *fd = pair[1];
    return channel_of_pipe(pair[0]);
}

Channel *channel_new(int *fd, Err *err) {
    Channel *channel = getenv("AIOSCOPE_NO_SHM") ? NULL : ring_new(fd);
    return channel ? channel : pipe_new(fd, err);
}

static bool is_ring(const Ring *ring, size_t size) {
    uint64_t slots = ring->slots;
    return ring->magic == RING_MAGIC && slots >= RING_SLOTS_MIN && slots <= RING_SLOTS_MAX && !(slots & (slots - 1)) &&
           size == sizeof(Ring) + slots * SLOT;
}

Channel *channel_open(int fd, Err *err) {
    struct stat info;
    if (fstat(fd, &info) < 0) {
        err_set(err, "cannot open the channel of events, descriptor %d: %s", fd, strerror(errno));
        return NULL;
    }
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (S_ISSOCK(info.st_mode)) return channel_of_pipe(fd);
    size_t size = (size_t)info.st_size;
    if (S_ISREG(info.st_mode) && size > sizeof(Ring)) {
        Ring *ring = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (ring != MAP_FAILED && is_ring(ring, size)) {
            close(fd); // the mapping stays, and the script has one strange descriptor less
            return channel_of_ring(ring, size);
        }
        if (ring != MAP_FAILED) munmap(ring, size);
    }
    err_set(err, "cannot open the channel of events, descriptor %d: neither a ring nor a socket",
            fd);
    return NULL;
}

void channel_free(Channel *channel) {
    if (!channel) return;
    if (channel->ring) munmap(channel->ring, channel->map_size);
    if (channel->fd >= 0 && inode_of(channel->fd) == channel->inode) close(channel->fd);
    free(channel->buffer);
    free(channel);
}

// --- writing to a ring ---------------------------------------------------------------------------

static bool ring_has_room(Channel *channel, size_t slots) {
    if (channel->at + slots <= channel->limit) return true;
    channel->limit = atomic_load_explicit(&channel->ring->tail, memory_order_acquire) + channel->mask + 1;
    return channel->at + slots <= channel->limit;
}

// While `wait` has the GIL released another thread may write: everything is looked at anew after it.
static bool ring_wait(Channel *channel, size_t slots, bool (*wait)(void *), void *arg) {
    while (!channel->is_muted && !ring_has_room(channel, slots))
        if (!wait(arg)) channel->is_muted = true;
    return !channel->is_muted;
}

// Bytes may run over the end of the ring and go on at its beginning.
static void ring_put_bytes(Channel *channel, const char *bytes, size_t len) {
    size_t size = (channel->mask + 1) * SLOT, from = (channel->at & channel->mask) * SLOT;
    size_t first = len < size - from ? len : size - from;
    memcpy((char *)channel->ring->slot + from, bytes, first);
    if (len > first) memcpy(channel->ring->slot, bytes + first, len - first);
    channel->at += slots_of_bytes(len);
}

// The head moves once the whole record is there, so that an engine killed in the middle leaves no half of one.
static void ring_write(Channel *channel, const Record *record, size_t len, bool (*wait)(void *), void *arg) {
    if (!ring_wait(channel, 1 + slots_of_bytes(len), wait, arg)) return;
    Event *slot = &channel->ring->slot[channel->at++ & channel->mask];
    *slot = record->ev;
    if (record->ev.kind == DEF_STRING) {
        slot->arg[1] = (uint32_t)len;
        ring_put_bytes(channel, record->bytes, len);
    }
    atomic_store_explicit(&channel->ring->head, channel->at, memory_order_release);
}

// --- writing to a pipe ---------------------------------------------------------------------------

// Send what is in the buffer, all of it unless the parent has gone. Here too another thread may write during `wait`; it begins by
// sending what we left, so records stay whole and in order.
static bool pipe_drain(Channel *channel, bool (*wait)(void *), void *arg) {
    if (inode_of(channel->fd) != channel->inode) channel->is_muted = true;
    while (!channel->is_muted && channel->from < channel->to) {
        ssize_t sent = send(channel->fd, channel->buffer + channel->from, channel->to - channel->from, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) channel->from += (size_t)sent;
        else if (errno == EAGAIN || errno == EWOULDBLOCK) channel->is_muted = !wait(arg);
        else if (errno != EINTR) channel->is_muted = true;
    }
    return !channel->is_muted;
}

static void pipe_write(Channel *channel, const Record *record, size_t len, bool (*wait)(void *), void *arg) {
    if (!pipe_drain(channel, wait, arg)) return;
    Event ev = record->ev;
    if (ev.kind == DEF_STRING) ev.arg[1] = (uint32_t)len;
    size_t padded = slots_of_bytes(len) * SLOT;
    memcpy(channel->buffer, &ev, SLOT);
    if (len) memcpy(channel->buffer + SLOT, record->bytes, len);
    memset(channel->buffer + SLOT + len, 0, padded - len);
    channel->from = 0;
    channel->to = SLOT + padded;
    channel->at += channel->to / SLOT;
    pipe_drain(channel, wait, arg);
}

static bool pipe_has_room(const Channel *channel) {
    struct pollfd poll_fd = {.fd = channel->fd, .events = POLLOUT};
    return channel->from == channel->to && poll(&poll_fd, 1, 0) != 0;
}

// --- the engine's side ---------------------------------------------------------------------------

void channel_write(Channel *channel, const Record *record, bool (*wait)(void *), void *arg) {
    if (channel->is_muted) return;
    size_t len = 0;
    if (record->ev.kind == DEF_STRING) len = record->len < DEF_STRING_MAX ? record->len : DEF_STRING_MAX;
    if (channel->ring) ring_write(channel, record, len, wait, arg);
    else pipe_write(channel, record, len, wait, arg);
}

bool channel_put(Channel *channel, const Event *ev) {
    bool is_there = channel->ring && !channel->is_muted && ring_has_room(channel, 1);
    if (!is_there) return false;
    channel->ring->slot[channel->at++ & channel->mask] = *ev;
    atomic_store_explicit(&channel->ring->head, channel->at, memory_order_release);
    return true;
}

bool channel_is_full(Channel *channel, size_t slots) {
    if (channel->is_muted) return false;
    return channel->ring ? !ring_has_room(channel, slots) : !pipe_has_room(channel);
}

uint64_t channel_written(const Channel *channel) {
    return channel->at;
}

void channel_mute(Channel *channel) {
    channel->is_muted = true;
}

void channel_set_parked(Channel *channel, bool parked) {
    if (channel->ring && !channel->is_muted) atomic_store_explicit(&channel->ring->is_parked, parked, memory_order_release);
}

bool channel_pause_asked(const Channel *channel) {
    return channel->ring && !channel->is_muted && atomic_load_explicit(&channel->ring->is_pause_asked, memory_order_relaxed);
}

// --- reading a ring ------------------------------------------------------------------------------

static void ring_release(Channel *channel) {
    channel->given = channel->at;
    atomic_store_explicit(&channel->ring->tail, channel->at, memory_order_release);
}

static bool ring_has(Channel *channel, size_t slots) {
    if (channel->at + slots <= channel->limit) return true;
    channel->limit = atomic_load_explicit(&channel->ring->head, memory_order_acquire);
    return channel->at + slots <= channel->limit;
}

static void ring_get_bytes(Channel *channel, size_t len) {
    size_t size = (channel->mask + 1) * SLOT, from = (channel->at & channel->mask) * SLOT;
    size_t first = len < size - from ? len : size - from;
    memcpy(channel->buffer, (char *)channel->ring->slot + from, first);
    if (len > first) memcpy(channel->buffer + first, channel->ring->slot, len - first);
    channel->at += slots_of_bytes(len);
}

// The script runs in the process that writes, so anything may stand here. A head that is out of reach or a string that does not fit
// ends the reading; whatever was read before stands.
static bool ring_read(Channel *channel, Record *record) {
    if (!ring_has(channel, 1)) {
        if (channel->given != channel->at) ring_release(channel);
        return false;
    }
    *record = (Record){.ev = channel->ring->slot[channel->at & channel->mask]};
    bool is_string = record->ev.kind == DEF_STRING;
    size_t len = is_string ? record->ev.arg[1] : 0;
    if (channel->limit - channel->given > channel->mask + 1 || len > DEF_STRING_MAX || !ring_has(channel, 1 + slots_of_bytes(len))) {
        channel->is_broken = true;
        return false;
    }
    channel->at++;
    if (is_string) {
        ring_get_bytes(channel, len);
        record->bytes = channel->buffer;
        record->len = len;
    }
    if (channel->at - channel->given >= RELEASE_EVERY) ring_release(channel);
    return true;
}

// --- reading a pipe ------------------------------------------------------------------------------

static bool pipe_has(const Channel *channel, size_t slots) {
    return channel->to - channel->from >= slots * SLOT;
}

static bool pipe_fill(Channel *channel) {
    memmove(channel->buffer, channel->buffer + channel->from, channel->to - channel->from);
    channel->to -= channel->from;
    channel->from = 0;
    ssize_t got;
    do got = recv(channel->fd, channel->buffer + channel->to, PIPE_IN - channel->to, MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got > 0) channel->to += (size_t)got;
    return got > 0;
}

static bool pipe_read(Channel *channel, Record *record) {
    while (!pipe_has(channel, 1))
        if (!pipe_fill(channel)) return false;
    *record = (Record){0};
    memcpy(&record->ev, channel->buffer + channel->from, SLOT);
    bool is_string = record->ev.kind == DEF_STRING;
    size_t len = is_string ? record->ev.arg[1] : 0;
    if (len > DEF_STRING_MAX) {
        channel->is_broken = true;
        return false;
    }
    size_t slots = 1 + slots_of_bytes(len);
    while (!pipe_has(channel, slots))
        if (!pipe_fill(channel)) return false;
    if (is_string) {
        record->bytes = channel->buffer + channel->from + SLOT;
        record->len = len;
    }
    channel->from += slots * SLOT;
    channel->at += slots;
    return true;
}

// --- the parent's side ---------------------------------------------------------------------------

// Nobody reads on, yet the engine must not wait for room for ever.
static void drop_the_rest(Channel *channel) {
    Ring *ring = channel->ring;
    if (ring) {
        atomic_store_explicit(&ring->tail, atomic_load_explicit(&ring->head, memory_order_acquire), memory_order_release);
    } else {
        do channel->from = channel->to;
        while (pipe_fill(channel));
    }
}

bool channel_read(Channel *channel, Record *record) {
    if (channel->is_broken) {
        drop_the_rest(channel);
        return false;
    }
    return channel->ring ? ring_read(channel, record) : pipe_read(channel, record);
}

uint64_t channel_consumed(const Channel *channel) {
    return channel->at;
}

bool channel_is_parked(const Channel *channel) {
    return channel->ring && atomic_load_explicit(&channel->ring->is_parked, memory_order_acquire);
}

int channel_poll_fd(const Channel *channel) {
    return channel->fd;
}

void channel_ask_pause(Channel *channel, bool pause) {
    if (channel->ring) atomic_store_explicit(&channel->ring->is_pause_asked, pause, memory_order_relaxed);
}
