
#! topic: tasks
#! level: 2
"""What does wait(..., return_when=FIRST_COMPLETED) do with those that are not done?

Nothing. It gives them back in the second set, and they run on. Cancel them if they are not wanted any more.
"""
import asyncio


async def main():
    quick = asyncio.create_task(asyncio.sleep(0.2), name="quick")
    slow = asyncio.create_task(asyncio.sleep(0.5), name="slow")
    await asyncio.wait([quick, slow], return_when=asyncio.FIRST_COMPLETED)
    #? state slow
    print("one is done")
    await slow


asyncio.run(main())
