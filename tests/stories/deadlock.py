"""Two tasks that acquire two locks in different orders, and a timeout that ends it. Then an event that nobody sets."""
import asyncio
import signal


async def move(source, target):
    async with source:
        await asyncio.sleep(0.1)
        async with target:
            pass


async def main():
    mine, yours = asyncio.Lock(), asyncio.Lock()
    here = asyncio.Lock()
    there = asyncio.Lock()
    try:
        async with asyncio.timeout(1):
            await asyncio.gather(move(here, there), move(there, here))
    except TimeoutError:
        print('gave up')
    gate = asyncio.Semaphore(1)
    try:
        async with asyncio.timeout(1):
            await asyncio.gather(move(here, gate), move(gate, here))
    except TimeoutError:
        print('and again')
    signal.alarm(1)
    async with mine:
        await asyncio.wait_for(mine.acquire(), None)

asyncio.run(main())
