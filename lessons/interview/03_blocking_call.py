
#! topic: loop
#! level: 1
"""What happens if a coroutine calls time.sleep?

The one thread sleeps, and the loop with it: no other task runs, no timer fires. Await `asyncio.sleep`, or hand the
call to a thread with `asyncio.to_thread`.
"""
import asyncio
import time


async def tick():
    await asyncio.sleep(0.2)
    print("tick")


async def main():
    ticking = asyncio.create_task(tick(), name="ticking")
    await asyncio.sleep(0)
    #? choice When will "tick" be printed?
    #?  - after 0.2 seconds, beside the sleep
    #?  * after a little more than 1 second
    #?  - never, its timer is lost
    #?  because the loop can look at its timers only after this line.
    time.sleep(1)
    await ticking


asyncio.run(main())
