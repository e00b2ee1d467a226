// The program's clock: real or virtual (docs/architecture.md, Time).
#ifndef ENGINE_CLOCK_H
#define ENGINE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

void clock_start(bool is_virtual);
bool clock_is_virtual(void);

// Nanoseconds since the recording began, on the program's clock. Safe from any thread. `clock_now_ns` does not move the virtual clock.
uint64_t clock_now_ns(void);

// What clock_now_ns last gave to whoever asked: the time of the last event, without another look at the machine's clock.
uint64_t clock_last_ns(void);

// loop.time() as Python sees it, in seconds: time.monotonic()'s value, from which held time is taken off. `clock_tick` moves the
// virtual clock on by its tick (1 µs): once per handle and per clock read of the script.
double clock_loop_time(void);
double clock_to_loop_time(uint64_t ns);
uint64_t clock_from_loop_time(double seconds); // clamped to 0 … NS_FOREVER - 1
void clock_tick(void);

// Virtual only: go forward to `ns` if that lies ahead (a jump, or time.sleep).
void clock_jump_to(uint64_t ns);
// Virtual only: let it flow with real time between the two calls (waiting for something outside).
void clock_flow_begin(void);
void clock_flow_end(void);

// Replace time.time, monotonic, perf_counter (and their _ns forms) and sleep in the module, for the script to import: under the virtual
// clock all of them; under the real one those that lose the held time, if the engine can be held at all. False: a Python exception is set.
bool clock_install(bool can_hold);
// Under the virtual clock: datetime.now() and utcnow() as well (clock_date.c). What time.time() says, and a tick with it.
bool clock_install_date(void);
double clock_wall_time(void);
// Asked by time.sleep under the virtual clock before it sleeps: may the clock jump, as nothing outside can happen meanwhile?
void clock_set_sleep_hook(bool (*may_jump)(void));

// The engine is held: the clock stands still until it goes on.
void clock_hold(void);
void clock_go_on(void);

#endif
