"""A hundred fetches

A hundred fetches of one second each. A hundred threads could wait for all of them at the same time,
but this program has one thread.

Nobody has to do anything during a wait. So what does the loop have to keep for each fetch? Watch
**timers** and **threads**.
"""
import asyncio
import time


async def fetch(number):
    #? next
    #: This adds a timer to **timers**, and then the next fetch begins.
    #: [after] The first of them is awake again. Look at **ready**: the others are right behind it.
    await asyncio.sleep(1)
    return number


async def main():
    start = time.perf_counter()
    #? time
    #? choice How many timers will there be at most?
    #?  - one
    #?  * a hundred
    #?  - as many as the machine has processors
    #?  because every sleep has a timer of its own, and a timer needs no thread.
    #: `gather` makes a task for each of the fetches. When `main` gives up control, **ready** holds
    #: the first step of each.
    results = await asyncio.gather(*(fetch(number) for number in range(100)))
    #: All of them slept at the same time. The results are in the order of the calls.
    print(f"{len(results)} fetches in {time.perf_counter() - start:.1f} s")


#? goal Make it a thousand fetches in the same time.
#?  time <= 1.1
#?  output == 1000 fetches in 1.0 s
#?  hint A timer costs almost nothing: ten times as many still end together.
#?  hint It is the number in `range`.
asyncio.run(main())
