# What was not closed, and the frames that a signal finds.
import asyncio
import gc
import os
import re
import signal
import threading
import traceback
import warnings

plain = warnings.formatwarning


def masked(*args, **named):
    return re.sub(r"fd=\d+|'127.0.0.1', \d+|0x[0-9a-f]+", '…', plain(*args, **named))


warnings.formatwarning = masked
warnings.simplefilter('always')


async def transports():
    server = await asyncio.start_server(lambda reader, writer: None, '127.0.0.1', 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    del reader, writer
    gc.collect()
    process = await asyncio.create_subprocess_exec('true')
    await process.wait()
    task = asyncio.create_task(asyncio.sleep(9))


def interrupted(number, frame):
    traceback.print_stack(frame)
    traceback.print_stack()


def fails(number, frame):
    raise LookupError


def kill_soon(number):
    threading.Timer(0.1, os.kill, (os.getpid(), number)).start()


async def signals():
    loop = asyncio.get_running_loop()
    signal.signal(signal.SIGUSR1, interrupted)
    loop.call_soon(os.kill, os.getpid(), signal.SIGUSR1)
    await asyncio.sleep(0.01)
    kill_soon(signal.SIGUSR1)
    await asyncio.sleep(0.4)
    loop.add_signal_handler(signal.SIGUSR2, traceback.print_stack)
    os.kill(os.getpid(), signal.SIGUSR2)
    await asyncio.sleep(0.05)
    signal.signal(signal.SIGUSR1, fails)
    kill_soon(signal.SIGUSR1)
    await asyncio.sleep(0.4)


async def interrupt():
    kill_soon(signal.SIGINT)
    await asyncio.sleep(0.4)


async def descriptors():
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()

    def readable():
        traceback.print_stack()
        loop.remove_reader(reading)

    loop.add_reader(reading, readable)
    os.write(writing, b'x')
    await asyncio.sleep(0.01)
    os.close(reading)
    os.close(writing)


loop = asyncio.new_event_loop()
del loop
gc.collect()
asyncio.run(transports())
gc.collect()
try:
    asyncio.run(signals())
except LookupError:
    traceback.print_exc()
loop = asyncio.new_event_loop()
try:
    loop.run_until_complete(interrupt())
except KeyboardInterrupt:
    traceback.print_exc()
loop.run_until_complete(descriptors())
loop.close()
asyncio.run(interrupt())
