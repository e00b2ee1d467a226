"""One after the other

Four jobs of half a second each. `main` awaits the coroutine of A, and then that of B. For C and D
it makes tasks first, and awaits the tasks *after* that. What difference does it make?

Watch **timers**: how many timers are there at the same time? Then compare the two halves of the
**timeline**.
"""
import asyncio
import time


async def work(name):
    print(f"{name} begins")
    #: [each] This job waits for half a second. Look at **timers** after this line.
    await asyncio.sleep(0.5)
    print(f"{name} ends")


async def main():
    #? time
    start = time.perf_counter()
    #: This line makes no task. `main` itself goes into `work` and waits in there.
    await work("A")
    #: Only now does B begin. While A was waiting, there was one timer and nothing else to do.
    await work("B")
    print(f"one after the other: {time.perf_counter() - start:.1f} s")

    start = time.perf_counter()
    c = asyncio.create_task(work("C"), name="C")
    #: After this line two tasks are in **ready**. Both will begin before either of them ends.
    d = asyncio.create_task(work("D"), name="D")
    #? output
    #: `main` awaits C only. But the loop runs everything that is in **ready**, and that includes D.
    await c
    #? choice How long does `main` still have to wait for D?
    #?  - half a second
    #?  - a quarter of a second
    #?  * hardly at all
    #?  because D also began half a second ago. Its timer ran at the same time as C's.
    #: In the **timeline** the waits of C and D are one above the other: they happened at the same
    #: time. Compare them with the waits of A and B.
    await d
    print(f"together: {time.perf_counter() - start:.1f} s")


#? goal Make A and B overlap too, so that the whole program takes one second.
#?  time <= 1
#?  hint If you await A before you create B, the two cannot overlap.
#?  hint Create both tasks first, as with C and D, and await them after that.
asyncio.run(main())
