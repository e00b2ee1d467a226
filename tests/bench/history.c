// How a long recording moves: `history FILE` opens it as the viewer does, goes to a thousand random places, one back and one on from each, and prints
// what each took (milliseconds) and what memory it takes (bytes for each event). All within one process, so that each can be compared with the others.
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "app/replay_file.h"

enum { SEEKS = 1000, AT_ONCE = 32768 };

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long resident(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*d %ld", &pages) != 1) abort();
    fclose(file);
    return pages * 4096;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static uint64_t next_random(uint64_t *state) { // xorshift64*
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1du;
}

static void print_times(const char *what, double *times, double replay) {
    qsort(times, SEEKS, sizeof *times, by_size);
    double p99 = times[SEEKS * 99 / 100];
    printf("  %-24s p50 %7.3f  p99 %7.3f  most %7.3f ms   p99 is 1/%.0f of the whole replay\n", what, times[SEEKS / 2], p99, times[SEEKS - 1], replay / p99);
}

int main(int argc, char **argv) {
    static double seek[SEEKS], back[SEEKS], on[SEEKS];
    Err err;
    ReplayFile file;
    if (argc != 2) return 2;
    long before = resident();
    History *history = history_new();
    double begin = now_ms();
    if (!replay_open(&file, argv[1], history, &err)) {
        fprintf(stderr, "%s\n", err.msg);
        return 1;
    }
    replay_read(&file, AT_ONCE);
    history_at(history, 0);
    double first = now_ms() - begin;
    while (replay_read(&file, AT_ONCE)) continue;
    double replay = now_ms() - begin;
    uint64_t count = history_count(history), random = 1;
    for (int i = 0; i < SEEKS; i++) {
        uint64_t n = next_random(&random) % (count - 2) + 1;
        double t0 = now_ms();
        history_at(history, n);
        double t1 = now_ms();
        history_at(history, n - 1);
        double t2 = now_ms();
        history_at(history, n + 1);
        seek[i] = t1 - t0, back[i] = t2 - t1, on[i] = now_ms() - t2;
    }
    malloc_trim(0);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    const State *live = history_live(history);
    printf("%llu events, %u tasks: read and replayed whole in %.0f ms (%.1f million events a second), the first %d after %.0f ms\n", (unsigned long long)count,
           live->n_tasks, replay, (double)count / replay / 1e3, AT_ONCE, first);
    print_times("to any place", seek, replay);
    print_times("one back from there", back, replay);
    print_times("on again", on, replay);
    printf("  memory: %.1f bytes an event (%ld MB, at most %ld MB)\n", (double)(resident() - before) / (double)count, (resident() - before) >> 20,
           usage.ru_maxrss >> 10);
    replay_free(&file);
    history_free(history);
}
