"""async for, async with

`async for` awaits each item, and `async with` awaits both entering and leaving its block. They are
`for` and `with` for things that may have to wait.

Watch **source**: on which line is the task while it waits? It is inside the generator, and the
`async for` line is further out.
"""
import asyncio
from contextlib import asynccontextmanager


async def readings(count):
    for number in range(count):
        #: [each] The task waits *here*, inside the generator. The `async for` line awaits it.
        await asyncio.sleep(0.2)
        yield number * 10


@asynccontextmanager
async def connected():
    #: Entering the block. This may wait too.
    await asyncio.sleep(0.2)
    print("connected")
    try:
        yield "sensor"
    finally:
        #: Leaving the block. This is awaited whatever happened inside.
        await asyncio.sleep(0.2)
        print("disconnected")


async def main():
    #? output
    async with connected() as name:
        #? choice Three readings, 0.2 seconds each. Could another task run in between?
        #?  * yes, at each of the three waits
        #?  - no, a `for` loop is never interrupted
        #?  - only after the last one
        #?  because the generator awaits a sleep before each reading.
        async for value in readings(3):
            print(name, value)
    #? time
    #: One wait on the way in, three inside, one on the way out. Compare the **timeline**.
    print("that was all")


asyncio.run(main())
