#include "engine/poll.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#define ROOM_MAX 256

uint64_t poll_machine_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void script_is_ready(uv_poll_t *watcher, int status, int events) {
    (void)watcher, (void)status, (void)events; // poll_wait looks into the set itself
}

static void control_is_ready(uv_poll_t *watcher, int status, int events) {
    (void)status, (void)events;
    ((Poll *)watcher->data)->control_ready = true;
}

static bool refuse(int code) {
    errno = -code;
    PyErr_SetFromErrno(PyExc_OSError);
    return false;
}

static int watch(Poll *poll, uv_poll_t *watcher, int fd, uv_poll_cb told) {
    int code = uv_poll_init(&poll->uv, watcher, fd);
    watcher->data = poll;
    return code ? code : uv_poll_start(watcher, UV_READABLE, told);
}

static bool open_loop(Poll *poll, int control_fd) {
    *poll = (Poll){.epoll_fd = -1, .control_fd = -1};
    int code = uv_loop_init(&poll->uv);
    if (code) return refuse(code);
    poll->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (poll->epoll_fd < 0) {
        code = -errno;
        uv_loop_close(&poll->uv);
        return refuse(code);
    }
    code = watch(poll, &poll->script, poll->epoll_fd, script_is_ready);
    if (!code && control_fd >= 0 && !watch(poll, &poll->control, control_fd, control_is_ready)) poll->control_fd = control_fd;
    if (!code) {
        uv_run(&poll->uv, UV_RUN_NOWAIT); // only now does libuv tell the kernel what it watches
        return true;
    }
    poll_close(poll);
    return refuse(code);
}

// Started without a stdin or stdout (`>&-`), libuv would be given its number, and cannot bear that; the script must not find
// anything there either.
bool poll_open(Poll *poll, int control_fd) {
    int held[3], n = 0, fd;
    while ((fd = open("/dev/null", O_RDWR | O_CLOEXEC)) >= 0 && fd <= STDERR_FILENO) held[n++] = fd;
    if (fd >= 0) close(fd);
    bool is_open = open_loop(poll, control_fd);
    while (n) close(held[--n]);
    return is_open;
}

void poll_close(Poll *poll) {
    if (poll->epoll_fd < 0) return;
    uv_close((uv_handle_t *)&poll->script, NULL);
    if (poll->control_fd >= 0) uv_close((uv_handle_t *)&poll->control, NULL);
    uv_run(&poll->uv, UV_RUN_DEFAULT);
    uv_loop_close(&poll->uv);
    close(poll->epoll_fd);
    poll->epoll_fd = -1;
    for (size_t fd = 0; fd < poll->watched_cap; fd++) {
        Py_CLEAR(poll->watched[fd].file);
        Py_CLEAR(poll->watched[fd].handle[0]);
        Py_CLEAR(poll->watched[fd].handle[1]);
    }
    free(poll->watched);
    poll->watched = NULL;
    poll->watched_cap = 0;
    poll->count = 0;
}

int poll_set(Poll *poll, int fd, int modes) {
    if ((size_t)fd >= poll->watched_cap)
        poll->watched = mem_grow(poll->watched, &poll->watched_cap, (size_t)fd + 1, sizeof *poll->watched);
    Watched *watched = &poll->watched[fd];
    if (watched->modes == modes) return 0;
    struct epoll_event event = {.events = (modes & POLL_READ ? EPOLLIN : 0u) | (modes & POLL_WRITE ? EPOLLOUT : 0u), .data.fd = fd};
    int how = !modes ? EPOLL_CTL_DEL : watched->modes ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    int failed = epoll_ctl(poll->epoll_fd, how, fd, &event) ? errno : 0;
    poll->count += !!(failed ? 0 : modes) - !!watched->modes;
    watched->modes = failed ? 0 : modes;
    return modes ? failed : 0; // it may have been closed before: then it is not watched any more, which was asked for
}

static int collect(Poll *poll, PollEvent *events, int room) {
    struct epoll_event got[ROOM_MAX];
    int count = epoll_wait(poll->epoll_fd, got, room < ROOM_MAX ? room : ROOM_MAX, 0), kept = 0;
    for (int i = 0; i < count; i++) {
        int fd = got[i].data.fd; // an error or hang-up counts as both, as in selectors.EpollSelector
        int modes = (got[i].events & ~(uint32_t)EPOLLIN ? POLL_WRITE : 0) | (got[i].events & ~(uint32_t)EPOLLOUT ? POLL_READ : 0);
        modes &= poll->watched[fd].modes;
        if (modes) events[kept++] = (PollEvent){fd, modes};
    }
    return kept;
}

int poll_wait(Poll *poll, uint64_t until_ns, PollEvent *events, int room) {
    if (!until_ns) return collect(poll, events, room);
    int result, failed = 0;
    Py_BEGIN_ALLOW_THREADS
    uint64_t now = poll_machine_ns(), left = until_ns > now ? until_ns - now : 0;
    struct timespec timeout = {.tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u)};
    struct pollfd backend = {.fd = uv_backend_fd(&poll->uv), .events = POLLIN};
    result = ppoll(&backend, 1, until_ns == UINT64_MAX ? NULL : &timeout, NULL);
    failed = errno;
    if (result > 0) uv_run(&poll->uv, UV_RUN_NOWAIT);
    Py_END_ALLOW_THREADS
    if (result < 0 && failed == EINTR) return -1;
    return result > 0 ? collect(poll, events, room) : 0;
}
