"""Waiting for several at once, each in its own way."""
import asyncio


async def work(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def main():
    await asyncio.gather(work(0.1), work(0.2))
    done, pending = await asyncio.wait([asyncio.create_task(work(0.1)), asyncio.create_task(work(0.3))],
                                       return_when=asyncio.FIRST_COMPLETED)
    await asyncio.shield(pending.pop())
    for first in asyncio.as_completed([asyncio.create_task(work(0.2)), asyncio.create_task(work(0.1))]):
        print(await first)
    async with asyncio.TaskGroup() as group:
        group.create_task(work(0.1))
        group.create_task(work(0.2))
    try:
        await asyncio.wait_for(work(1), timeout=0.5)
    except TimeoutError:
        print('too slow')
    await work(0.1)
    await work(0.1)

asyncio.run(main())
