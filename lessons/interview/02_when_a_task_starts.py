
#! topic: tasks
#! level: 1
"""When does the body of a task begin to run?

Not when it is created. `create_task` only puts its first step into the ready queue. It runs when whoever runs now
gives up control (but for an eager task factory, from 3.12 on).
"""
import asyncio


async def job():
    print("the job")


async def main():
    task = asyncio.create_task(job(), name="job")
    #? state job
    print("main")
    await task


asyncio.run(main())
