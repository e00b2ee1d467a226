# Debug mode: what is slow, and where handles, futures and tasks were made.
import asyncio
import gc
import logging
import re
import socket
import time
import warnings


class Mask(logging.Filter):
    def filter(self, record):
        varying = r'0x[0-9a-f]+|when=[0-9.]+|[0-9.]+ seconds|fd=\d+'
        record.msg = re.sub(varying, '…', record.getMessage())
        record.args = ()
        return True


def show(made):
    print(type(made).__name__)
    for at in made._source_traceback or ():
        print('   ', at.filename, at.lineno, at.colno, at.name, at.line)


async def slow():
    time.sleep(0.6)
    await asyncio.sleep(0)


async def bad():
    raise ValueError


async def pending():
    await asyncio.get_running_loop().create_future()


def deep(depth, function, *args):
    return deep(depth - 1, function, *args) if depth else function(*args)


def fail():
    return 1 / 0


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 0.5
    await asyncio.create_task(slow(), name='slow')
    loop.call_soon(time.sleep, 0.6)
    await asyncio.sleep(0.01)
    loop.call_later(0.01, time.sleep, 0.6)
    await asyncio.sleep(0.1)
    for depth in 0, 12:
        for make in loop.call_soon, loop.call_soon_threadsafe:
            show(deep(depth, make, int))
        show(deep(depth, loop.call_later, 1, int))
        show(deep(depth, loop.call_at, 1e6, int))
        show(deep(depth, loop.create_future))
        show(deep(depth, loop.run_in_executor, None, int))
        task = deep(depth, loop.create_task, pending())
        show(task)
        task.cancel()
    one, other = socket.socketpair()
    loop.add_reader(one, int)
    loop.add_writer(one, int)
    key = loop._selector.get_map()[one.fileno()]
    show(key.data[0])
    show(key.data[1])
    loop.remove_reader(one)
    loop.remove_writer(one)
    one.close()
    other.close()
    future = loop.create_future()
    future.set_exception(KeyError(3))
    del future
    loop.call_soon(fail)
    loop.call_soon(int)
    loop.call_soon(fail)
    await asyncio.sleep(0)
    task = asyncio.create_task(bad())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    slow()
    await asyncio.gather(asyncio.sleep(0), return_exceptions=True)
    loop.call_soon(lambda: print(loop._current_handle is not None))
    await asyncio.sleep(0)
    loop.create_task(pending())
    await asyncio.sleep(0)
    gc.collect()
    left = asyncio.create_task(pending(), name='left')


logging.basicConfig(format='%(pathname)s:%(lineno)d:%(funcName)s:%(message)s')
logging.getLogger('asyncio').addFilter(Mask())
warnings.simplefilter('always')
asyncio.run(main(), debug=True)
loop = asyncio.new_event_loop()
loop.set_debug(True)
task = loop.create_task(pending())
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
del loop, task
gc.collect()
