"""Out of time

`asyncio.timeout` limits the time for the lines under it. When the time is up, something is
cancelled, and at the end of the block the `CancelledError` becomes a `TimeoutError`.

`wait_for` limits the time for a single awaitable.
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
        #: This time the limit is for another task. What becomes of it when its time is up?
        await asyncio.wait_for(answering, 0.5)
    except TimeoutError:
        #? state answering
        #: `wait_for` has cancelled what it waited for.
        print("too late again, and cancelled:", answering.cancelled())


asyncio.run(main())
