
#! topic: sharing
#! level: 1
"""How do you let at most two coroutines work at the same time?

Put a `Semaphore(2)` around the work, or use two worker tasks and a queue.
"""
import asyncio


async def work(limit):
    async with limit:
        await asyncio.sleep(0.5)


async def main():
    limit = asyncio.Semaphore(2)
    #? time
    await asyncio.gather(*(work(limit) for _ in range(4)))
    print("done")


asyncio.run(main())
