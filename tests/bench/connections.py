"""So many connections over loopback at once, each echoing a few lines."""
import asyncio
import resource
import sys
import time

N, ROUNDS = int(sys.argv[1]), 3


async def handle(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


async def client(port, all_there):
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    all_there.count += 1
    if all_there.count == N:
        all_there.event.set()
    await all_there.event.wait()
    for i in range(ROUNDS):
        writer.write(b'line %d\n' % i)
        assert await reader.readline() == b'line %d\n' % i
    writer.close()
    await writer.wait_closed()


class AllThere:
    def __init__(self):
        self.count, self.event = 0, asyncio.Event()


async def main():
    server = await asyncio.start_server(handle, '127.0.0.1', 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    all_there = AllThere()
    async with server:
        await asyncio.gather(*(client(port, all_there) for _ in range(N)))

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * N + 100), hard))
t = time.perf_counter()
asyncio.run(main())
print('ELAPSED', time.perf_counter() - t, 'CLIENTS', N)
