
#! topic: cancellation
"""If a task catches CancelledError, the next await raises it again

Each call of `cancel()` raises it once. A task that catches it and carries on has
ignored the request.
"""
import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        pass
    await asyncio.sleep(0.2)
    return "done"


async def main():
    task = asyncio.create_task(job(), name="job")
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    #? choice Myth or fact?
    #?  - fact
    #?  * myth
    #?  because the next `await` ends as usual, and the task is not cancelled.
    print(task.result())


asyncio.run(main())
