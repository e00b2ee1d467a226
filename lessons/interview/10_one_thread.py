
#! topic: loop
#! level: 1
"""Why is one thread enough for many connections?

Because most connections are waiting most of the time. The loop waits for all of them at
once, and runs each task when its data has arrived.
"""
import asyncio


async def request(n):
    await asyncio.sleep(0.5)
    return n


async def main():
    #? time
    results = await asyncio.gather(*(request(n) for n in range(100)))
    print(len(results), "answers")


asyncio.run(main())
