"""The task nobody kept

The loop itself does not hold on to a task. It only knows it weakly: if nobody else holds a task, Python may
throw it away, in the middle of its work.

Mostly somebody does. Who sleeps is held by its timer, and who is ready by its place in **ready**. But
here two tasks wait for something that only they themselves know of. `main` has kept one of
them in a variable, and not the other.

Watch the two in **tasks** when Python tidies up.
"""
import asyncio
import gc


async def listen():
    box = asyncio.get_running_loop().create_future()
    #: [each] This task knows `box`, and `box` will know which task to wake. Who else knows either of them?
    await box


async def main():
    #: A task is made, put into **ready**, and not kept in any variable.
    asyncio.create_task(listen(), name="lost")
    #: This one is made in the same way, and kept.
    kept = asyncio.create_task(listen(), name="kept")
    await asyncio.sleep(0.5)
    #? state lost
    #? state kept
    #: `gc.collect` makes Python look for what nobody can reach any more. In a real program this
    #: happens by itself, at a moment of its own.
    gc.collect()
    #: One of the two tasks is gone, in the middle of its wait. Look at **tasks**, and at what asyncio has
    #: to say about it in **output**.
    print("kept is still there:", not kept.done())
    #? choice What would have saved the other?
    #?  - a longer sleep in `main`
    #?  * a variable, a set or a list that holds it
    #?  - a name
    #?  because Python only throws away what nobody can reach. A `TaskGroup` would have held it too.
    kept.cancel()


asyncio.run(main())
