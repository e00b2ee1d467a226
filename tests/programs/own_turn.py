# Loops that take their turns by a _run_once of another make: asyncio's own in Python, one that only counts, one that nests.
import asyncio
import threading
from heapq import heappop


class InPython(asyncio.SelectorEventLoop):
    _run_once = asyncio.BaseEventLoop._run_once


class Counting(asyncio.SelectorEventLoop):
    turns = 0

    def _run_once(self):
        self.turns += 1
        super()._run_once()


class Checked(asyncio.SelectorEventLoop):
    _run_once = asyncio.BaseEventLoop._run_once
    called = 0

    def call_soon(self, *args, **keywords):
        self.called += 1
        return super().call_soon(*args, **keywords)


async def echo(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()


async def child(n):
    await asyncio.sleep(0.001 * n)
    return n


async def main():
    loop = asyncio.get_running_loop()
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"hello\n")
        print(await reader.readline())
        writer.close()
    print(await asyncio.gather(child(2), child(1), child(0)))
    got = loop.create_future()
    threading.Thread(target=loop.call_soon_threadsafe, args=(got.set_result, "from a thread")).start()
    print(await got)
    print(await asyncio.to_thread(sum, [1, 2]))
    never = loop.call_later(60, print, "never")
    never.cancel()
    try:
        async with asyncio.timeout(0.005):
            await asyncio.sleep(60)
    except TimeoutError:
        print("in time")
    process = await asyncio.create_subprocess_exec("true")
    return await process.wait()


for kind in (InPython, Counting, Checked):
    with asyncio.Runner(loop_factory=kind) as runner:
        print(kind.__name__, runner.run(main()), kind is type(runner.get_loop()))
        if kind is Counting:
            print(runner.get_loop().turns > 5)
        if kind is Checked:
            print(runner.get_loop().called > 5)


# What libraries do that let a running loop be run again.
def nested_turn(self):
    ready, scheduled = self._ready, self._scheduled
    while scheduled and scheduled[0]._cancelled:
        heappop(scheduled)
    timeout = 0 if ready or self._stopping else max(0, scheduled[0]._when - self.time()) if scheduled else None
    self._process_events(self._selector.select(timeout))
    end = self.time() + self._clock_resolution
    while scheduled and scheduled[0]._when < end:
        ready.append(heappop(scheduled))
    for _ in range(len(ready)):
        if not ready:
            break
        handle = ready.popleft()
        if not handle._cancelled:
            current = asyncio.tasks._current_tasks.pop(self, None) if hasattr(asyncio.tasks, "_current_tasks") else None
            try:
                handle._run()
            finally:
                if current:
                    asyncio.tasks._current_tasks[self] = current


def run_nested(loop, coroutine):
    future = asyncio.ensure_future(coroutine, loop=loop)
    while not future.done():
        loop._run_once()
    return future.result()


async def nesting():
    loop = asyncio.get_running_loop()
    before = loop.call_later(0.002, print, "a timer from before")
    soon = loop.call_soon(print, "a callback from before")
    type(loop)._run_once = nested_turn
    got = []
    loop.call_soon(lambda: got.append(run_nested(loop, asyncio.sleep(0.001, "nested"))))
    await asyncio.sleep(0.01)
    print(got, before.cancelled(), soon.cancelled())


class Nesting(asyncio.SelectorEventLoop):
    pass

with asyncio.Runner(loop_factory=Nesting) as runner:
    runner.run(nesting())
