#!/bin/sh
# Several private modes in one sequence: libvterm 0.1.4 obeys the first alone. `CSI ? 25 ; 1000 h` shows the
# cursor, and the mouse stays off; `CSI ? 1000 ; 25 h` does the reverse. In ECMA-48 a mode-setting sequence
# takes any number of parameters, and xterm acts on each of them. ncurses combines modes in this way
# (xterm-256color's XM is `CSI ? 1006 ; 1000 h`), so for a test that looks at a program through libvterm its
# mouse seems to be off, though it works in every terminal.
#
# Seen with Debian's libvterm 0.1.4-1, a 1 there being a change that the library reports:
#   two sequences: cursor 1 mouse 1
#   one sequence, the cursor first: cursor 1 mouse 0
#   one sequence, the mouse first: cursor 0 mouse 1
# Fails if that changes. Needs gcc, and apt-get and dpkg of Debian 12; nothing is installed outside a
# temporary folder.
set -eu
version=0.1.4-1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download "libvterm0=$version" "libvterm-dev=$version"
for file in *.deb; do dpkg -x "$file" tree; done
cat >modes.c <<'C'
#include <stdio.h>
#include <string.h>
#include <vterm.h>

static int cursor, mouse;

static int on_property(VTermProp property, VTermValue *value, void *user) {
    (void)value, (void)user;
    if (property == VTERM_PROP_CURSORVISIBLE) cursor = 1;
    if (property == VTERM_PROP_MOUSE) mouse = 1;
    return 1;
}

static void feed(const char *what, const char *bytes) {
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    VTerm *terminal = vterm_new(24, 80);
    VTermScreen *cells = vterm_obtain_screen(terminal);
    vterm_screen_set_callbacks(cells, &callbacks, NULL);
    vterm_screen_reset(cells, 1);
    vterm_input_write(terminal, "\033[?25l", 6);
    cursor = mouse = 0;
    vterm_input_write(terminal, bytes, strlen(bytes));
    printf("%s: cursor %d mouse %d\n", what, cursor, mouse);
    vterm_free(terminal);
}

int main(void) {
    feed("two sequences", "\033[?25h\033[?1000h");
    feed("one sequence, the cursor first", "\033[?25;1000h");
    feed("one sequence, the mouse first", "\033[?1000;25h");
    return 0;
}
C
library=$(dirname "$(find tree -name 'libvterm.so.0')")
gcc -o modes modes.c -Itree/usr/include "$library/libvterm.so.0"
LD_LIBRARY_PATH=$library ./modes | tee seen
cat >expected <<'TEXT'
two sequences: cursor 1 mouse 1
one sequence, the cursor first: cursor 1 mouse 0
one sequence, the mouse first: cursor 0 mouse 1
TEXT
cmp -s seen expected
