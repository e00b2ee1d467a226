
#! topic: loop
"""asyncio.sleep(0.2) never wakes before its time

The timer fires when its time has come, and then the task still waits for its turn.
"""
import asyncio
import time


async def main():
    start = time.monotonic()
    await asyncio.sleep(0.2)
    #? choice Myth or fact?
    #?  * fact
    #?  - myth
    #?  because at least 0.2 seconds have passed.
    print(time.monotonic() - start >= 0.199)


asyncio.run(main())
