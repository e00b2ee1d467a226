// Which panes a lesson's text names.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "ui/ui_inside.h"

static void panes_are_named_in_bold(void **state) {
    (void)state;
    static const struct {
        const char *text;
        unsigned count;
        Pane first, second;
    } rows[] = {
        {"", 0, PANES, PANES},
        {"Nothing here is **important**.", 0, PANES, PANES},
        {"Watch the **timeline**.", 1, PANE_TIMELINE, PANES},
        {"The **tasks** pane lists them; **ready** is a row of the loop pane.", 2, PANE_TASKS,
         PANE_LOOP},
        {"**ready** and **timers** are in one pane", 1, PANE_LOOP, PANES},
        {"**Timers** first, then **I/O** and **output**", 2, PANE_LOOP, PANE_OUTPUT},
        {"- an **event** is a door\n- see **who waits**", 2, PANE_SYNC, PANE_WAITS},
        {"`a **output** b` is code, **trouble** is not", 1, PANE_TROUBLE, PANES},
        {"call `f(**kwargs)` and see **primitives**", 1, PANE_SYNC, PANES},
        {"**output is not closed", 0, PANES, PANES},
        {"output without stars", 0, PANES, PANES},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t order[NUMBERED_PANES];
        unsigned count = ui_front_names(rows[i].text, order);
        if (count != rows[i].count) fail_msg("%s: %u", rows[i].text, count);
        for (Pane pane = 0; pane < NUMBERED_PANES; pane++) {
            unsigned wanted = pane == rows[i].first ? 1 : pane == rows[i].second ? 2 : 0;
            if (order[pane] != wanted)
                fail_msg("%s: pane %d is %u", rows[i].text, (int)pane, order[pane]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(panes_are_named_in_bold)};
    return cmocka_run_group_tests_name("front", tests, NULL, NULL);
}
