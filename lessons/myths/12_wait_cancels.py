
#! topic: cancellation
"""asyncio.wait cancels unfinished tasks when its timeout is up

It returns unfinished tasks in its second set, and they keep running.
"""
import asyncio


async def main():
    task = asyncio.create_task(asyncio.sleep(0.5), name="slow")
    await asyncio.wait([task], timeout=0.2)
    #? choice Myth or fact?
    #?  - fact
    #?  * myth
    #?  because it only returns, and the task keeps running.
    print("cancelled:", task.cancelled())
    await task


asyncio.run(main())
