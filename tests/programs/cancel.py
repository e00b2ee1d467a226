import asyncio


async def polite():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print("asked:", e.args)
        raise


async def stubborn():
    for attempt in range(3):
        try:
            await asyncio.sleep(0.02)
            print("slept", attempt)
        except asyncio.CancelledError:
            print("refuses")
    return "still here"


async def never_begins():
    print("never printed")


async def main():
    t = asyncio.create_task(polite())
    await asyncio.sleep(0)
    print(t.cancel("please"), t.done(), t.cancelling())
    try:
        await t
    except asyncio.CancelledError:
        print("cancelled", t.cancelled())
    t = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    t.cancel()
    print(await t, t.cancelled(), t.cancelling())
    t = asyncio.create_task(never_begins())
    t.cancel()
    print(await asyncio.gather(t, return_exceptions=True))
    me = asyncio.current_task()
    me.cancel()
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        print("self", me.cancelling(), me.uncancel())


asyncio.run(main())
