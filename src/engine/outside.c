#include "engine/outside.h"

#include <dirent.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/engine.h"
#include "engine/jobs.h"
#include "engine/watch.h"

static PyObject *idle_worker; // code of concurrent.futures.thread._worker
static void (*handler_at_start[NSIG])(int);

static void (*signal_handler(int number))(int) {
    struct sigaction action;
    return sigaction(number, NULL, &action) ? SIG_DFL : action.sa_handler;
}

void outside_start(PyObject *idle_worker_code) {
    idle_worker = Py_NewRef(idle_worker_code);
    for (int i = 1; i < NSIG; i++) handler_at_start[i] = signal_handler(i);
}

// asyncio.Runner takes SIGINT for itself, and the gates take SIGURG.
static bool script_handles_signals(void) {
    for (int i = 1; i < NSIG; i++) {
        void (*now)(int) = signal_handler(i);
        if (i != SIGINT && i != SIGURG && now != handler_at_start[i] && now != SIG_DFL && now != SIG_IGN) return true;
    }
    return false;
}

static bool has_children(void) {
    siginfo_t info;
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

// --- threads -------------------------------------------------------------------------------------

static bool runs_idle_loop(unsigned long thread) {
    for (Loop *loop = loop_all; loop; loop = loop->next) {
        if (loop->thread && (unsigned long)loop->thread == thread && loop->is_idle) return true;
    }
    return false;
}

// A worker of a pool that waits for its next job stands in its own main function.
static bool is_idle_worker(PyThreadState *thread) {
    PyFrameObject *frame = PyThreadState_GetFrame(thread);
    PyCodeObject *code = frame ? PyFrame_GetCode(frame) : NULL;
    bool is_idle = code && (PyObject *)code == idle_worker;
    Py_XDECREF(code);
    Py_XDECREF(frame);
    return is_idle;
}

static int threads_of_process(void) {
    DIR *folder = opendir("/proc/self/task");
    int count = 0;
    for (struct dirent *entry; folder && (entry = readdir(folder));) count += entry->d_name[0] != '.';
    if (folder) closedir(folder);
    return count;
}

// A library's thread in C that Python does not know may call into it at any time.
static bool other_threads_live(void) {
    PyThreadState *own = PyThreadState_Get();
    int known = watch_is_there();
    for (PyThreadState *thread = PyInterpreterState_ThreadHead(own->interp); thread; thread = PyThreadState_Next(thread)) {
        if (thread != own && !runs_idle_loop(thread->thread_id) && !is_idle_worker(thread)) return true;
        known++;
    }
    return threads_of_process() > known;
}

// --- descriptors ---------------------------------------------------------------------------------

typedef bool (*IsPeer)(int fd, const void *what);

static bool any_descriptor(int except, IsPeer is_peer, const void *what) {
    DIR *folder = opendir("/proc/self/fd");
    if (!folder) return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(folder));) {
        int fd = atoi(entry->d_name);
        found = entry->d_name[0] != '.' && fd != except && fd != dirfd(folder) && is_peer(fd, what);
    }
    closedir(folder);
    return found;
}

typedef struct Address {
    struct sockaddr_storage bytes;
    socklen_t len;
} Address;

static bool is_same(const Address *a, const Address *b) {
    if (a->bytes.ss_family != b->bytes.ss_family) return false;
    if (a->bytes.ss_family == AF_INET) {
        const struct sockaddr_in *x = (const struct sockaddr_in *)&a->bytes, *y = (const struct sockaddr_in *)&b->bytes;
        return x->sin_port == y->sin_port &&
               (x->sin_addr.s_addr == y->sin_addr.s_addr || !x->sin_addr.s_addr || !y->sin_addr.s_addr); // listening on any
    }
    const struct sockaddr_in6 *x = (const struct sockaddr_in6 *)&a->bytes, *y = (const struct sockaddr_in6 *)&b->bytes;
    return x->sin6_port == y->sin6_port;
}

static bool is_bound_to(int fd, const void *what) {
    Address local = {.len = sizeof local.bytes};
    return !getsockname(fd, (struct sockaddr *)&local.bytes, &local.len) && is_same(&local, what);
}

static bool is_same_pipe(int fd, const void *what) {
    struct stat status;
    const struct stat *pipe = what;
    return !fstat(fd, &status) && status.st_ino == pipe->st_ino && status.st_dev == pipe->st_dev;
}

static int socket_option(int fd, int option) {
    int value = 0;
    socklen_t len = sizeof value;
    return getsockopt(fd, SOL_SOCKET, option, &value, &len) ? 0 : value;
}

static bool socket_is_inside(int fd) {
    if (socket_option(fd, SO_ACCEPTCONN)) return engine_options.lesson;
    if (socket_option(fd, SO_DOMAIN) == AF_UNIX) {
        struct ucred peer;
        socklen_t len = sizeof peer;
        return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) && peer.pid == getpid();
    }
    Address peer = {.len = sizeof peer.bytes};
    return !getpeername(fd, (struct sockaddr *)&peer.bytes, &peer.len) && any_descriptor(fd, is_bound_to, &peer);
}

static bool is_inside(int fd) {
    struct stat status;
    if (fstat(fd, &status)) return true; // closed: nothing comes from it
    if (S_ISSOCK(status.st_mode)) return socket_is_inside(fd);
    return S_ISFIFO(status.st_mode) && any_descriptor(fd, is_same_pipe, &status);
}

static Outside look_at_descriptors(const Loop *loop) {
    if (!loop->is_own_selector) return OUTSIDE_CAN;
    Outside found = OUTSIDE_NOTHING;
    for (size_t fd = 0; fd < loop->poll.watched_cap; fd++) {
        if (!loop->poll.watched[fd].modes || (int)fd == loop->self_pipe) continue;
        if (!is_inside((int)fd)) return OUTSIDE_CAN;
        found = OUTSIDE_PEERS;
    }
    return found;
}

Outside outside_look(void) {
    if (jobs_outstanding() || other_threads_live() || has_children() || script_handles_signals()) return OUTSIDE_CAN;
    Outside found = OUTSIDE_NOTHING;
    for (const Loop *loop = loop_all; loop && found != OUTSIDE_CAN; loop = loop->next) {
        Outside here = loop->is_idle ? look_at_descriptors(loop) : OUTSIDE_NOTHING;
        if (here > found) found = here;
    }
    return found;
}
