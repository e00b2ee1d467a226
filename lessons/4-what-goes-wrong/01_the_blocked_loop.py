"""The blocked loop

Two naps, of 1.0 and 1.5 seconds, and one task that calls `time.sleep(2)` where it should
`await asyncio.sleep(2)`. How long will the naps be?

The loop can look at its timers only while no task is running. Watch **timers** when the blocker
runs.
"""
import asyncio
import time


async def nap(name, delay):
    start = time.perf_counter()
    await asyncio.sleep(delay)
    #: [each] This nap goes on only now, although its timer was due long ago.
    print(f"{name} slept {time.perf_counter() - start:.1f} s instead of {delay} s")


async def blocker():
    #: This `await` gives up control: for half a second the loop can do other things.
    await asyncio.sleep(0.5)
    #? choice Nap A is due at 1.0. When will it go on?
    #?  - at 1.0, because its timer was set before
    #?  - at 1.5
    #?  * at 2.5
    #?  because the loop cannot look at its timers until this line gives the thread back.
    #: There is no `await` on this line. `time.sleep` keeps the only thread for 2 seconds, and the
    #: loop cannot do anything until it returns.
    time.sleep(2)
    #: The clock has moved on by 2 seconds. Both naps are overdue in **timers**, but they still have
    #: to wait until this task gives up control.
    print("the blocker is done")


async def main():
    #: Three tasks: two naps and the blocker. The naps should end at 1.0 and 1.5.
    #? time
    await asyncio.gather(nap("A", 1.0), nap("B", 1.5), blocker())


asyncio.run(main())
