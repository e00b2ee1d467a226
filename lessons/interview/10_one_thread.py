
#! topic: loop
#! level: 1
"""Why is one thread enough for many connections?

Because most of the time all of them wait. The loop asks the system for everything at once, and runs whoever has
something to do.
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
