
#! clock: real
"""Ask a thread

Some functions only exist in the blocking kind. `asyncio.to_thread` gives such a call to another
thread, and the task that wants the answer waits for it like for anything else.

Watch **threads** in the loop pane, and the ticking that goes on.
"""
import asyncio
import time


def slow_library_call():
    time.sleep(0.7)
    return "an answer"


async def tick():
    for second in range(3):
        #: [each] The loop turns on: this task runs while the other thread sleeps.
        print("tick")
        await asyncio.sleep(0.2)


async def main():
    ticking = asyncio.create_task(tick(), name="ticking")
    #? state ticking
    #? choice Where does `slow_library_call` run?
    #?  - in the loop's thread, in small pieces
    #?  * in a thread of its own, beside the loop
    #?  - in another process
    #?  because to_thread hands it to a thread of the loop's executor.
    #: From here on `main` waits for a thread, and gives up control.
    answer = await asyncio.to_thread(slow_library_call)
    #: The thread is done. It may not touch the loop: it asks it to wake `main`.
    print(answer)
    await ticking


asyncio.run(main())
