
#! topic: tasks
#! level: 2
"""Does await always give control to the loop?

No. It runs the awaited coroutine, and the task gives up control only if that coroutine
has to wait. A coroutine that never waits runs straight through.
"""
import asyncio


async def quick():
    return 1


async def other():
    print("other")


async def main():
    asyncio.create_task(other(), name="other")
    await quick()
    #? output
    await quick()
    print("main")
    await asyncio.sleep(0)


asyncio.run(main())
