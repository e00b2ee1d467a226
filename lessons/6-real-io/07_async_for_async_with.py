"""async for, async with

`async for` awaits the next item of each turn, and `async with` awaits its way in and its way out. They are `for` and
`with` for things that may have to wait.

Watch which line the task stands on while it waits: it is a line of the generator, with the loop's line outside it.
"""
import asyncio
from contextlib import asynccontextmanager


async def readings(count):
    for number in range(count):
        #: [each] The task waits *here*, inside the generator. The `async for` line is the one that awaits it.
        await asyncio.sleep(0.2)
        yield number * 10


@asynccontextmanager
async def connected():
    #: The way in: it may wait, too.
    await asyncio.sleep(0.2)
    print("connected")
    try:
        yield "sensor"
    finally:
        #: The way out is awaited whatever happened inside.
        await asyncio.sleep(0.2)
        print("disconnected")


async def main():
    #? output
    async with connected() as name:
        #? choice Three readings, each after 0.2 seconds: can another task run in between?
        #?  * yes, at each of the three waits
        #?  - no, a loop is never left before its end
        #?  - only after the last one
        #?  because the generator awaits a sleep before each item.
        async for value in readings(3):
            print(name, value)
    #? time
    #: One wait in, three inside, one out.
    print("that was all")


asyncio.run(main())
