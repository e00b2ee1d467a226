import asyncio


async def after(delay, value):
    await asyncio.sleep(delay)
    return value


async def main():
    for first in asyncio.as_completed([after(0.03, "c"), after(0.01, "a"), after(0.02, "b")]):
        print(await first)
    done, pending = await asyncio.wait([asyncio.create_task(after(d, d)) for d in (0.01, 5)], return_when=asyncio.FIRST_COMPLETED)
    print([t.result() for t in done], len(pending))
    for t in pending:
        t.cancel()
    try:
        for first in asyncio.as_completed([after(5, "late")], timeout=0.01):
            await first
    except TimeoutError:
        print("too late")


asyncio.run(main())
