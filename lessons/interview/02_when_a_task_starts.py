
#! topic: tasks
#! level: 1
"""When does the body of a task start to run?

Not when the task is created: `create_task` only puts its first step into the ready
queue. That runs once the current task gives up control. (With an eager task factory,
from Python 3.12 on, it starts at once.)
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
