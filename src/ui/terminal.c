#include "ui/terminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_DRAG "\033[?1002h"
#define MOUSE_OFF "\033[?1000l\033[?1002l\033[?1003l\033[?1006l"
#define STALL_MS 100 // so long a frame may take to leave before frames are left out

struct Terminal {
    SCREEN *screen;
    WINDOW *pad;     // 1 × 1: reading from a pad draws nothing, reading from a window would
    FILE *in, *out;  // what curses holds
    int ship_fd;     // where frames go: non-blocking, our own
    int frame_fd;    // memory that curses writes into, so that a frame is one write
    int tty_fd;      // the terminal behind `out`, kept while frame_fd stands in for it
    int colors;      // 0, 8 or 256
    UiTheme theme;
    bool has_default_colors;
    bool mouse;
    bool cursor_on;
    Str unsent;      // the rest of a frame that the terminal has not taken
};

// --- giving it back when the program crashes -----------------------------------------------------

// All that a signal handler needs, ready before it is needed: only write, tcsetattr and dup2 are called from there.
static struct {
    bool is_armed;
    int fd;
    struct termios modes;
    char bytes[512];
    size_t len;
    int stderr_fd, log_fd; // -1: stderr was no terminal and stayed where it was
} rescue = {.stderr_fd = -1, .log_fd = -1};

static const int crash_signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
#define CRASH_SIGNALS (sizeof crash_signals / sizeof *crash_signals)
static struct sigaction before_us[CRASH_SIGNALS];
static char crash_stack[64 * 1024];

static void write_all(int fd, const char *bytes, size_t len) {
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        bytes += n;
        len -= (size_t)n;
    }
}

// While the screen is up stderr goes into memory: what libraries and sanitizers print there would scribble over it. Afterwards it is
// printed where it was meant to go.
static void stderr_away(void) {
    if (rescue.stderr_fd >= 0 || !isatty(2)) return;
    rescue.log_fd = memfd_create("aioscope-stderr", MFD_CLOEXEC);
    if (rescue.log_fd < 0) return;
    rescue.stderr_fd = fcntl(2, F_DUPFD_CLOEXEC, 3);
    if (rescue.stderr_fd >= 0) dup2(rescue.log_fd, 2);
}

static void stderr_back(void) {
    if (rescue.stderr_fd < 0) return;
    dup2(rescue.stderr_fd, 2);
    close(rescue.stderr_fd);
    rescue.stderr_fd = -1;
    lseek(rescue.log_fd, 0, SEEK_SET);
    char bytes[512];
    for (ssize_t n; (n = read(rescue.log_fd, bytes, sizeof bytes)) > 0;) write_all(2, bytes, (size_t)n);
    close(rescue.log_fd);
    rescue.log_fd = -1;
}

static void give_back(void) {
    if (!rescue.is_armed) return;
    rescue.is_armed = false;
    write_all(rescue.fd, rescue.bytes, rescue.len);
    tcsetattr(rescue.fd, TCSANOW, &rescue.modes);
    stderr_back();
}

static void on_crash(int number) {
    give_back();
    // Whoever handled it before us (a sanitizer) does so now; else the default: the exit status and the core dump stay true.
    for (size_t i = 0; i < CRASH_SIGNALS; i++) {
        if (crash_signals[i] == number) sigaction(number, &before_us[i], NULL);
    }
    raise(number);
}

static void crash_handlers(bool on) {
    if (!on) {
        for (size_t i = 0; i < CRASH_SIGNALS; i++) sigaction(crash_signals[i], &before_us[i], NULL);
        return;
    }
    stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CRASH_SIGNALS; i++) sigaction(crash_signals[i], &action, &before_us[i]);
}

static void rescue_add(const char *bytes) {
    size_t len = strlen(bytes);
    if (rescue.len + len > sizeof rescue.bytes) return;
    memcpy(rescue.bytes + rescue.len, bytes, len);
    rescue.len += len;
}

