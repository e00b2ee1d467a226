import asyncio
from asyncio.futures import _PyFuture
from asyncio.tasks import _PyTask


async def child(n):
    await asyncio.sleep(0.001)
    return n


class Named(asyncio.Task):
    def cancel(self, *args, **kw):
        print("cancel overridden")
        return super().cancel(*args, **kw)


async def main():
    loop = asyncio.get_running_loop()
    t = _PyTask(child(1), loop=loop)
    print(await t)
    loop.set_task_factory(lambda loop, coro, **kw: Named(coro, loop=loop, **kw))
    t = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    t.cancel()
    print(await asyncio.gather(t, child(2), return_exceptions=True))
    loop.set_task_factory(lambda loop, coro, **kw: _PyTask(coro, loop=loop, **kw))
    print(await asyncio.gather(child(3), asyncio.wait_for(child(4), 1)))
    f = _PyFuture(loop=loop)
    loop.call_later(0.001, f.set_result, "py")
    print(await f)


asyncio.run(main())
