"""What the viewer costs: at rest, while it plays at 60 pictures a second on 200×60 cells, and from key to picture with ten thousand tasks running.

    manners.py AIOSCOPE
"""
import os
import select
import sys
import tempfile
import time

from screen import Screen, line

SECONDS = 5
KEYS = 300

DASHBOARD = '''
import asyncio

async def worker(n, lock, queue):
    while True:
        await asyncio.sleep(0.003 * (n % 7 + 1))
        async with lock:
            await asyncio.sleep(0.001)
        queue.put_nowait(n)
        if queue.qsize() > 20:
            print(n, 'takes', queue.get_nowait(), flush=True)

async def main():
    lock, queue = asyncio.Lock(), asyncio.Queue()
    await asyncio.gather(*[asyncio.create_task(worker(n, lock, queue), name=f'worker {n}') for n in range(60)])

asyncio.run(main())
'''

CROWD = '''
import asyncio

async def worker(n):
    while True:
        await asyncio.sleep(0.1 + n % 100 / 1000)

async def main():
    await asyncio.gather(*[worker(n) for n in range(10000)])

asyncio.run(main())
'''


def cpu(pid):
    fields = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def watch(screen, seconds):
    """Share of a core, bytes and pictures a second, reading all that comes."""
    begin, used, size, frames = time.perf_counter(), cpu(screen.pid), 0, 0
    while (left := begin + seconds - time.perf_counter()) > 0:
        if select.select([screen.fd], [], [], left)[0]:
            data = os.read(screen.fd, 1 << 20)
            size += len(data)
            frames += data.count(b'\x1b]5522;')
    passed = time.perf_counter() - begin
    return (cpu(screen.pid) - used) / passed * 100, size / passed, frames / passed


def opened(aioscope, program, name, folder, *options):
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write(program)
    screen = Screen([aioscope, 'run', '--no-history', *options, path], rows=60, columns=200)
    screen.wait(lambda: screen.settled)
    return screen


def main():
    aioscope, = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        os.environ['XDG_STATE_HOME'] = folder
        screen = opened(aioscope, DASHBOARD, 'dashboard.py', folder)
        print('  at rest                  %5.1f %% of a core, %.0f bytes a second' % watch(screen, SECONDS)[:2])
        os.kill(screen.pid, 9)
        for speed in 1, 20:
            screen = opened(aioscope, DASHBOARD, 'dashboard.py', folder, '--speed', str(speed))
            os.write(screen.fd, b' ')
            watch(screen, 1)
            share, size, frames = watch(screen, SECONDS)
            print(f'  playing {speed:2}x, 200x60      {share:5.1f} % of a core, {frames:.0f} pictures a second of {size / max(frames, 1) / 1000:.1f} KB')
            os.kill(screen.pid, 9)
        screen = opened(aioscope, CROWD, 'crowd.py', folder)
        os.write(screen.fd, b'G')
        watch(screen, 2)
        screen.keys = screen.seen + 1
        times = []
        for i in range(KEYS):
            watch(screen, 0.03)
            screen.keys += 1
            screen.bytes = b''
            begin = screen.begin = time.perf_counter()
            os.write(screen.fd, b'2jk34v'[i % 6:i % 6 + 1])
            screen.wait(lambda: screen.seen >= screen.keys)
            times.append((time.perf_counter() - begin) * 1000)
        line('10,000 tasks, key to picture', times)
        os.kill(screen.pid, 9)


main()
