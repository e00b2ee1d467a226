"""The exception nobody saw

A task that fails does not stop the program. It keeps its exception for whoever awaits it. If
nobody ever does, the exception is mentioned when the task is thrown away, somewhere else and later.

Watch the failed task in the tasks pane, and when the trouble is told.
"""
import asyncio


async def save():
    await asyncio.sleep(0.2)
    #: Nobody awaits this task. The exception stays in it.
    raise OSError("the disk is full")


async def main():
    task = asyncio.create_task(save(), name="save")
    #? state save
    await asyncio.sleep(0.5)
    print("all is well, it seems")
    #? choice What will `main` hear of the OSError if it goes on like this?
    #?  - it is raised in main at its next await
    #?  * nothing
    #?  - main is cancelled
    #?  because an exception goes to who awaits the task, and nobody does.
    print("the task is", "done" if task.done() else "not done")
    #: Here somebody asks at last. Take this line away, and asyncio complains at the very end.
    print("it failed with:", repr(task.exception()))


asyncio.run(main())
