"""The task nobody kept

The loop does not keep your tasks alive. It only has *weak* references to them, which do not count:
if nothing else refers to a task, Python may throw it away in the middle of its work.

Usually something does refer to it. The timer of a sleeping task does, and so does the entry of a
ready task in **ready**. But the two tasks here wait for something that only they know of. `main`
has kept one of them in a variable, and not the other.

Watch both of them in **tasks** when Python cleans up.
"""
import asyncio
import gc


async def listen():
    box = asyncio.get_running_loop().create_future()
    #: [each] This task knows `box`, and `box` will know which task to wake. Does anything else
    #: refer to either of them?
    await box


async def main():
    #: This makes a task and adds it to **ready**, but keeps it in no variable.
    asyncio.create_task(listen(), name="lost")
    #: This one is made in the same way, and kept.
    kept = asyncio.create_task(listen(), name="kept")
    await asyncio.sleep(0.5)
    #? state lost
    #? state kept
    #: `gc.collect` makes Python look for objects that nothing refers to any more. In a real program
    #: Python does this by itself, and you cannot say when.
    gc.collect()
    #: One of the two tasks is gone, in the middle of its wait. Look at **tasks**, and at asyncio's
    #: complaint in **output**.
    print("kept is still there:", not kept.done())
    #? choice What would have saved the other task?
    #?  - a longer sleep in `main`
    #?  * a variable, a set or a list that holds it
    #?  - a name
    #?  because Python throws away only what it cannot reach. A `TaskGroup` would have held the task too.
    kept.cancel()


asyncio.run(main())
