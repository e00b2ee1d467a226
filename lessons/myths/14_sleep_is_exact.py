
#! topic: loop
"""asyncio.sleep(0.2) takes at least 0.2 seconds

The timer fires when the time is up, and then the task still has to wait in the ready
queue.
"""
import asyncio
import time


async def main():
    start = time.monotonic()
    await asyncio.sleep(0.2)
    #? choice Myth or fact?
    #?  * fact
    #?  - myth
    #?  because the clock says that 0.2 seconds have passed.
    print(round(time.monotonic() - start, 3) >= 0.2)


asyncio.run(main())
