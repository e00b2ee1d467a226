"""Out of time

`asyncio.timeout` gives the lines under it so many seconds. When they are over it cancels the task
that runs these lines, and turns the CancelledError into a TimeoutError where the block ends.

`wait_for` does the same for one awaitable.
"""
import asyncio


async def slow_answer():
    await asyncio.sleep(1.0)
    return "an answer"


async def main():
    try:
        #: A timer is set for this block. Look for it in **timers**.
        async with asyncio.timeout(0.5):
            #? time
            #? choice Who is cancelled when the half second is over?
            #?  - the loop
            #?  * the task that stands inside the block
            #?  - nobody, the answer just comes too late
            #?  because timeout calls cancel on the task that entered the block.
            #: Two timers now: the sleep of one second, and the timeout before it.
            print(await slow_answer())
    except TimeoutError:
        #: The CancelledError went no further than the end of the block.
        print("too late")
    answering = asyncio.create_task(slow_answer(), name="answering")
    try:
        #: `wait_for` cancels what it waits for, here another task.
        await asyncio.wait_for(answering, 0.5)
    except TimeoutError:
        #? state answering
        print("too late again, and cancelled:", answering.cancelled())


asyncio.run(main())
