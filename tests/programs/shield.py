import asyncio


async def inner():
    await asyncio.sleep(0.03)
    print("inner lives")
    return 7


async def outer(t):
    try:
        await asyncio.shield(t)
    except asyncio.CancelledError:
        print("outer cancelled")
        raise


async def main():
    t = asyncio.create_task(inner())
    o = asyncio.create_task(outer(t))
    await asyncio.sleep(0.01)
    o.cancel()
    print(await asyncio.gather(o, return_exceptions=True))
    print(await t)


asyncio.run(main())
