
#! topic: errors
"""gather cancels the others when one fails

It hands on the first exception, and the others run on. A TaskGroup cancels.
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
        #?  because the other one is still waiting when the exception has come out of gather.
        print("other is done:", other.done())
    await other


asyncio.run(main())
