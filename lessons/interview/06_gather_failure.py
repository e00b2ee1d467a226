
#! topic: errors
#! level: 2
"""One of the awaitables passed to gather fails. What happens to the others?

They keep running. `gather` only passes the first exception on to the task that awaits
it. A `TaskGroup` would cancel them.
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
