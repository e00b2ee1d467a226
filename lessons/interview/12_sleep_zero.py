
#! topic: loop
#! level: 2
"""What is asyncio.sleep(0) for?

It gives up control for one iteration of the loop, so the tasks that are already ready
run first. It sets no timer.
"""
import asyncio


async def other():
    print("other")


async def main():
    asyncio.create_task(other(), name="other")
    #? next
    await asyncio.sleep(0)
    print("main")


asyncio.run(main())
