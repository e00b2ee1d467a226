# What a loop refuses, with the frames in which it does.
import asyncio
import socket
import sys
import threading
import traceback
import warnings


async def nothing():
    pass


def tries(function, *args, **named):
    try:
        function(*args, **named)
    except BaseException:
        traceback.print_exc()
    else:
        print('fine', function.__name__)


async def inside():
    loop = asyncio.get_running_loop()
    coroutine = nothing()
    tries(asyncio.run, coroutine)
    tries(loop.run_until_complete, coroutine)
    if sys.version_info[:3] != (3, 13, 0):  # there it leaves a running loop that says it does not run
        tries(loop.run_forever)
    tries(asyncio.Runner().run, coroutine)
    coroutine.close()
    tries(loop.close)
    for wrong in 5, len:
        tries(loop.create_task, wrong)
        tries(asyncio.create_task, wrong)
        tries(asyncio.ensure_future, wrong)
    tries(loop.create_task)
    tries(loop.call_soon)
    tries(loop.call_later, None, print)
    tries(loop.call_later, 'x', print)
    tries(loop.call_at, None, print)
    tries(loop.call_later, 1)
    tries(loop.call_later)
    tries(loop.call_soon, print, contexts=1)
    tries(loop.call_soon, callback=int)
    tries(loop.call_later, delay=30, callback=int)
    tries(loop.run_in_executor)
    tries(loop.run_in_executor, 5, print)
    tries(loop.run_in_executor, executor=None, func=int)
    tries(loop.add_signal_handler, 1, nothing)
    tries(loop.add_signal_handler, 9, print)
    tries(loop.set_exception_handler, 5)
    tries(loop.set_task_factory, 5)
    tries(loop.create_future, 5)
    tries(loop.time, 5)
    tries(loop.is_running, 5)
    descriptors(loop)
    await asyncio.sleep(0)


def descriptors(loop):
    closed = socket.socket()
    closed.close()
    with open(__file__) as file:
        for wrong in -1, 'x', 999, ..., file, closed:
            tries(loop.add_reader, wrong, print)
            tries(loop.add_writer, wrong, print)
            tries(loop.remove_reader, wrong)
            tries(loop.remove_writer, wrong)


def closed():
    loop = asyncio.new_event_loop()
    loop.close()
    tries(loop.call_soon, print)
    tries(loop.call_later, 1, print)
    tries(loop.call_at, 1, print)
    tries(loop.call_soon_threadsafe, print)
    tries(loop.run_forever)
    tries(loop.run_in_executor, None, print)
    tries(loop.add_reader, 0, print)
    tries(loop.remove_reader, 0)
    tries(loop.add_signal_handler, 10, print)
    tries(loop.close)
    tries(loop.stop)
    coroutine = nothing()
    tries(loop.create_task, coroutine)
    tries(loop.run_until_complete, coroutine)
    coroutine.close()


def in_debug_mode():
    loop = asyncio.new_event_loop()
    loop.set_debug(True)

    def from_another_thread():
        tries(loop.call_soon, print)
        tries(loop.call_later, 1, print)
        tries(loop.call_at, 1, print)

    def refused():
        thread = threading.Thread(target=from_another_thread)
        thread.start()
        thread.join()
        coroutine = nothing()
        for wrong in 5, 'x':
            tries(loop.call_soon, wrong)
            tries(loop.call_later, 1, wrong)
            tries(loop.call_at, 1, wrong)
            tries(loop.call_soon_threadsafe, wrong)
            tries(loop.run_in_executor, None, wrong)
        for refuse in loop.call_soon, loop.call_soon_threadsafe:
            try:
                refuse(nothing)
            except TypeError as error:
                print([at.name for at in traceback.extract_tb(error.__traceback__)])
        coroutine.close()
        loop.stop()

    loop.call_soon(refused)
    loop.run_forever()
    loop.close()


warnings.simplefilter('always')
asyncio.run(inside())
closed()
in_debug_mode()
