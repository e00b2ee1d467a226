
#! topic: cancellation
"""wait_for cancels what it waits for when the time is up

Put `asyncio.shield` around it if it should keep running.
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
        #?  because `wait_for` cancelled the task when its time was up.
        print("cancelled:", task.cancelled())


asyncio.run(main())
