
#! topic: tasks
"""A task begins to run when it is created

create_task schedules the first step. It runs when control is given up (eager tasks of 3.12 are another thing).
"""
import asyncio


async def job():
    print("job")


async def main():
    task = asyncio.create_task(job(), name="job")
    #? choice Myth or fact?
    #?  * myth
    #?  - fact
    #?  because its first step only stands in the ready queue.
    print("main is first")
    await task


asyncio.run(main())
