#include "harness/term.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#include "base/err.h"
#include "base/mem.h"
#include "harness/place.h"
#include "harness/wire.h"

struct Term {
    pid_t pid;
    int master;
    bool is_open;    // the program's side is not closed yet
    bool has_ended;  // and reaped
    int status;
    int rows, cols;
    unsigned long keys_sent;
    struct termios before;
    VTerm *vt;
    VTermScreen *screen;
    Wire wire;
    Str written, passed;
};

static long long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// --- the terminal's side -------------------------------------------------------------------------

static void write_all(int fd, const char *bytes, size_t len) {
    while (len) {
        ssize_t put = write(fd, bytes, len);
        if (put > 0) {
            bytes += put, len -= (size_t)put;
        } else if (errno == EAGAIN) {
            poll(&(struct pollfd){fd, POLLOUT, 0}, 1, 1000);
        } else if (errno != EINTR) {
            return; // the program has gone: its end is what the test will see
        }
    }
}

// Answers to the program's questions, and the bytes of keys.
static void answer(const char *bytes, size_t len, void *arg) {
    Term *term = arg;
    write_all(term->master, bytes, len);
}

static void open_screen(Term *term) {
    term->vt = vterm_new(term->rows, term->cols);
    vterm_set_utf8(term->vt, 1);
    vterm_output_set_callback(term->vt, answer, term);
    term->screen = vterm_obtain_screen(term->vt);
    vterm_screen_enable_altscreen(term->screen, 1);
    vterm_screen_reset(term->screen, 1);
    term->wire.on[25] = true; // a terminal begins with a visible cursor
}

// --- the program's side --------------------------------------------------------------------------

static void pass_on(Str *block, const char *name) {
    const char *value = getenv(name);
    if (value) str_addf(block, "%s=%s%c", name, value, '\0');
}

static void set_environment(const char *const *env) {
    Str block = {0};
    static const char *const passed[] = {"PATH",           "ASAN_OPTIONS",    "UBSAN_OPTIONS",
                                         "LSAN_OPTIONS",   "AIOSCOPE_NO_SHM", "AIOSCOPE_LESSONS",
                                         "AIOSCOPE_PYTHON"};
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) pass_on(&block, passed[i]);
    str_addf(&block, "TERM=xterm-256color%cLC_ALL=C.UTF-8%cTZ=UTC%cAIOSCOPE_TEST_SYNC=1%c", 0, 0, 0, 0);
    str_addf(&block, "HOME=%s%cXDG_STATE_HOME=%s%c", place_temp(), 0, place_temp(), 0);
    clearenv();
    for (char *at = block.s; at < block.s + block.len; at += strlen(at) + 1) putenv(at);
    for (; env && *env; env++) putenv((char *)*env);
}

static _Noreturn void become(int slave, const char *const *env, const char *const *argv) {
    login_tty(slave);
    set_environment(env);
    execvp(argv[0], (char *const *)argv);
    _exit(127);
}

Term *term_start(int rows, int cols, const char *const *env, const char *const *argv) {
    Term *term = mem_new(sizeof *term);
    term->rows = rows, term->cols = cols;
    // Made here, not in the child. How an earlier test left its panes is nothing to this one.
    char *panes = place_in_temp("aioscope/panes");
    unlink(panes);
    free(panes);
    int slave;
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    if (openpty(&term->master, &slave, NULL, NULL, &size) != 0) bug("no pseudo-terminal: %s", strerror(errno));
    fcntl(term->master, F_SETFD, FD_CLOEXEC);
    fcntl(term->master, F_SETFL, O_NONBLOCK);
    tcgetattr(term->master, &term->before);
    open_screen(term);
    term->pid = fork();
    if (term->pid < 0) bug("fork: %s", strerror(errno));
    if (term->pid == 0) become(slave, env, argv);
    close(slave);
    term->is_open = true;
    return term;
}

static void feed(Term *term, const char *bytes, size_t len) {
    str_add_bytes(&term->written, bytes, len);
    str_clear(&term->passed);
    wire_pass(&term->wire, bytes, len, &term->passed);
    vterm_input_write(term->vt, str_text(&term->passed), term->passed.len);
    vterm_screen_flush_damage(term->screen);
}

