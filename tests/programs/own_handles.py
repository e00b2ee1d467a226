# Handles of the program's own make, and a task factory that makes tasks of its own kind.
import asyncio
import contextvars
from asyncio import events

var = contextvars.ContextVar("var", default="unset")


class Loud(events.Handle):
    def _run(self):
        print("runs", self._args)
        super()._run()


class LoudTimer(events.TimerHandle):
    def cancel(self):
        print("cancelled", self._args)
        super().cancel()


class Traced(asyncio.Task):
    made = []

    def __init__(self, coro, **keywords):
        super().__init__(coro, **keywords)
        Traced.made.append(coro.__name__)


async def child(n):
    var.set(n)
    await asyncio.sleep(0)
    return var.get()


async def main():
    loop = asyncio.get_running_loop()
    loop._add_callback(Loud(print, ("from a handle",), loop))
    cancelled = Loud(print, ("never",), loop)
    loop._add_callback(cancelled)
    cancelled.cancel()
    timer = LoudTimer(loop.time(), print, ("timer",), loop)
    timer._scheduled = False
    timer.cancel()
    await asyncio.sleep(0.001)

    context = contextvars.copy_context()
    context.run(var.set, "in the context")
    loop.call_soon(lambda: print("callback sees", var.get()), context=context)
    loop.call_later(0.001, lambda: print("timer sees", var.get()), context=context)
    print(await asyncio.create_task(child(7), context=context), var.get(), context[var])
    await asyncio.sleep(0.005)

    def factory(loop, coro, **keywords):
        return Traced(coro, loop=loop, **{name: value for name, value in keywords.items() if value is not None})
    loop.set_task_factory(factory)
    print(loop.get_task_factory() is factory)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(child(n), name=f"t{n}") for n in range(3)]
    print([task.result() for task in tasks], [task.get_name() for task in tasks], Traced.made)
    loop.set_task_factory(no_task)
    print(await loop.create_task(child(4)))
    loop.set_task_factory(None)
    try:
        loop.set_task_factory("no function")
    except TypeError as error:
        print(error)
    handle = loop.call_later(1, print)
    print(type(handle).__mro__[1].__name__ in ("TimerHandle", "Handle"), isinstance(handle, asyncio.TimerHandle), handle.when() > loop.time())
    handle.cancel()
    print("cancelled" in repr(handle), handle.cancelled())


class NoTask(asyncio.Future):
    def set_name(self, name):  # 3.13.0 asks for it
        pass


def no_task(loop, coro, **keywords):
    coro.close()
    future = NoTask(loop=loop)
    loop.call_soon(future.set_result, "not a task")
    return future


asyncio.run(main())
