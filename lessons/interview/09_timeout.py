
#! topic: cancellation
#! level: 1
"""How do you give an await at most half a second?

`async with asyncio.timeout(0.5)` (3.11), or `asyncio.wait_for(it, 0.5)`. Both cancel what is awaited and raise TimeoutError.
"""
import asyncio


async def main():
    try:
        async with asyncio.timeout(0.5):
            #? time
            await asyncio.sleep(10)
    except TimeoutError:
        print("too late")


asyncio.run(main())
