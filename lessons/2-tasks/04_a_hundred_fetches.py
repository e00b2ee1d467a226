"""A hundred fetches

A hundred fetches of one second each, gathered. With a hundred threads this would be no surprise. Here
is one.

A wait needs nobody to do it. For each of the hundred the loop keeps a small note: wake this task at that
time. Watch **timers** fill up, and then watch **threads**, which stays empty.
"""
import asyncio
import time


async def fetch(number):
    #? next
    #: A timer goes into **timers**, and the next of the hundred has its turn.
    #: [after] The first of them is awake. Look at **ready** and **timers**: the others are close behind.
    await asyncio.sleep(1)
    return number


async def main():
    start = time.perf_counter()
    #? time
    #? choice How many timers will there be at most?
    #?  - one
    #?  * a hundred
    #?  - as many as the machine has processors
    #?  because every sleep has a timer of its own, and no thread is needed for it.
    #: `gather` makes a hundred tasks here. When `main` gives up control, **ready**
    #: holds the first step of each.
    results = await asyncio.gather(*(fetch(number) for number in range(100)))
    #: All of them have slept at the same time. The results stand in the order of the calls.
    print(f"{len(results)} fetches in {time.perf_counter() - start:.1f} s")


#? goal Make it a thousand fetches in the same time.
#?  time <= 1.1
#?  output == 1000 fetches in 1.0 s
#?  hint A timer costs next to nothing: ten times as many still end together.
#?  hint It is the number in `range`.
asyncio.run(main())
