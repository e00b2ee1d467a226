
#! topic: tasks
#! level: 1
"""In which order does gather return its results?

In the order of its arguments, whichever finishes first.
"""
import asyncio


async def job(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    #? output
    print(await asyncio.gather(job("slow", 0.5), job("quick", 0.2)))
    print("quick", "slow")


asyncio.run(main())
