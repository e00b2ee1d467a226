# What ends the sleep of a loop: a signal's handler runs at once, but the loop goes on sleeping
# (PEP 475) unless it is told through its pipe.
import asyncio
import os
import signal
import socket
import threading
import time


def elapsed():
    return 'early' if time.monotonic() - began < 0.3 else 'late'


def alarm(handler, *seconds):
    """The handler is called after so many seconds, and again after each that follows."""
    left = list(seconds)

    def handle(number, frame):
        if left:
            signal.setitimer(signal.ITIMER_REAL, left.pop(0))
        handler()

    signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, left.pop(0))


async def a_handler_alone_wakes_nobody(loop):
    future = loop.create_future()
    alarm(lambda: print('handler', elapsed()) or future.set_result(1), 0.1)
    sleep = asyncio.create_task(asyncio.sleep(0.5))
    await future
    print('woken', elapsed())
    await sleep


async def call_soon_in_a_handler_waits(loop):
    future = loop.create_future()
    alarm(lambda: loop.call_soon(future.set_result, 1), 0.1)
    loop.call_later(0.5, print, 'timer')
    await future
    print('woken', elapsed())


async def nothing_else_to_wake_it(loop):
    future = loop.create_future()
    seen = []
    actions = [lambda: future.set_result(1), lambda: print(future.done(), seen),
               lambda: loop.call_soon_threadsafe(int)]
    future.add_done_callback(seen.append)
    alarm(lambda: actions.pop(0)(), 0.1, 0.1, 0.2)
    await future
    print('woken', elapsed(), actions)


async def call_soon_threadsafe_wakes(loop):
    future = loop.create_future()
    alarm(lambda: loop.call_soon_threadsafe(future.set_result, 1), 0.1)
    sleep = asyncio.create_task(asyncio.sleep(0.5))
    await future
    print('woken', elapsed())
    await sleep


async def add_signal_handler_wakes(loop):
    future = loop.create_future()
    loop.add_signal_handler(signal.SIGALRM, future.set_result, 1)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    sleep = asyncio.create_task(asyncio.sleep(0.5))
    await future
    print('woken', elapsed(), loop.remove_signal_handler(signal.SIGALRM))
    await sleep


async def a_wakeup_descriptor_wakes(loop):
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    future = loop.create_future()
    loop.add_reader(ours, lambda: future.done() or future.set_result(ours.recv(9)))
    before = signal.set_wakeup_fd(theirs.fileno())
    alarm(lambda: print('handler'), 0.1)
    sleep = asyncio.create_task(asyncio.sleep(0.5))
    print((await future)[0] == signal.SIGALRM, elapsed())
    signal.set_wakeup_fd(before)
    loop.remove_reader(ours)
    ours.close()
    theirs.close()
    await sleep


async def many_signals_change_no_sleep(loop):
    count = []
    alarm(lambda: count.append(1), *[0.01] * 15)
    await asyncio.sleep(0.5)
    print(len(count), elapsed())


async def another_thread_wakes(loop):
    future = loop.create_future()

    def later():
        time.sleep(0.1)
        loop.call_soon_threadsafe(future.set_result, 1)

    thread = threading.Thread(target=later)
    thread.start()
    await future
    print('woken', elapsed())
    thread.join()


async def turns_of_a_busy_loop(loop):
    for how in 'signal.signal', 'add_signal_handler':
        seen = []
        if how == 'signal.signal':
            signal.signal(signal.SIGUSR1, lambda *_: loop.call_soon(seen.append, 1))
        else:
            loop.add_signal_handler(signal.SIGUSR1, seen.append, 1)
        for again in range(3):
            turns = 0
            os.kill(os.getpid(), signal.SIGUSR1)
            while not seen and turns < 100:
                await asyncio.sleep(0)
                turns += 1
            print(how, turns)
            seen.clear()
    loop.remove_signal_handler(signal.SIGUSR1)


async def a_handler_that_raises(loop):
    def fail():
        raise LookupError('from the handler')

    alarm(fail, 0.1)
    await asyncio.sleep(0.5)
    print('not reached')


for part in [a_handler_alone_wakes_nobody, call_soon_in_a_handler_waits, nothing_else_to_wake_it,
             call_soon_threadsafe_wakes, add_signal_handler_wakes, a_wakeup_descriptor_wakes,
             many_signals_change_no_sleep, another_thread_wakes, turns_of_a_busy_loop,
             a_handler_that_raises]:
    async def main():
        await part(asyncio.get_running_loop())

    began = time.monotonic()
    print(part.__name__)
    try:
        asyncio.run(main())
    except LookupError as error:
        print(repr(error), elapsed())
