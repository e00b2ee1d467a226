# The frames above a callback, a step and what asyncio calls: stacks, warnings' lines and logging's.
import asyncio
import faulthandler
import inspect
import logging
import sys
import tempfile
import traceback
import warnings


def show(what):
    print(what)
    for at in traceback.extract_stack()[:-1]:
        print('   ', at.filename, at.lineno, at.colno, at.end_colno, at.name, at.line)
    frame = sys._getframe(1)
    depth = 0
    while frame:
        names = sorted(frame.f_locals) if frame.f_code.co_name == '_run' else ''
        place = frame.f_code.co_qualname, frame.f_lineno, frame.f_globals['__name__']
        print('   ', depth, *place, names)
        frame, depth = frame.f_back, depth + 1
    for at in inspect.stack():
        print('   ', at.function, at.lineno, at.code_context, at.index)


def callback(*args):
    show('callback')
    traceback.print_stack()
    for level in range(1, 5):
        warnings.warn(f'level {level}', stacklevel=level)
    logging.warning('from the caller', stacklevel=2)
    logging.warning('from further up', stacklevel=3)
    handle = sys._getframe(1).f_locals['self']
    print(type(handle).__name__, handle._callback is callback, handle._args == args)


async def nested():
    show('nested')
    for level in range(1, 5):
        warnings.warn(f'level {level}', stacklevel=level)
    await asyncio.sleep(0)
    traceback.print_stack()
    asyncio.current_task().print_stack()


class Talks(asyncio.Future):
    def add_done_callback(self, *args, **kwargs):
        show('add_done_callback')
        return super().add_done_callback(*args, **kwargs)


class Goes:
    """Says from where it is let go."""

    def __del__(self):
        print('goes', [(at.name, at.lineno) for at in traceback.extract_stack()])


class TaskThatTalks(asyncio.Task):
    def __init__(self, *args, **kwargs):
        show('Task')
        super().__init__(*args, **kwargs)


def factory(loop, coroutine, **rest):
    show('factory')
    return asyncio.Task(coroutine, loop=loop, **rest)


async def main():
    loop = asyncio.get_running_loop()
    await nested()
    task = asyncio.create_task(nested(), name='x')
    await task
    task.print_stack()
    loop.call_soon(callback, 1)
    await asyncio.sleep(0)
    loop.call_later(0.001, callback)
    await asyncio.sleep(0.01)
    loop.call_soon_threadsafe(callback, 2)
    await asyncio.sleep(0.01)
    future = Talks()
    loop.call_soon(future.set_result, 1)
    await future
    for _ in range(3):
        loop.call_soon(int)
        loop.call_soon(lambda _: None, Goes())
        loop.call_soon(Goes().__repr__)
        loop.call_soon(int)
        loop.call_soon(lambda _: None, Goes())
        await asyncio.sleep(0)
        print('next')
    loop.call_soon(lambda _: None, Goes()).cancel()
    await asyncio.sleep(0)
    before, asyncio.tasks.Task = asyncio.tasks.Task, TaskThatTalks
    await asyncio.create_task(asyncio.sleep(0))
    asyncio.tasks.Task = before
    loop.set_task_factory(factory)
    await asyncio.create_task(asyncio.sleep(0))
    loop.set_task_factory(None)
    with tempfile.TemporaryFile() as file:
        loop.call_soon(faulthandler.dump_traceback, file, False)
        await asyncio.sleep(0)
        file.seek(0)
        print(*file.read().decode().splitlines()[1:], sep='\n')


class Handle(asyncio.Handle):
    def _run(self):
        show('a _run of its own')
        super()._run()


async def own_handles():
    loop = asyncio.get_running_loop()
    for debug in False, True:
        loop.set_debug(debug)
        await asyncio.sleep(0)
        loop._ready.append(Handle(callback, (3,), loop))
        await asyncio.sleep(0)
    loop.set_debug(False)
    before = asyncio.Handle._run

    def patched(self):
        if self._callback is callback:
            show('patched')
        before(self)

    asyncio.Handle._run = patched
    await asyncio.sleep(0)
    loop.call_soon(callback, 4)
    await asyncio.sleep(0)
    asyncio.Handle._run = before


logging.basicConfig(format='%(pathname)s:%(lineno)d:%(funcName)s:%(message)s')
warnings.simplefilter('always')
asyncio.run(main())
asyncio.run(own_handles())
loop = asyncio.new_event_loop()
loop.call_soon(callback)
loop.run_until_complete(nested())
loop.call_soon(callback)
loop.call_soon(loop.stop)
loop.run_forever()
loop.call_soon(loop._ready.clear)
loop.call_soon(callback, 'never called')
try:
    loop.run_forever()
except IndexError:
    traceback.print_exc()
loop.close()
