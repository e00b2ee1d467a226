import asyncio


async def slow(cleanup):
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(cleanup)
        print("cleaned up")


async def main():
    try:
        await asyncio.wait_for(slow(0.02), 0.01)
    except TimeoutError:
        print("wait_for timed out")
    try:
        async with asyncio.timeout(0.01) as t:
            await slow(0.01)
    except TimeoutError:
        print("timeout", t.expired())
    async with asyncio.timeout(None) as t:
        await asyncio.sleep(0)
        t.reschedule(asyncio.get_running_loop().time() + 5)
    print(await asyncio.wait_for(asyncio.sleep(0.001, "in time"), 5))
    done, pending = await asyncio.wait([asyncio.create_task(slow(0)), asyncio.create_task(asyncio.sleep(0.01))], timeout=0.5)
    print(len(done), len(pending))
    pending.pop().cancel()
    await asyncio.sleep(0.01)


asyncio.run(main())
