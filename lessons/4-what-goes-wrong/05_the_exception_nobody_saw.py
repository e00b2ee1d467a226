"""The exception nobody saw

A task that fails does not stop the program. So where does its exception go, and who hears of it? In
this program nobody awaits the task that fails.

Watch the failed task in **tasks**, and see how long it takes until anybody hears of it.
"""
import asyncio


async def save():
    await asyncio.sleep(0.2)
    #: Nobody awaits this task, so the exception stays in it.
    raise OSError("the disk is full")


async def main():
    task = asyncio.create_task(save(), name="save")
    #? state save
    #: `main` sleeps for half a second. Meanwhile `save` has time to run.
    await asyncio.sleep(0.5)
    #: `save` failed 0.3 seconds ago. Look at **tasks**. `main` has not heard of it.
    print("all is well, it seems")
    #? choice What will `main` hear of the `OSError` if it goes on like this?
    #?  - it is raised in `main` at its next `await`
    #?  * nothing
    #?  - `main` is cancelled
    #?  because an exception goes to whoever awaits the task, and nobody does.
    print("the task is", "done" if task.done() else "not done")
    #: Here somebody asks at last. Without this line, asyncio would complain when the task is thrown
    #: away: here that is at the very end of the program.
    print("it failed with:", repr(task.exception()))


asyncio.run(main())
