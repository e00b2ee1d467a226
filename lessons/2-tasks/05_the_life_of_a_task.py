"""The life of a task

A task is always in one of seven states, and the **tasks** pane shows which:

- **created**: it was made, and its first step is in **ready**;
- **ready**: it could run, and waits for its turn;
- **running**: it has control, which only one task of a loop can have;
- **waiting**: for a timer, for another task, for anything;
- and at the end **finished**, **failed** or **cancelled**.

This run has them all. Follow each of the three tasks to its end.
"""
import asyncio


async def nap(seconds):
    #: [each] It is *running* now, and after this line it is *waiting*, for its timer.
    await asyncio.sleep(seconds)
    #: The timer came due, so the task was *ready* for a moment. Now it is *running* again.
    return "rested"


async def trip():
    #: An exception that leaves the coroutine ends the task too. The task keeps it: *failed*.
    raise ValueError("tripped")


async def main():
    #? state A
    #: A task begins its life as *created*.
    a = asyncio.create_task(nap(0.5), name="A")
    b = asyncio.create_task(nap(10), name="B")
    c = asyncio.create_task(trip(), name="C")
    #? next
    #: `main` is *running* now, and will be *waiting* for its own timer. Meanwhile the other three
    #: get their turns.
    await asyncio.sleep(1)
    #? state C
    #? state B
    #: `cancel` does not end B, it asks for it: B goes into **ready**, and its end comes with its next step.
    b.cancel()
    #: `return_exceptions` makes `gather` hand over what went wrong like a result.
    results = await asyncio.gather(a, b, c, return_exceptions=True)
    #: Three tasks, three ends: *finished* with a result, *cancelled*, and *failed* with an exception.
    print(results)


asyncio.run(main())
