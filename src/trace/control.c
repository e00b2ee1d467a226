#include "trace/control.h"

#include <errno.h>
#include <sys/socket.h>

bool control_pair(int fds[2]) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) == 0;
}

bool control_send(int fd, const ControlMessage *message) {
    ssize_t sent;
    do sent = send(fd, message, sizeof *message, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent >= 0 || errno == EAGAIN || errno == EWOULDBLOCK;
}

int control_receive(int fd, ControlMessage *message, bool block) {
    for (;;) {
        ssize_t got = recv(fd, message, sizeof *message, block ? 0 : MSG_DONTWAIT);
        if (got == (ssize_t)sizeof *message) return 1;
        if (got == 0) return -1;
        if (got > 0) continue; // not one of ours: only another make of engine could have sent it
        if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
        if (errno != EINTR) return -1;
        if (block) return 0;
    }
}
