
#! clock: real
"""Ask a thread

Some functions exist only in a blocking version. `asyncio.to_thread` runs such a function in another
thread, and the task that wants the answer waits for it as it would for anything else.

Watch **threads** in the loop pane, and **output**: do the ticks go on meanwhile?
"""
import asyncio
import time


def slow_library_call():
    time.sleep(0.7)
    return "an answer"


async def tick():
    for second in range(3):
        #: [each] The loop is free: this task can run although `slow_library_call` has not returned.
        print("tick")
        await asyncio.sleep(0.2)


async def main():
    ticking = asyncio.create_task(tick(), name="ticking")
    #? next
    #? choice How does `main` learn that the answer is there?
    #?  - it asks the thread again and again
    #?  * the thread asks the loop to wake it
    #?  - the thread itself runs the rest of `main`
    #?  because only the loop may run its tasks, but another thread can ask it to wake one.
    #: From here on `main` waits for a thread, so it gives up control. Watch **threads**.
    answer = await asyncio.to_thread(slow_library_call)
    #: The thread is done. It may not touch the loop's tasks, so it asked the loop to wake `main`.
    print(answer)
    await ticking


asyncio.run(main())
