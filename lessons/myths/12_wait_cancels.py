
#! topic: cancellation
"""asyncio.wait cancels what is not done when its timeout is over

Those not done are in the second set.
"""
import asyncio


async def main():
    task = asyncio.create_task(asyncio.sleep(0.5), name="slow")
    await asyncio.wait([task], timeout=0.2)
    #? choice Myth or fact?
    #?  - fact
    #?  * myth
    #?  because it only comes back, and the task goes on.
    print("cancelled:", task.cancelled())
    await task


asyncio.run(main())
