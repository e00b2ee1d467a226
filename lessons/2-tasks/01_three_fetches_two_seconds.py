"""Three fetches, two seconds

Three requests take 2.0, 1.0 and 1.5 seconds. One after the other that is 4.5 seconds;
this program is done in 2.

It has one thread and never does two things at once. Before you start: who waits for all these seconds?

Watch **timers** in the loop pane, and the **timeline**, where the three waits lie one above the other.
"""
import asyncio
import time


async def fetch_data(number, delay):
    print(f"fetch {number} starts")  #: One task runs, and the others wait in **ready** for their turn.
    #: [each] This fetch is about to wait: it leaves a timer in **timers** and gives up control, so the loop can run the next task.
    await asyncio.sleep(delay)
    print(f"fetch {number} is done")  #: [each] See which fetch this is. The timers decide the order now, not the order in which the tasks were made.
    return number


async def main():
    start = time.perf_counter()
    #: `gather` makes a task of each of the three calls. None of them begins yet: their first steps stand in **ready**, in this order.
    results = await asyncio.gather(fetch_data(1, 2.0), fetch_data(2, 1.0), fetch_data(3, 1.5))
    print(f"Results: {results}")  #: The last of the three has ended, and that woke `main`. The results stand in the order of the calls.
    #: All three seconds-long waits went on at the same time, in **timers**. The longest one decides the total.
    print(f"Total time: {time.perf_counter() - start:.2f}s")


asyncio.run(main())