// Read what is there, at most until `deadline`. When the program's side closes, read() fails with EIO.
static void read_some(Term *term, long long deadline) {
    long long left = deadline - now_ms();
    struct pollfd master = {term->master, POLLIN, 0};
    if (left <= 0 || poll(&master, 1, (int)left) <= 0) return;
    char bytes[65536];
    ssize_t got = read(term->master, bytes, sizeof bytes);
    if (got > 0) feed(term, bytes, (size_t)got);
    else if (got == 0 || (errno != EAGAIN && errno != EINTR)) term->is_open = false;
}

// --- processes -----------------------------------------------------------------------------------

static pid_t parent_of(pid_t pid, char name[64]) {
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    int parent = 0;
    if (fgets(line, sizeof line, file)) {
        char *open = strchr(line, '('), *close = strrchr(line, ')');
        if (open && close && sscanf(close + 1, " %*c %d", &parent) == 1) snprintf(name, 64, "%.*s", (int)(close - open - 1), open + 1);
    }
    fclose(file);
    return parent;
}

static pid_t find_child(pid_t of, const char *prefix) {
    pid_t found = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *entry; !found && (entry = readdir(proc));) {
        char name[64] = "";
        pid_t pid = isdigit((unsigned char)entry->d_name[0]) ? (pid_t)atoi(entry->d_name) : 0;
        if (pid && parent_of(pid, name) == of && strncmp(name, prefix, strlen(prefix)) == 0) found = pid;
    }
    closedir(proc);
    return found;
}

pid_t term_child(const Term *term, const char *name) {
    return find_child(term->pid, name);
}

pid_t term_pid(const Term *term) {
    return term->pid;
}

void term_stop(Term *term) {
    if (!term) return;
    if (!term->has_ended) {
        pid_t engine = find_child(term->pid, "aioscope-engine");
        if (engine) kill(engine, SIGKILL);
        kill(term->pid, SIGKILL);
        waitpid(term->pid, NULL, 0);
    }
    if (term->master >= 0) close(term->master);
    vterm_free(term->vt);
    str_free(&term->written);
    str_free(&term->passed);
    free(term);
}

// --- keys ----------------------------------------------------------------------------------------

static const struct { const char *name; VTermKey key;
} named[] = {
    {"left", VTERM_KEY_LEFT},   {"right", VTERM_KEY_RIGHT},   {"up", VTERM_KEY_UP},
    {"down", VTERM_KEY_DOWN},   {"home", VTERM_KEY_HOME},     {"end", VTERM_KEY_END},
    {"pgup", VTERM_KEY_PAGEUP}, {"pgdn", VTERM_KEY_PAGEDOWN}, {"enter", VTERM_KEY_ENTER},
    {"tab", VTERM_KEY_TAB},     {"esc", VTERM_KEY_ESCAPE},    {"backspace", VTERM_KEY_BACKSPACE},
    {"delete", VTERM_KEY_DEL},
};

void term_key(Term *term, const char *key) {
    term->keys_sent++;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (strcmp(named[i].name, key) == 0) {
            vterm_keyboard_key(term->vt, named[i].key, VTERM_MOD_NONE);
            return;
        }
    }
    if (key[0] == '^' && key[1]) write_all(term->master, &(char){key[1] & 0x1f}, 1);
    else write_all(term->master, key, strlen(key));
}

void term_type(Term *term, const char *text) {
    for (; *text; text++) term_key(term, (char[]){*text, '\0'});
}

void term_send(Term *term, const char *bytes, size_t len, unsigned keys) {
    write_all(term->master, bytes, len);
    term->keys_sent += keys;
}

// --- waiting -------------------------------------------------------------------------------------

