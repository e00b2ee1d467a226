"""Two sleeps, one second

Two sleeps of one second that begin at the same moment are over after one second, not two. Here
there are three: fetches that take 2.0, 1.0 and 1.5 seconds. One after the other that would be 4.5 seconds.
There is one thread, and it never does two things at once.

While you step: who waits for all those seconds?

Watch **timers** in the loop pane, and the **timeline**, where the three waits will lie one above the other.
"""
import asyncio
import time


async def fetch_data(number, delay):
    #: One task runs. The other two stand in **ready** and wait for their turn.
    print(f"fetch {number} starts")
    #? output
    #? order Task-2 Task-3 Task-4
    #: [each] This fetch leaves a timer in **timers** and gives up control, so something else can run.
    await asyncio.sleep(delay)
    #: Fetch 2 is the first to go on, for its timer came due first. From here on the timers decide the order.
    print(f"fetch {number} is done")
    return number


async def main():
    start = time.perf_counter()
    #? time
    #: `gather` will make a task of each of these three calls and put them into **ready**.
    #: None of them runs before `main` gives up control.
    results = await asyncio.gather(fetch_data(1, 2.0), fetch_data(2, 1.0), fetch_data(3, 1.5))
    #: The last of the three is done, and that woke `main`. The results stand in the order of the calls.
    print(f"Results: {results}")
    #: The three timers ran at the same time, so the longest of them decides the total.
    print(f"Total time: {time.perf_counter() - start:.2f}s")


#? goal Change one number so that the total is a second and a half.
#?  time <= 1.5
#?  hint The total is the longest of the three.
#?  hint Which of the three delays is more than 1.5?
asyncio.run(main())
