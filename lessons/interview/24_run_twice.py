
#! topic: loop
#! level: 2
"""Can you call asyncio.run twice in one program?

Yes, one call after the other: each makes a new loop and closes it. While one loop runs,
the same thread cannot start another.
"""
import asyncio


async def main(n):
    await asyncio.sleep(0.2)
    return n


first = asyncio.run(main(1))
#? choice What will the second call do?
#?  - raise RuntimeError: the loop is closed
#?  * make a new loop and run
#?  - use the loop of the first call again
#?  because each call of `asyncio.run` makes a loop of its own.
second = asyncio.run(main(2))
print(first, second)
