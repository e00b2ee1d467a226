# What is reported where something fails: a callback, a task, a job, a handler of exceptions.
import asyncio
import sys
import traceback
import warnings


def bad(value=1):
    raise ValueError(value)


def handler(loop, context):
    print(context['message'].split(' at 0x')[0], sorted(context))
    traceback.print_stack()
    error = context['exception']
    traceback.print_exception(error)
    at = error.__traceback__
    while at:
        print(at.tb_frame.f_code.co_qualname, at.tb_lineno)
        at = at.tb_next
    if 'bad handler' in context['message']:
        raise LookupError


def worse(loop, context):
    raise IndexError


async def fails():
    await asyncio.sleep(0)
    bad(5)


async def callbacks(loop):
    loop.call_soon(bad, 2)
    await asyncio.sleep(0.001)
    loop.set_exception_handler(handler)
    loop.call_later(0.001, bad, 3)
    await asyncio.sleep(0.01)
    for again in range(3):
        loop.call_soon(bad, again)
        loop.call_soon(print, again)
    await asyncio.sleep(0)
    loop.call_soon(int, 'x')
    await asyncio.sleep(0)
    loop.call_soon(bad, 'bad handler')
    await asyncio.sleep(0)
    loop.set_exception_handler(worse)
    loop.call_soon(bad, 'worse')
    await asyncio.sleep(0)
    loop.set_exception_handler(None)
    future = loop.create_future()
    future.set_result(1)
    loop.call_soon(future.set_result, 2)
    await asyncio.sleep(0)


async def raised(awaitable):
    try:
        return await awaitable
    except BaseException:
        traceback.print_exc()


async def group():
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(fails())
        tasks.create_task(fails())


async def too_late():
    async with asyncio.timeout(0.01):
        await asyncio.sleep(1)


async def tasks(loop):
    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    del task
    await raised(asyncio.gather(fails(), fails()))
    await raised(group())
    await raised(asyncio.wait_for(fails(), 1))
    await raised(loop.run_in_executor(None, bad))
    await raised(asyncio.to_thread(bad))
    await raised(too_late())
    await raised(asyncio.wait_for(asyncio.sleep(1), 0.01))
    future = loop.create_future()
    future.set_exception(ValueError('never'))
    del future
    for how in 'cancel', 'set_exception':
        future = loop.create_future()
        loop.call_soon(getattr(future, how), *[KeyError(1)][how == 'cancel':])
        await raised(future)
    task = loop.create_task(asyncio.sleep(5))
    task.cancel()
    await raised(task)


async def never_awaited(loop):
    fails()
    loop.call_soon(fails)
    await asyncio.sleep(0)
    loop.call_soon(print, 'given', type(fails()))
    await asyncio.sleep(0)
    for before in range(2):
        for after in range(2):
            [loop.call_soon(int) for _ in range(before)]
            loop.call_soon(lambda coroutine: None, fails())
            [loop.call_soon(int) for _ in range(after)]
            await asyncio.sleep(0)
    loop.call_later(0.001, lambda coroutine: None, fails())
    await asyncio.sleep(0.01)
    unused = fails()


async def main():
    loop = asyncio.get_running_loop()
    await callbacks(loop)
    await tasks(loop)
    await never_awaited(loop)
    bad(9)


async def raises(what):
    await asyncio.sleep(0)
    raise what


async def callback_raises(what):
    def callback():
        raise what

    asyncio.get_running_loop().call_soon(callback)
    await asyncio.sleep(0.001)


warnings.simplefilter('always')
try:
    asyncio.run(main())
except ValueError:
    traceback.print_exc()
for what in SystemExit, KeyboardInterrupt, GeneratorExit, asyncio.CancelledError:
    for function in raises, callback_raises:
        try:
            asyncio.run(function(what))
        except BaseException:
            traceback.print_exc()
asyncio.run(main())