static bool wait_for(Term *term, TermTest *test, void *arg, const char *what) {
    long long deadline = now_ms() + TERM_PATIENCE_MS;
    while (!test(term, arg)) {
        if (!term->is_open || now_ms() >= deadline) {
            const Mark *m = &term->wire.mark;
            fprintf(stderr, "waited in vain for %s%s\n", what, term->is_open ? "" : ": the program has ended");
            fprintf(stderr, "frame %lu, %lu of %lu keys, %s, drawn for %d rows, %d columns\n", m->frames, m->keys, term->keys_sent,
                    m->settled ? "settled" : "not settled", m->rows, m->cols);
            term_show(term);
            return false;
        }
        read_some(term, deadline);
    }
    return true;
}

bool term_wait(Term *term, TermTest *test, void *arg) {
    return wait_for(term, test, arg, "a change of the screen");
}

bool term_shows(Term *term, const char *text) {
    Str screen = {0};
    term_text(term, &screen);
    bool is = strstr(str_text(&screen), text) != NULL;
    str_free(&screen);
    return is;
}

// A frame arrives in pieces: what stands between two of its pieces is no picture. (Programs that write no mark are taken as they come.)
static bool is_between_frames(const Term *term) {
    return !term->wire.mark.frames || !term->is_open || term->wire.is_at_mark;
}

static bool has_text(Term *term, void *arg) {
    Str text = {0};
    if (!is_between_frames(term)) return false;
    term_text(term, &text);
    bool has = strstr(str_text(&text), arg) != NULL;
    str_free(&text);
    return has;
}

static bool has_no_text(Term *term, void *arg) {
    return is_between_frames(term) && !has_text(term, arg);
}

bool term_wait_text(Term *term, const char *text) {
    return wait_for(term, has_text, (void *)text, text);
}

bool term_wait_no_text(Term *term, const char *text) {
    return wait_for(term, has_no_text, (void *)text, "a text to go away");
}

static bool is_drawn(Term *term, void *arg) {
    (void)arg;
    if (!is_between_frames(term)) return false;
    const Mark *m = &term->wire.mark;
    return m->frames && m->keys == term->keys_sent && m->rows == term->rows && m->cols == term->cols;
}

static bool is_settled(Term *term, void *arg) {
    return is_drawn(term, arg) && term->wire.mark.settled;
}

bool term_wait_drawn(Term *term) {
    return wait_for(term, is_drawn, NULL, "the viewer to take the keys");
}

bool term_wait_settled(Term *term) {
    return wait_for(term, is_settled, NULL, "the viewer to settle");
}

bool term_is_settled(Term *term) {
    return is_settled(term, NULL);
}

void term_read_any(Term *const *terms, size_t count, int ms) {
    struct pollfd *fds = mem_new(count * sizeof *fds);
    for (size_t i = 0; i < count; i++) fds[i] = (struct pollfd){terms[i]->master, POLLIN, 0};
    if (poll(fds, count, ms) > 0)
        for (size_t i = 0; i < count; i++)
            if (fds[i].revents) read_some(terms[i], now_ms() + 1);
    free(fds);
}

bool term_press(Term *term, const char *key) {
    term_key(term, key);
    return term_wait_settled(term);
}

bool term_press_all(Term *term, const char *keys) {
    char copy[256], *rest = copy;
    snprintf(copy, sizeof copy, "%s", keys);
    for (char *key; (key = strsep(&rest, " "));) {
        if (*key && !term_press(term, key)) return false;
    }
    return true;
}

bool term_tap(Term *term, const char *key) {
    term_key(term, key);
    return term_wait_drawn(term);
}

bool term_wait_exit(Term *term, int *status) {
    long long deadline = now_ms() + TERM_PATIENCE_MS;
    // Read on, or a program that still writes its goodbye would never get there.
    while (term->is_open && now_ms() < deadline) read_some(term, deadline);
    int ended = (int)syscall(SYS_pidfd_open, term->pid, 0);
    long long left = deadline - now_ms();
    bool in_time = poll(&(struct pollfd){ended, POLLIN, 0}, 1, left > 0 ? (int)left : 0) == 1;
    close(ended);
    if (!in_time) {
        fprintf(stderr, "waited in vain for the program to end\n");
        term_show(term);
        return false;
    }
    waitpid(term->pid, &term->status, 0);
    term->has_ended = true;
    *status = term->status;
    return true;
}

