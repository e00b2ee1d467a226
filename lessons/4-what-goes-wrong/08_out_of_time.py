"""Out of time

`asyncio.timeout` limits the time for the lines under it. When the time is up, it cancels the task
that runs these lines. At the end of the block the `CancelledError` becomes a `TimeoutError`.

`wait_for` does the same for a single awaitable.
"""
import asyncio


async def slow_answer():
    await asyncio.sleep(1.0)
    return "an answer"


async def main():
    try:
        #: This sets a timer for the block. Look for it in **timers**.
        async with asyncio.timeout(0.5):
            #? time
            #? choice Who is cancelled when the half second is over?
            #?  - the loop
            #?  * the task that is inside the block
            #?  - nobody, the answer just comes too late
            #?  because `timeout` cancels the task that entered the block.
            #: There will be two timers: the sleep of one second, and the timeout, which is due
            #: before it.
            print(await slow_answer())
    except TimeoutError:
        #: The `CancelledError` got no further than the end of the block.
        print("too late")
    answering = asyncio.create_task(slow_answer(), name="answering")
    try:
        #: `wait_for` cancels what it waits for, and here that is another task.
        await asyncio.wait_for(answering, 0.5)
    except TimeoutError:
        #? state answering
        print("too late again, and cancelled:", answering.cancelled())


asyncio.run(main())
