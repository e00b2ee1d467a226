"""The life of a task

A task is always in one of seven states. The **tasks** pane shows which.

- *created*: it was made, and its first step is in **ready**;
- *ready*: it has run before, and could run again now;
- *running*: it has control, and only one task of a loop can have that;
- *waiting*: for a timer, for another task, for anything;
- and at the end *finished*, *failed* or *cancelled*.

You will see all seven in this program. Follow each of the three tasks to its end.
"""
import asyncio


async def nap(seconds):
    #: [each] This task is *running* now. After this line it is *waiting*, for its timer.
    await asyncio.sleep(seconds)
    #: The timer came due, so the task was *ready* for a moment. Now it is *running* again.
    return "rested"


async def trip():
    #: An exception that leaves the coroutine ends the task too. The task keeps the exception, and
    #: is *failed*.
    raise ValueError("tripped")


async def main():
    #? state A
    #: A task begins its life as *created*. Look for it in **tasks**.
    a = asyncio.create_task(nap(0.5), name="A")
    b = asyncio.create_task(nap(10), name="B")
    c = asyncio.create_task(trip(), name="C")
    #? next
    #: `main` is *running* now and is about to be *waiting* for a timer of its own. Meanwhile the
    #: other three run.
    await asyncio.sleep(1)
    #? state C
    #? state B
    #: `cancel` does not end B. It only asks B to end: B goes into **ready**, and its next step will
    #: be its last.
    b.cancel()
    #: With `return_exceptions`, `gather` returns exceptions like results, instead of raising them.
    results = await asyncio.gather(a, b, c, return_exceptions=True)
    #: Look at **tasks**: A is *finished* and has a result, B is *cancelled*, and C has *failed*
    #: with an exception.
    print(results)


asyncio.run(main())
