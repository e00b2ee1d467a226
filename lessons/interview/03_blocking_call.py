
#! topic: loop
#! level: 1
"""What happens if a coroutine calls time.sleep?

The loop's only thread sleeps, so no other task runs and no timer fires. Use `await
asyncio.sleep`, or run the call in a thread with `asyncio.to_thread`.
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
    #?  - after 0.2 seconds, during the sleep
    #?  * after a little more than 1 second
    #?  - never: its timer is lost
    #?  because the loop looks at its timers only after `time.sleep` has returned.
    time.sleep(1)
    await ticking


asyncio.run(main())
