
#! clock: real
"""Ten thousand connections

How many connections can one thread look after? As many as the machine lets a program have open: each one
takes a descriptor on either side, and there is a limit on those.

Here it is 300 clients, or fewer where the limit is low. With a higher limit, `N = 10_000` works as well:
one thread, ten thousand tasks, and each costs a few kilobytes.
"""
import asyncio
import resource

limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
N = min(300, (limit - 50) // 2)
open_now = most = 0


async def serve(reader, writer):
    global open_now, most
    open_now += 1
    most = max(most, open_now)
    await reader.readline()
    open_now -= 1
    writer.write(b"bye\n")
    writer.close()


async def client(port, everybody_is_here):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await everybody_is_here.wait()
    writer.write(b"hello\n")
    await reader.readline()
    writer.close()


async def main():
    everybody_is_here = asyncio.Barrier(N)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1000)
    port = server.sockets[0].getsockname()[1]
    #? choice How many threads will look after all these connections?
    #?  * one
    #?  - one for each processor
    #?  - one for each connection
    #?  because the loop asks the selector for all of them in one call.
    #: Everybody connects and waits for the others, so that all are open at the same time.
    await asyncio.gather(*(client(port, everybody_is_here) for _ in range(N)))
    #? output
    #: Look at the tasks pane: so many came and went.
    print("all were open at once:", most == N)
    server.close()


asyncio.run(main())
