
#! topic: errors
#! level: 2
"""One task of a TaskGroup fails. What does the group do?

It cancels the other tasks, waits until they have ended, and raises an `ExceptionGroup`
with the errors.
"""
import asyncio


async def fails():
    await asyncio.sleep(0.2)
    raise ValueError


async def long():
    await asyncio.sleep(10)


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(long(), name="long")
            group.create_task(fails())
    except* ValueError:
        #? state long
        print("cancelled:", task.cancelled())


asyncio.run(main())
