
#! clock: real
"""Ten thousand connections

How many connections can one program handle? As many as the machine allows it to open. Each
connection needs a descriptor at both ends, and the number of descriptors is limited.

This program opens 300 connections, or fewer where the limit is low. With a higher limit
`N = 10_000` works as well: that makes more than twenty thousand tasks, and each of them takes a few
kilobytes.

Watch **tasks** fill up, and look at **threads** too.
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
    #?  because the loop asks about all of them in a single call.
    #: Each client connects and then waits for the others, so that all connections are open at the
    #: same time.
    await asyncio.gather(*(client(port, everybody_is_here) for _ in range(N)))
    #? output
    #: Look at **tasks** to see how many have come and gone.
    print("all were open at once:", most == N)
    server.close()


asyncio.run(main())
