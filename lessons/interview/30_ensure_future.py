
#! topic: tasks
#! level: 2
"""What does ensure_future do that create_task does not?

It accepts any awaitable. A coroutine becomes a task; a task or a future is returned as
it is.
"""
import asyncio


async def job():
    return 1


async def main():
    task = asyncio.create_task(job())
    #? output
    print(asyncio.ensure_future(task) is task)
    print(asyncio.ensure_future(job()) is task)
    await asyncio.sleep(0)


asyncio.run(main())
