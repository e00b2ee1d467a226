"""Two sleeps, one second

A program that fetches data spends most of its time waiting. Here each fetch does nothing else.

There are three fetches, of 2.0, 1.0 and 1.5 seconds. One after the other they would take 4.5
seconds. There is only one thread, and it never does two things at once.

As you step through it, ask yourself: who does all that waiting?

Watch **timers** in the loop pane, and the **timeline**. How many of the fetches are waiting at the
same time?
"""
import asyncio
import time


async def fetch_data(number, delay):
    #: One task is running. The other two are in **ready**.
    print(f"fetch {number} starts")
    #? output
    #? order Task-2 Task-3 Task-4
    #: [each] This fetch leaves a timer in **timers** and gives up control, so something else can
    #: run.
    await asyncio.sleep(delay)
    #: The first fetch to go on is the one whose timer came due first. From here on the timers
    #: decide the order.
    print(f"fetch {number} is done")
    return number


async def main():
    start = time.perf_counter()
    #? time
    #: `gather` makes a task of each of these three coroutines and adds it to **ready**. None of
    #: them runs before `main` gives up control.
    results = await asyncio.gather(fetch_data(1, 2.0), fetch_data(2, 1.0), fetch_data(3, 1.5))
    #: The last of the three is done, and that woke `main`. The results are in the order of the
    #: calls.
    print(f"Results: {results}")
    #: The three timers ran at the same time, so the longest of them decides the total.
    print(f"Total time: {time.perf_counter() - start:.2f}s")


#? goal Change one number so that the total is a second and a half.
#?  time <= 1.5
#?  hint The total is the longest of the three delays.
#?  hint Which of the three delays is longer than 1.5?
asyncio.run(main())
