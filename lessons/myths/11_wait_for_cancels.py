
#! topic: cancellation
"""wait_for cancels what it waits for when the time is over

Shield it if it is to live on.
"""
import asyncio


async def main():
    task = asyncio.create_task(asyncio.sleep(10), name="slow")
    try:
        await asyncio.wait_for(task, 0.2)
    except TimeoutError:
        #? choice Myth or fact?
        #?  - myth
        #?  * fact
        #?  because the task was cancelled by it.
        print("cancelled:", task.cancelled())


asyncio.run(main())
