# Timers with one and the same deadline: asyncio's heap compares deadlines alone, so the order in
# which they fire comes from how heapq moves its entries.
import asyncio
import random


class Stands(asyncio.SelectorEventLoop):
    """Its time moves only where a program says so: sleeps get equal deadlines too."""
    at = 1000.0

    def time(self):
        return self.at


class Turns(Stands):
    """And it takes its turns by itself."""

    def _run_once(self):
        super()._run_once()


class Order(list):
    """What has fired; whoever waits is told once all of it has."""

    async def whole(self, loop, count):
        self.count, self.done = count, loop.create_future()
        while isinstance(loop, Stands) and len(self) < count:
            await asyncio.sleep(0)
            loop.at += 0.02
        if len(self) < count:
            await self.done
        print(len(self), self if len(self) < 70 else hash(tuple(self)))
        self.clear()

    def append(self, item):
        super().append(item)
        if len(self) == self.count and not self.done.done():
            self.done.set_result(None)


async def plain(loop):
    for count in 2, 3, 10, 64, 1000, 3000:
        at = loop.time() + 0.05
        for i in range(count):
            loop.call_at(at, order.append, i)
        await order.whole(loop, count)


async def among_others(loop):
    at = loop.time() + 0.06
    for i in range(30):
        loop.call_at(at + (i % 4 - 2) * 0.02, order.append, i)
        if i % 5 == 0:
            loop.call_later(30 + i, order.append, 'never').cancel()
    await order.whole(loop, 30)


async def some_cancelled(loop):
    pick = random.Random(3)
    for count in 12, 90, 250, 1200:
        at = loop.time() + 0.08
        timers = [loop.call_at(at + pick.randrange(3) * 0.02, order.append, i)
                  for i in range(count)]
        gone = pick.sample(timers, count * 6 // 10)
        for timer in gone:
            timer.cancel()
            timer.cancel()
        again = [loop.call_at(at, order.append, -i) for i in range(9)]
        again[4].cancel()
        await order.whole(loop, count - len(gone) + 8)


async def from_callbacks(loop):
    at = loop.time() + 0.05

    def more(i):
        order.append(i)
        if i < 20:
            loop.call_at(at, order.append, 100 + i)
            loop.call_at(at + 0.02, order.append, 200 + i)

    for i in range(25):
        loop.call_at(at, more, i)
    await order.whole(loop, 65)


async def waiting(loop):
    async def until(at, i):
        try:
            async with asyncio.timeout_at(at):
                await asyncio.sleep(60)
        except TimeoutError:
            order.append(i)

    at = loop.time() + 0.05
    tasks = [asyncio.create_task(until(at, i)) for i in range(17)]
    await order.whole(loop, 17)
    await asyncio.wait(tasks)


async def whole_numbers(loop):
    at = int(loop.time()) + 1
    for i in range(12):
        loop.call_at(at if i % 2 else float(at), order.append, i)
    await order.whole(loop, 12)


async def one_after_the_other(loop):
    """Not equal where time goes on: each call comes later than the one before."""
    async def after(i):
        await asyncio.sleep(0.03)
        order.append(i)

    for count in 4, 10, 100:
        tasks = [asyncio.create_task(after(i)) for i in range(count)]
        await asyncio.sleep(0)
        await order.whole(loop, count)
        for i in range(count):
            loop.call_later(0.03, order.append, i)
        await order.whole(loop, count)
        for i in range(count):
            loop.call_at(loop.time() + 0.03, order.append, i)
        await order.whole(loop, count)


order = Order()


async def main():
    loop = asyncio.get_running_loop()
    print(type(loop).__name__)
    for part in [plain, among_others, some_cancelled, from_callbacks, waiting, whole_numbers,
                 one_after_the_other]:
        print(part.__name__)
        await part(loop)


asyncio.run(main())
for factory in Stands, Turns:
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(main())
