
#! topic: loop
"""The ready queue has priorities

It is first in, first out: no task can overtake another.
"""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(print, "first")
    loop.call_soon(print, "second")
    await asyncio.sleep(0)
    #? choice Myth or fact?
    #?  - fact
    #?  * myth
    #?  because they run in the order in which they became ready.
    print("in the order they came")


asyncio.run(main())
