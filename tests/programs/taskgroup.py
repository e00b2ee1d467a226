import asyncio


async def fine(n):
    try:
        await asyncio.sleep(n)
        print("fine", n)
    except asyncio.CancelledError:
        print("cancelled", n)
        raise


async def bad(e, delay):
    await asyncio.sleep(delay)
    raise e


async def main():
    async with asyncio.TaskGroup() as tg:
        t = [tg.create_task(fine(x / 100)) for x in (3, 1, 2)]
    print([x.result() for x in t])
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(fine(5))
            tg.create_task(bad(KeyError("one"), 0.01))
            tg.create_task(bad(OSError("two"), 0.01))
    except* KeyError as eg:
        print("keys", eg.exceptions)
    except* OSError as eg:
        print("os", eg.exceptions)


asyncio.run(main())
