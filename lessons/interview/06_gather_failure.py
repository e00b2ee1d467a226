
#! topic: errors
#! level: 2
"""One of the awaitables given to gather fails. What becomes of the others?

They run on. `gather` only hands the first exception to who awaits it. A `TaskGroup` would cancel them.
"""
import asyncio


async def fails():
    await asyncio.sleep(0.2)
    raise ValueError


async def runs_on():
    await asyncio.sleep(0.5)
    print("still done")


async def main():
    other = asyncio.create_task(runs_on(), name="other")
    try:
        await asyncio.gather(fails(), other)
    except ValueError:
        #? state other
        print("one has failed")
    await other


asyncio.run(main())
