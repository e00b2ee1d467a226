"""Every primitive of asyncio's, used by tasks that wait for each other."""
import asyncio


async def clerk(desk, name):
    async with desk:
        await asyncio.sleep(0.1)


async def locks():
    desk = asyncio.Lock()
    await asyncio.gather(clerk(desk, 'A'), clerk(desk, 'B'))


async def seats():
    table = asyncio.BoundedSemaphore(1)

    async def guest():
        async with table:
            await asyncio.sleep(0.1)
    await asyncio.gather(guest(), guest())


async def lights():
    green = asyncio.Event()
    waiting = asyncio.create_task(green.wait())
    waiting.set_name('car')
    await asyncio.sleep(0)
    green.set()
    green.clear()
    await waiting


async def news():
    paper = asyncio.Condition()

    async def reader():
        async with paper:
            await paper.wait()
    reading = asyncio.create_task(reader())
    reading.set_name('reader')
    await asyncio.sleep(0)
    async with paper:
        paper.notify()
    await reading


async def boats():
    lock_gate = asyncio.Barrier(2)

    async def boat(delay):
        await asyncio.sleep(delay)
        await lock_gate.wait()
    await asyncio.gather(boat(0.1), boat(0.2))


async def shop():
    counter = asyncio.Queue(maxsize=1)

    async def customer():
        for _ in range(2):
            await counter.get()
            counter.task_done()
    buying = asyncio.create_task(customer())
    buying.set_name('customer')
    await asyncio.sleep(0)
    await counter.put('bread')
    await counter.put('milk')
    await counter.join()
    await buying


async def main():
    for part in (locks, seats, lights, news, boats, shop):
        print(part.__name__)
        await part()

asyncio.run(main())
