"""One after the other

Four jobs of half a second each. `main` awaits the first two one after the other, and that is
what happens: the second has not even begun while the first waits. Of the other two it makes tasks
*before* it awaits the first of them.

Watch **timers**: how many are in there at the same time? And compare the two halves of the **timeline**.
"""
import asyncio
import time


async def work(name):
    print(f"{name} begins")
    #: [each] This job waits for half a second from now. Look at **timers** after this line.
    await asyncio.sleep(0.5)
    print(f"{name} ends")


async def main():
    #? time
    start = time.perf_counter()
    #: No task is made here. `main` itself goes into `work`, and waits in there.
    await work("A")
    #: Only now does B begin. All the time there was just one timer, and nothing else to do.
    await work("B")
    print(f"one after the other: {time.perf_counter() - start:.1f} s")

    start = time.perf_counter()
    c = asyncio.create_task(work("C"), name="C")
    #: Two tasks stand in **ready** after this line. Both will begin before either of them has ended.
    d = asyncio.create_task(work("D"), name="D")
    #? output
    #: `main` waits for C. But it is the loop that runs, and it runs D as well.
    await c
    #? choice How long does `main` still have to wait for D?
    #?  - half a second
    #?  - a quarter of a second
    #?  * hardly at all
    #?  because D began half a second ago as well, and its timer ran beside that of C.
    #: In the **timeline** the waits of C and D lie one above the other. Those of A and B lie one
    #: behind the other, in the row of `main`.
    await d
    print(f"together: {time.perf_counter() - start:.1f} s")


#? goal Let A and B overlap too, so that the whole program takes one second.
#?  time <= 1
#?  hint What is awaited before the next is made cannot overlap with it.
#?  hint Make both tasks first, as below, and await them after that.
asyncio.run(main())