// Terminfo strings hold waiting times, "$<5>", which tputs would act upon; a handler cannot.
static void rescue_add_capability(const char *name) {
    const char *from = tigetstr(name);
    if (!from || from == (char *)-1) return;
    char bytes[128];
    size_t len = 0;
    while (*from && len + 1 < sizeof bytes) {
        const char *end = from[0] == '$' && from[1] == '<' ? strchr(from, '>') : NULL;
        if (end) from = end + 1;
        else bytes[len++] = *from++;
    }
    bytes[len] = '\0';
    rescue_add(bytes);
}

static void rescue_prepare(int fd, const struct termios *modes) {
    rescue.fd = fd;
    rescue.modes = *modes;
    rescue.len = 0;
    rescue_add(MOUSE_OFF PASTE_OFF);
    static const char *const capabilities[] = {"rmkx", "sgr0", "op", "cnorm", "rmcup"};
    for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++) rescue_add_capability(capabilities[i]);
}

// --- one write a frame ---------------------------------------------------------------------------

// Curses writes after every jump of its cursor, some 80 times a frame, which tears over a slow line. So what it takes for the terminal is a
// file in memory while frames are drawn, and the terminal itself whenever modes are changed.
static void capture(Terminal *t, bool on) {
    if (t->frame_fd >= 0) dup2(on ? t->frame_fd : t->tty_fd, fileno(t->out));
}

static bool send_unsent(Terminal *t, int patience_ms) {
    size_t sent = 0;
    while (sent < t->unsent.len) {
        ssize_t n = write(t->ship_fd, t->unsent.s + sent, t->unsent.len - sent);
        if (n > 0) {
            sent += (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            struct pollfd wait = {.fd = t->ship_fd, .events = POLLOUT};
            if (poll(&wait, 1, patience_ms) <= 0) break;
        } else if (n < 0 && errno != EINTR) {
            sent = t->unsent.len; // the terminal is gone; the app hears of it elsewhere
        }
    }
    memmove(t->unsent.s, t->unsent.s + sent, t->unsent.len - sent);
    t->unsent.len -= sent;
    return t->unsent.len == 0;
}

static void ship(Terminal *t, const char *tail) {
    if (t->frame_fd >= 0) {
        off_t len = lseek(t->frame_fd, 0, SEEK_CUR);
        char bytes[4096];
        for (off_t at = 0; at < len;) {
            ssize_t n = pread(t->frame_fd, bytes, sizeof bytes, at);
            if (n <= 0) break;
            str_add_bytes(&t->unsent, bytes, (size_t)n);
            at += n;
        }
        lseek(t->frame_fd, 0, SEEK_SET);
        if (ftruncate(t->frame_fd, 0) < 0) bug("a file in memory cannot be emptied");
    }
    if (tail) str_add(&t->unsent, tail);
    if (t->unsent.len) send_unsent(t, STALL_MS);
}

// --- taking it -----------------------------------------------------------------------------------

static bool is_usable(Err *err) {
    const char *term = getenv("TERM");
    if (!isatty(STDOUT_FILENO))
        return err_set(
            err,
            "cannot open the screen: stdout is not a terminal (--plain writes the same story as text)");
    if (!term || !*term)
        return err_set(
            err, "cannot open the screen: TERM is not set (--plain writes the same story as text)");
    if (strcmp(term, "dumb") == 0) {
        return err_set(
            err,
            "cannot open the screen: a terminal of type dumb cannot show it (--plain writes the same story as text)");
    }
    int error = 0;
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK) {
        return err_set(
            err,
            "cannot open the screen: the terminal type %s is not known here (--plain writes the same story as text)",
            term);
    }
    const char *move = tigetstr("cup");
    if (move && move != (char *)-1) return true;
    return err_set(
        err,
        "cannot open the screen: a terminal of type %s cannot show it (--plain writes the same story as text)",
        term);
}

static int open_tty(int flags) {
    char name[256];
    int fd = ttyname_r(STDOUT_FILENO, name, sizeof name) == 0 ? open(name, flags | O_NOCTTY | O_CLOEXEC) : -1;
    return fd >= 0 ? fd : open("/dev/tty", flags | O_NOCTTY | O_CLOEXEC);
}

