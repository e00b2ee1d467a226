import asyncio


async def holder(name, lock, log):
    async with lock:
        log.append(name + " in")
        await asyncio.sleep(0.001)
        log.append(name + " out")


async def main():
    for kind, lock in (("L", asyncio.Lock()), ("S", asyncio.Semaphore(2))):
        log = []
        await asyncio.gather(*(holder(f"{kind}{n}", lock, log) for n in range(3)))
        # Two sleeps that began together may end in one turn of the loop or in two.
        print(log if kind == "L" else sorted(log))
    event, ready = asyncio.Event(), asyncio.Condition()
    items = []

    async def waiter(n):
        await event.wait()
        async with ready:
            await ready.wait_for(lambda: items)
            print("waiter", n, items.pop())

    ts = [asyncio.create_task(waiter(n)) for n in range(2)]
    await asyncio.sleep(0)
    event.set()
    await asyncio.sleep(0)
    for x in "xy":
        async with ready:
            items.append(x)
            ready.notify()
        await asyncio.sleep(0)
    await asyncio.gather(*ts)
    barrier = asyncio.Barrier(3)
    print(sorted(await asyncio.gather(*(barrier.wait() for _ in range(3)))))


asyncio.run(main())
