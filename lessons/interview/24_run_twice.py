
#! topic: loop
#! level: 2
"""Can asyncio.run be called twice in one program?

Yes, one after the other: each call makes a new loop and closes it. Not inside each other.
"""
import asyncio


async def main(n):
    await asyncio.sleep(0.2)
    return n


first = asyncio.run(main(1))
#? choice What will the second call do?
#?  - raise RuntimeError, the loop is closed
#?  * make a new loop and run
#?  - go on with the loop of the first call
#?  because asyncio.run makes a loop of its own each time.
second = asyncio.run(main(2))
print(first, second)