// Keys come at once and as they are: ^C is a key for the script, ^S and ^Q are no flow control; ^Z stops us as ever.
static void set_modes(int fd) {
    struct termios modes;
    if (tcgetattr(fd, &modes) < 0) return;
    modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF | ICRNL | INLCR | IGNCR);
    modes.c_oflag &= ~(tcflag_t)ONLCR;
    modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    modes.c_lflag |= ISIG;
    modes.c_cc[VINTR] = modes.c_cc[VQUIT] = _POSIX_VDISABLE;
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    tcsetattr(fd, TCSADRAIN, &modes);
}

static void set_colors(Terminal *t, const UiOptions *options) {
    if (!options->color || !has_colors() || start_color() == ERR) return;
    t->has_default_colors = use_default_colors() == OK;
    // Where colours are counted in millions a number is an RGB value, not a place in a palette: the first eight mean the same everywhere.
    t->colors = COLORS == 256 ? 256 : 8;
    for (short ink = 0; ink < INKS; ink++) {
        short color = theme_look(t->theme, t->colors, (Style)ink).color;
        if (t->has_default_colors) init_pair(ink + 1, color, -1);
        else init_pair(ink + 1, color < 0 ? COLOR_WHITE : color, COLOR_BLACK);
    }
}

// The size comes from the terminal itself: LINES and COLUMNS may be left over from another one.
static void take_size(const Terminal *t) {
    struct winsize size;
    if (ioctl(t->ship_fd, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col) resize_term(size.ws_row, size.ws_col);
}

static void extra_modes(Terminal *t) {
    str_add(&t->unsent, PASTE_ON);
    terminal_mouse(t, t->mouse);
}

Terminal *terminal_new(const UiOptions *options, Err *err) {
    if (!is_usable(err)) return NULL;
    Terminal *t = mem_new(sizeof *t);
    *t = (Terminal){.ship_fd = open_tty(O_RDWR | O_NONBLOCK), .tty_fd = open_tty(O_RDWR), .frame_fd = -1,
                    .theme = options->theme, .mouse = options->mouse};
    int in_fd = open_tty(O_RDWR), out_fd = open_tty(O_RDWR);
    struct termios modes;
    if (t->ship_fd < 0 || t->tty_fd < 0 || in_fd < 0 || out_fd < 0 || tcgetattr(in_fd, &modes) < 0) {
        err_set(err, "cannot open the screen: %s", strerror(errno));
        if (in_fd >= 0) close(in_fd);
        if (out_fd >= 0) close(out_fd);
        terminal_free(t);
        return NULL;
    }
    t->in = fdopen(in_fd, "r");
    t->out = fdopen(out_fd, "w");

    // Curses would handle these signals in its own way; they are the app's.
    static const int theirs[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    struct sigaction kept[sizeof theirs / sizeof *theirs];
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++) sigaction(theirs[i], NULL, &kept[i]);
    use_env(FALSE);
    use_tioctl(TRUE);
    t->screen = newterm(NULL, t->out, t->in);
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++) sigaction(theirs[i], &kept[i], NULL);
    if (!t->screen) {
        err_set(err, "cannot open the screen: a terminal of type %s cannot show it",
                getenv("TERM"));
        terminal_free(t);
        return NULL;
    }
    rescue_prepare(t->tty_fd, &modes);
    rescue.is_armed = true;
    bug_hook(give_back);
    crash_handlers(true);
    stderr_away();

    cbreak();
    noecho();
    nonl();
    curs_set(0);
    intrflush(stdscr, FALSE);
    typeahead(-1);
    set_escdelay(25);
    set_modes(in_fd);
    set_colors(t, options);
    t->pad = newpad(1, 1);
    keypad(t->pad, TRUE);
    nodelay(t->pad, TRUE);
    t->frame_fd = memfd_create("aioscope-frame", MFD_CLOEXEC);
    capture(t, true);
    take_size(t);
    extra_modes(t);
    return t;
}

// Leave the screen: what curses and we have switched on is off, the modes are what they were.
static void leave(Terminal *t) {
    send_unsent(t, STALL_MS);
    str_clear(&t->unsent);
    write_all(t->tty_fd, MOUSE_OFF PASTE_OFF, strlen(MOUSE_OFF PASTE_OFF));
    capture(t, false);
    endwin();
    fflush(t->out);
    rescue.is_armed = false;
    tcsetattr(t->tty_fd, TCSADRAIN, &rescue.modes);
    stderr_back();
}

