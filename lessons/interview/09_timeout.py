
#! topic: cancellation
#! level: 1
"""How do you limit an await to half a second?

Use `async with asyncio.timeout(0.5)` (from Python 3.11 on) or `asyncio.wait_for(…,
0.5)`. Both cancel what is awaited and raise `TimeoutError`.
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
