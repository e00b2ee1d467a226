// The pictures in docs/: the real viewer, driven by keys to a telling moment, its cells drawn as SVG. `make screenshots` runs it.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/place.h"
#include "harness/term.h"

typedef struct Shot {
    const char *file;
    int rows, cols;
    const char *words[5]; // of the command, NULL at the end; none: the menu
    const char *keys;     // pressed one after the other, split at blanks
} Shot;

static const Shot shots[] = {
    {"screen.svg", 40, 120, {"learn", "2.3"}, "enter G esc G esc G esc G esc G g t right"},
    {"screen-80x24.svg", 24, 80, {"learn", "1.2"}, "enter G esc G esc G esc G g t right"},
    {"blocked.svg",
     40,
     120,
     {"learn", "4.1"},
     "enter G esc G esc G esc G g t right right right right right right right"},
    {"question.svg", 30, 100, {"learn", "1.6"}, "enter G esc G esc G"},
    {"verdict.svg", 24, 80, {"learn", "1.1"}, "enter G esc G 2 enter"},
    {"deadlock.svg",
     40,
     120,
     {"run", "--clock", "virtual", "tests/stories/deadlock.py"},
     "t t right right right right right right right down down enter"},
    {"primitives.svg",
     40,
     120,
     {"run", "--clock", "virtual", "lessons/5-sharing/03_only_three_at_a_time.py"},
     "t t t 7 8"},
    {"trouble.svg", 40, 120, {"run", "--clock", "virtual", "tests/stories/deadlock.py"}, "G 9 8"},
    {"why.svg",
     40,
     120,
     {"run", "--clock", "virtual", "tests/stories/deadlock.py"},
     "t t t t right right right right right right w"},
    {"inspector.svg",
     40,
     120,
     {"run", "--clock", "virtual", "lessons/5-sharing/02_lock.py"},
     "t t t 2 down down enter"},
    {"hundred.svg",
     40,
     120,
     {"run", "--clock", "virtual", "lessons/2-tasks/04_a_hundred_fetches.py"},
     "t t t 2 v 4 v"},
    {"presenting.svg",
     40,
     120,
     {"learn", "2.3"},
     "enter G esc G esc G esc G esc G g t right P right"},
    {"wide.svg",
     60,
     200,
     {"run", "--clock", "virtual", "lessons/5-sharing/05_producer_and_consumer.py"},
     "t t t right"},
    {"help.svg",
     40,
     120,
     {"run", "--clock", "virtual", "lessons/1-the-loop/02_hello_loop.py"},
     "t ?"},
    {"compare.svg",
     36,
     120,
     {"compare", "lessons/2-tasks/02_one_after_the_other.py", "lessons/2-tasks/03_two_sleeps.py"},
     "2 t t t"},
    {"menu.svg", 24, 80, {NULL}, ""},
};

static bool write_picture(Term *term, const char *folder, const char *name) {
    Str path = {0}, svg = {0};
    str_addf(&path, "%s/%s", folder, name);
    term_svg(term, &svg);
    FILE *file = fopen(path.s, "w");
    bool fine = file && fwrite(svg.s, 1, svg.len, file) == svg.len;
    fine &= file && fclose(file) == 0;
    if (!fine) fprintf(stderr, "%s: %s\n", path.s, strerror(errno));
    else printf("%s\n", path.s);
    str_free(&path);
    str_free(&svg);
    return fine;
}

static bool take(const Shot *shot, const char *folder) {
    const char *argv[6] = {place_viewer()};
    memcpy(&argv[1], shot->words, sizeof shot->words);
    Term *term = term_start(shot->rows, shot->cols, NULL, argv);
    bool fine = term_wait_settled(term) && term_press_all(term, shot->keys) && write_picture(term, folder, shot->file);
    term_stop(term);
    return fine;
}

int main(int argc, char **argv) {
    bool fine = true;
    for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) fine &= take(&shots[i], argc > 1 ? argv[1] : "docs");
    return fine ? 0 : 1;
}