void terminal_free(Terminal *t) {
    if (!t) return;
    if (t->screen) {
        leave(t);
        crash_handlers(false);
        bug_hook(NULL);
        delwin(t->pad);
        delscreen(t->screen);
    }
    if (t->in) fclose(t->in);
    if (t->out) fclose(t->out);
    if (t->ship_fd >= 0) close(t->ship_fd);
    if (t->tty_fd >= 0) close(t->tty_fd);
    if (t->frame_fd >= 0) close(t->frame_fd);
    str_free(&t->unsent);
    free(t);
}

void terminal_suspend(Terminal *t) {
    leave(t);
}

void terminal_resume(Terminal *t) {
    stderr_away();
    rescue.is_armed = true;
    reset_prog_mode();
    set_modes(fileno(t->in));
    capture(t, true);
    take_size(t);
    clearok(curscr, TRUE);
    extra_modes(t);
}

void terminal_resize(Terminal *t) {
    take_size(t);
    clearok(curscr, TRUE);
}

int terminal_fd(const Terminal *t) {
    return fileno(t->in);
}

struct _win_st *terminal_pad(const Terminal *t) {
    return t->pad;
}

int terminal_width(const Terminal *t) {
    (void)t;
    return COLS;
}

int terminal_height(const Terminal *t) {
    (void)t;
    return LINES;
}

void terminal_mouse(Terminal *t, bool on) {
    t->mouse = on;
    mouseinterval(0); // a click counts when the button goes down: waiting for a double click delays everything
    mmask_t reported = mousemask(on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED | REPORT_MOUSE_POSITION : 0, NULL);
    // Curses asks for clicks alone; with this the terminal tells of dragging too (xterm's control sequences, "Button-event tracking").
    if (!reported) return;
    fputs(MOUSE_DRAG, t->out);
    fflush(t->out);
}

// --- drawing -------------------------------------------------------------------------------------

static attr_t attributes(uint16_t marks) {
    return (marks & MARK_BOLD ? A_BOLD : 0) | (marks & MARK_DIM ? A_DIM : 0) | (marks & MARK_REVERSE ? A_REVERSE : 0) |
           (marks & MARK_UNDERLINE ? A_UNDERLINE : 0) | (marks & MARK_ITALIC ? A_ITALIC : 0);
}

static void cell_to_curses(const Terminal *t, const Grid *grid, const Cell *cell, cchar_t *out) {
    wchar_t text[CELL_CHARS + 1] = {L' '};
    if (cell->ch[0]) {
        for (int i = 0; i < CELL_CHARS; i++) text[i] = (wchar_t)cell->ch[i];
    } else if (cell->arms) {
        mbstowcs(text, theme_line(cell->arms, grid->ascii), 1);
    }
    Look look = theme_look(t->theme, t->colors, cell->style);
    short pair = t->colors && (look.color >= 0 || !t->has_default_colors) ? (short)(STYLE_INK(cell->style) + 1) : 0;
    setcchar(out, text, attributes(look.marks), pair, NULL);
}

static void put_row(const Terminal *t, const Grid *grid, int y) {
    cchar_t row[512];
    int n = 0, start = 0;
    for (int x = 0; x < grid->w; x++) {
        const Cell *cell = grid_cell(grid, x, y);
        if (cell->width == 0) continue;
        cell_to_curses(t, grid, cell, &row[n++]);
        if (n < 512 && x + cell->width < grid->w) continue;
        mvadd_wchnstr(y, start, row, n);
        start = x + cell->width;
        n = 0;
    }
}

bool terminal_show(Terminal *t, const Grid *grid, int x, int y, const char *tail) {
    if (t->unsent.len && !send_unsent(t, 0)) return false;
    erase();
    for (int row = 0; row < grid->h && row < LINES; row++) put_row(t, grid, row);
    if (t->cursor_on != (x >= 0)) curs_set(x >= 0);
    t->cursor_on = x >= 0;
    if (x >= 0) move(y, x);
    refresh();
    ship(t, tail);
    return t->unsent.len == 0;
}
