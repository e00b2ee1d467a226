#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <setjmp.h>
#include <cmocka.h>

#include "app/search.h"
#include "explain/story.h"

// Output events 1 … n, each followed by a detail.
static Story outputs(int n) {
    Story story = story_new();
    story_loop(&story);
    story_event(&story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    for (int i = 1; i <= n; i++) {
        char text[32];
        snprintf(text, sizeof text, "Word %d%s\n", i, i % 10 ? "" : " TEN");
        story_event(&story, EV_OUTPUT, 0, 1, story_string(&story, text), 0, 0);
        story_event(&story, EV_ITERATION_BEGAN, 0, 0, 0, 0, 0);
    }
    return story;
}

static uint64_t search(Search *looking, History *history, uint64_t budget, int *steps) {
    uint64_t found = HISTORY_NONE;
    for (*steps = 0; looking->is_on; ++*steps) found = search_step(looking, history, budget);
    return found;
}

// The position after the i-th output.
static uint64_t after(int i) {
    return 2 + (uint64_t)(i - 1) * 2 + 1;
}

static void words_are_found_forward_and_back(void **unused) {
    (void)unused;
    Story story = outputs(100);
    Search looking = {0};
    int steps;
    uint64_t count = history_count(story.history), at;
    assert_false(search_begin(&looking, NULL, 1, 0, count)); // nothing was looked for yet
    assert_true(search_begin(&looking, "ten", 1, 0, count));
    at = search(&looking, story.history, 7, &steps);
    assert_int_equal(at, after(10));
    assert_true(steps > 2); // a piece at a time
    assert_true(search_begin(&looking, NULL, 1, at, count));
    at = search(&looking, story.history, 7, &steps);
    assert_int_equal(at, after(20));
    assert_true(search_begin(&looking, NULL, -1, at, count));
    assert_int_equal(search(&looking, story.history, 7, &steps), after(10));
    assert_true(search_begin(&looking, NULL, -1, after(95), count));
    assert_int_equal(search(&looking, story.history, 1000, &steps), after(90)); // the last of the piece
    search_free(&looking);
    history_free(story.history);
}

static void what_is_not_there_is_not_found(void **unused) {
    (void)unused;
    Story story = outputs(30);
    Search looking = {0};
    int steps;
    uint64_t count = history_count(story.history);
    assert_true(search_begin(&looking, "nowhere", 1, 0, count));
    assert_int_equal(search_percent(&looking), 0);
    assert_true(search(&looking, story.history, 10, &steps) == HISTORY_NONE);
    assert_int_equal(search_percent(&looking), 100);
    assert_true(search_begin(&looking, "ten", -1, after(10), count)); // stands on the first: none before it
    assert_true(search(&looking, story.history, 10, &steps) == HISTORY_NONE);
    assert_true(search_begin(&looking, "ten", -1, 0, count));
    assert_true(search(&looking, story.history, 10, &steps) == HISTORY_NONE);
    assert_true(search_begin(&looking, "ten", 1, count, count));
    assert_true(search(&looking, story.history, 10, &steps) == HISTORY_NONE);
    search_free(&looking);
    history_free(story.history);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_forward_and_back),
        cmocka_unit_test(what_is_not_there_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
