
#! topic: tasks
#! level: 2
"""What does wait(..., return_when=FIRST_COMPLETED) do with unfinished tasks?

Nothing. It returns them in its second set, and they keep running. Cancel them if you no
longer need them.
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