static bool is_stopped(const Term *term) {
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)term->pid, &info, WSTOPPED | WNOHANG) == 0 && info.si_pid == term->pid;
}

bool term_wait_stopped(Term *term) {
    // The last it writes comes before it stops: there may be nothing more to read, so we look in short turns.
    for (long long deadline = now_ms() + TERM_PATIENCE_MS; now_ms() < deadline && term->is_open;) {
        if (is_stopped(term)) {
            read_some(term, now_ms() + 1);
            return true;
        }
        read_some(term, now_ms() + 10);
    }
    fprintf(stderr, "waited in vain for the program to stop\n");
    return false;
}

// --- the rest of a terminal ----------------------------------------------------------------------

void term_resize(Term *term, int rows, int cols) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    term->rows = rows, term->cols = cols;
    vterm_set_size(term->vt, rows, cols);
    ioctl(term->master, TIOCSWINSZ, &size); // SIGWINCH goes out from here
}

void term_stall(Term *term, int ms) {
    (void)term; // what is not read stays in the line, and then in the program
    poll(NULL, 0, ms);
}

void term_hang_up(Term *term) {
    close(term->master);
    term->master = -1;
    term->is_open = false;
}

int term_rows(const Term *term) {
    return term->rows;
}

int term_cols(const Term *term) {
    return term->cols;
}

bool term_mode(const Term *term, int mode) {
    return mode >= 0 && mode < MODES_MAX && term->wire.on[mode];
}

static bool complain(bool is_wrong, const char *what) {
    if (is_wrong) fprintf(stderr, "the terminal was not given back: %s\n", what);
    return !is_wrong;
}

bool term_is_restored(Term *term) {
    struct termios after;
    if (tcgetattr(term->master, &after) != 0) return complain(true, strerror(errno));
    const struct termios *before = &term->before;
    bool same = after.c_iflag == before->c_iflag && after.c_oflag == before->c_oflag && after.c_lflag == before->c_lflag &&
                after.c_cflag == before->c_cflag && memcmp(after.c_cc, before->c_cc, sizeof after.c_cc) == 0;
    bool ok = complain(!same, "the tty's modes");
    ok &= complain(term_mode(term, 1049) || term_mode(term, 47), "the other screen is still shown");
    ok &= complain(!term_mode(term, 25), "the cursor is hidden");
    ok &= complain(term_mode(term, 1000) || term_mode(term, 1002) || term_mode(term, 1003) || term_mode(term, 1006), "the mouse is taken");
    return ok & complain(term_mode(term, 2004), "bracketed paste is on");
}

bool term_wrote(const Term *term, const char *bytes, size_t len) {
    return term->written.len && memmem(term->written.s, term->written.len, bytes, len) != NULL;
}

size_t term_written(const Term *term) {
    return term->written.len;
}

// --- cells ---------------------------------------------------------------------------------------

static int color_of(const VTermColor *color) {
    if (VTERM_COLOR_IS_DEFAULT_FG(color) || VTERM_COLOR_IS_DEFAULT_BG(color)) return -1;
    if (VTERM_COLOR_IS_INDEXED(color)) return color->indexed.idx;
    return 0x1000000 | color->rgb.red << 16 | color->rgb.green << 8 | color->rgb.blue;
}

TermCell term_cell(Term *term, int row, int col) {
    VTermScreenCell from;
    TermCell cell = {.chars = {' '}, .width = 1, .fg = -1, .bg = -1};
    if (!vterm_screen_get_cell(term->screen, (VTermPos){row, col}, &from)) return cell;
    cell.bold = from.attrs.bold, cell.underline = from.attrs.underline != 0, cell.reverse = from.attrs.reverse;
    cell.fg = color_of(&from.fg), cell.bg = color_of(&from.bg);
    if (from.chars[0] == (uint32_t)-1) {
        cell.chars[0] = 0, cell.width = 0; // the right half of a wide glyph
    } else if (from.chars[0]) {
        for (int i = 0; i < 6; i++) cell.chars[i] = from.chars[i];
        cell.width = from.width;
    }
    return cell;
}
