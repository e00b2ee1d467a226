
#! topic: errors
"""gather cancels the other tasks when one fails

`gather` passes on the first exception, and the others keep running. A `TaskGroup` would
cancel them.
"""
import asyncio


async def fails():
    raise ValueError


async def main():
    other = asyncio.create_task(asyncio.sleep(0.5), name="other")
    try:
        await asyncio.gather(fails(), other)
    except ValueError:
        #? choice Myth or fact?
        #?  * myth
        #?  - fact
        #?  because the other task is still waiting when the exception comes out of `gather`.
        print("other is done:", other.done())
    await other


asyncio.run(main())
