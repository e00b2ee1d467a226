
#! topic: tasks
"""A task starts to run as soon as it is created

`create_task` schedules the task's first step, which runs when the current task gives up
control. (Eager tasks, from Python 3.12 on, do start at once.)
"""
import asyncio


async def job():
    print("job")


async def main():
    task = asyncio.create_task(job(), name="job")
    #? choice Myth or fact?
    #?  * myth
    #?  - fact
    #?  because its first step is still in the ready queue.
    print("main is first")
    await task


asyncio.run(main())
