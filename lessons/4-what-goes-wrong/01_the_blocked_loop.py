"""The blocked loop

Two naps, of 1.0 and 1.5 seconds, and one task that calls `time.sleep(2)` instead of awaiting `asyncio.sleep(2)`.
One word is different, and both naps last 2.5 seconds.

The loop can look at its timers only while no task runs. Watch **timers** while the blocker runs: the time of both naps comes, and nothing happens.
"""
import asyncio
import time


async def nap(name, delay):
    start = time.perf_counter()
    await asyncio.sleep(delay)
    print(f"{name} slept {time.perf_counter() - start:.1f} s instead of {delay} s")  #: [each] Only now has this nap got its turn. Its timer was due long before.


async def blocker():
    await asyncio.sleep(0.5)  #: This await is a good one: it gives up control, and the loop goes on turning.
    #: There is no `await` on this line. `time.sleep` keeps the one thread to itself for 2 seconds, and the loop cannot turn.
    time.sleep(2)
    #: The clock has moved on by 2 seconds. In **timers** both naps are overdue; they must wait until this task gives up control.
    print("the blocker is done")


async def main():
    #: Three tasks: two naps and the blocker. Remember when the naps should end: at 1.0 and at 1.5.
    await asyncio.gather(nap("A", 1.0), nap("B", 1.5), blocker())


asyncio.run(main())
