// Nothing is cut beside blanks: every lesson, recorded, at three sizes and many moments; each pane
// is looked at for a name or a value that ends in a … though its row has blanks left, and for a
// "+3" though a row is blank.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/suite.h"
#include "harness/term.h"
#include "lesson/catalogue.h"

enum {
    SOURCE = 1,
    TASKS,
    LOOP,
    TIMELINE,
    OUTPUT,
    STORY,
    SYNC,
    WAITS,
    TROUBLE,
    CUT = 0x2026,
    TURN = 0x2502
};

// --- the panes on a screen -----------------------------------------------------------------------

typedef struct Frame {
    int x, y, w, h; // of the inside
    int pane;       // its number
} Frame;

// Frames are drawn heavy where the focus is: one sign for all that have the same shape.
static unsigned thin(unsigned sign) {
    static const struct {
        unsigned from, to;
    } shapes[] = {
        {0x2500, 0x2501}, {0x2502, 0x2503}, {0x250C, 0x250F}, {0x2510, 0x2513},
        {0x2514, 0x2517}, {0x2518, 0x251B}, {0x251C, 0x2523}, {0x2524, 0x252B},
        {0x252C, 0x2533}, {0x2534, 0x253B}, {0x253C, 0x254B},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (sign >= shapes[i].from && sign <= shapes[i].to) return shapes[i].from;
    return sign;
}

static unsigned at(Term *term, int x, int y) {
    return thin(x >= 0 && y >= 0 && x < term_cols(term) && y < term_rows(term)
                    ? term_cell(term, y, x).chars[0]
                    : 0);
}

static bool is_one_of(unsigned c, const char *set) {
    while (*set) {
        unsigned one = (unsigned char)*set;
        int more = one >= 0xE0 ? 2 : one >= 0xC0 ? 1 : 0;
        one = more == 2 ? one & 15 : more == 1 ? one & 31 : one;
        for (set++; more--; set++) one = one << 6 | ((unsigned char)*set & 63);
        if (one == c) return true;
    }
    return false;
}

// Of the panes that share a place the one on top has its name written out.
static int pane_of(Term *term, int x, int y, int w) {
    static const char *const names[] = {
        [TASKS] = "tasks",     [LOOP] = "loop",           [TIMELINE] = "timeline",
        [OUTPUT] = "output",   [STORY] = "what happened", [SYNC] = "primitives",
        [WAITS] = "who waits", [TROUBLE] = "trouble"};
    int found = 0;
    bool bright = false;
    for (int i = x; i < x + w; i++) {
        unsigned digit = at(term, i, y);
        if (digit < '1' || digit > '9' || at(term, i - 1, y) != ' ') continue;
        if (digit == '1') return SOURCE; // its name is a file's
        const char *name = names[digit - '0'];
        size_t same = 0;
        while (name[same] && at(term, i + 2 + (int)same, y) == (unsigned char)name[same]) same++;
        if (name[same]) continue;
        // Where several names are written out, that of the pane on top is no dim one.
        TermCell cell = term_cell(term, y, i);
        bool is_bright = cell.bold || cell.fg == -1;
        if (!found || (is_bright && !bright)) {
            found = (int)(digit - '0');
            bright = is_bright;
        }
    }
    return found;
}

// A corner, a line with a pane's number in it, and two sides down to another line.
static bool frame_at(Term *term, int x, int y, Frame *frame) {
    // Where several panes share the place, their names begin right at the corner.
    int title = x + 1 + (at(term, x + 1, y) == 0x2500);
    if (!is_one_of(at(term, x, y), "┌┬├┼") || at(term, title, y) != ' ') return false;
    if (at(term, title + 1, y) < '1' || at(term, title + 1, y) > '9') return false;
    int right = x + 1, bottom = y + 1;
    while (right < term_cols(term) && !is_one_of(at(term, right, y), "┐┬┤┼")) right++;
    while (is_one_of(at(term, x, bottom), "│┤↑↓") && is_one_of(at(term, right, bottom), "│├↑↓"))
        bottom++;
    if (right == term_cols(term) || bottom == y + 1 || !is_one_of(at(term, x, bottom), "├┼└┴"))
        return false;
    *frame = (Frame){x + 1, y + 1, right - x - 1, bottom - y - 1, 0};
    frame->pane = pane_of(term, x + 1, y, right - x - 1);
    return frame->pane != 0;
}

// --- what is cut in them -------------------------------------------------------------------------

static unsigned in_row(Term *term, const Frame *frame, int x, int y) {
    return x < frame->w ? at(term, frame->x + x, frame->y + y) : ' ';
}

// Where the text of a row begins, behind what stands at its left for order: numbers of lines, the
// words of the loop pane, branches of the tree.
static int text_begin(Term *term, const Frame *frame, int y) {
    int x = 0;
    if (frame->pane == LOOP) return 9;
    if (frame->pane == SOURCE) {
        while (x < frame->w &&
               !(in_row(term, frame, x, y) >= '0' && in_row(term, frame, x, y) <= '9'))
            x++;
        while (x < frame->w && in_row(term, frame, x, y) >= '0' && in_row(term, frame, x, y) <= '9')
            x++;
        x++; // a breakpoint
    }
    while (x < frame->w &&
           is_one_of(in_row(term, frame, x, y), frame->pane == WAITS ? " │├└─" : " "))
        x++;
    return x;
}

// A cut sign of ours ends a field. Of code and of output it stands at the right end; elsewhere in
// them it is the script's own.
static bool is_cut_sign(Term *term, const Frame *frame, int x, int y) {
    if (in_row(term, frame, x, y) != CUT) return false;
    bool ends = x + 1 == frame->w, is_blank_behind = in_row(term, frame, x + 1, y) == ' ';
    if (frame->pane == SOURCE) return ends;
    if (frame->pane == TIMELINE)
        return x + 3 <
               frame->w /
                   2; // the other half is the picture, where a blank says that there was no task
    if (frame->pane == OUTPUT)
        return ends || (is_blank_behind && in_row(term, frame, x + 2, y) == TURN);
    return ends || is_blank_behind;
}

static bool is_blank_row(Term *term, const Frame *frame, int y) {
    for (int x = 0; x < frame->w; x++)
        if (in_row(term, frame, x, y) != ' ') return false;
    return true;
}

static bool has_blanks(Term *term, const Frame *frame, int y) {
    int run = 0;
    for (int x = text_begin(term, frame, y); x < frame->w; x++) {
        // Behind a line's author comes what was printed, which may begin with blanks.
        bool is_margin = frame->pane == OUTPUT && is_one_of(in_row(term, frame, x, y), "│!") &&
                         in_row(term, frame, x + 1, y) == ' ';
        while (is_margin && x + 1 < frame->w && in_row(term, frame, x + 1, y) == ' ') x++;
        run = in_row(term, frame, x, y) == ' ' ? run + 1 : 0;
        if (run >= 2) return true;
    }
    return false;
}

static bool has_cut(Term *term, const Frame *frame, int y) {
    for (int x = 0; x < frame->w; x++)
        if (is_cut_sign(term, frame, x, y)) return true;
    return false;
}

// "+3": so many have no room.
static bool has_others(Term *term, const Frame *frame, int y) {
    for (int x = 1; x < frame->w; x++) {
        unsigned next = in_row(term, frame, x + 1, y);
        if (in_row(term, frame, x, y) == '+' && in_row(term, frame, x - 1, y) == ' ' &&
            next >= '0' && next <= '9')
            return true;
    }
    return false;
}

static void look_into(Term *term, const Frame *frame, const char *where) {
    bool has_blank_row = false;
    if (frame->pane == STORY || frame->pane == TROUBLE) return; // prose, which is wrapped
    for (int y = 0; y < frame->h; y++) has_blank_row |= is_blank_row(term, frame, y);
    for (int y = 0; y < frame->h; y++) {
        bool is_cut = has_cut(term, frame, y) && has_blanks(term, frame, y);
        bool is_counted = has_blank_row && (frame->pane == LOOP || frame->pane == SYNC) &&
                          has_others(term, frame, y);
        if (!is_cut && !is_counted) continue;
        Str row = {0};
        term_row(term, frame->y + y, &row);
        term_show(term);
        fail_msg("%s: pane %d: %s beside blanks: %s", where, frame->pane,
                 is_cut ? "cut" : "left out", str_text(&row));
    }
}

// How many panes were looked into.
static int look_everywhere(Term *term, const char *where) {
    int count = 0;
    for (int y = 1; y < term_rows(term); y++) {
        for (int x = 0; x < term_cols(term); x++) {
            Frame frame;
            if (!frame_at(term, x, y, &frame)) continue;
            look_into(term, &frame, where);
            count++;
        }
    }
    return count;
}

// --- every lesson --------------------------------------------------------------------------------

// One that ends in a deadlock is ended after a while.
static char *record(const char *path) {
    char *file = place_in_temp("room.aioscope");
    Proc proc;
    const char *const argv[] = {"timeout", "-s",      "TERM",    "10",       place_viewer(),
                                "record",  "--clock", "virtual", "--detail", "lines",
                                "-o",      file,      path,      NULL};
    proc_run(&proc, &(ProcSpec){.argv = argv});
    proc_free(&proc);
    return file;
}

static void nothing_is_cut_beside_blanks(void **state) {
    static const int sizes[][2] = {{24, 80}, {30, 100}, {40, 120}};
    static const char *const moments[] = {"0",   "12",  "25",  "40",  "60",  "85", "110",
                                          "140", "180", "240", "330", "450", "700"};
    static const char *const keys[] = {"1",     "4",     "5", "7", "8", "2",
                                       "> > >", "< < <", "3", "z", "z"};
    const char *path = *state;
    char *file = record(path);
    Term *term = term_viewer(40, 120, "replay", file);
    assert_true(term_wait_settled(term));
    for (size_t m = 0; m <= sizeof moments / sizeof *moments; m++) {
        bool is_end = m == sizeof moments / sizeof *moments;
        if (is_end) assert_true(term_press(term, "G"));
        else {
            assert_true(term_press(term, ":"));
            term_type(term, moments[m]);
            assert_true(term_press(term, "enter"));
        }
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            term_resize(term, sizes[s][0], sizes[s][1]);
            assert_true(term_wait_settled(term));
            for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
                char where[400];
                assert_true(term_press_all(term, keys[k]));
                snprintf(where, sizeof where, "%s at event %s, %dx%d", path,
                         is_end ? "the end" : moments[m], sizes[s][1], sizes[s][0]);
                assert_true(look_everywhere(term, where) > 0);
            }
        }
    }
    term_stop(term);
    free(file);
}

int main(void) {
    Catalogue catalogue = {0};
    Suite suite = {0};
    if (!catalogue_load(&catalogue, "lessons", NULL) || !catalogue.count) return 1;
    for (size_t i = 0; i < catalogue.count; i++) {
        const char *path = str_text(&catalogue.entries[i].path);
        suite_add(&suite, path, nothing_is_cut_beside_blanks, path);
    }
    int status = suite_run(&suite, "room");
    catalogue_free(&catalogue);
    return status;
}
