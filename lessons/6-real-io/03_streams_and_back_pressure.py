
#! clock: real
"""Streams and back-pressure

`writer.write` never waits: what the other side does not accept yet is kept in a buffer. So a fast
writer and a slow reader would fill up the memory.

`await writer.drain()` is the brake. The size that the buffer should not exceed is called its
*high-water mark*.

Watch the writer in **tasks**: how often does it have to wait?
"""
import asyncio


async def read_slowly(reader, writer):
    total = 0
    while data := await reader.read(65536):
        total += len(data)
        await asyncio.sleep(0.002)
    print("the reader has", total // 1024, "KiB")
    writer.close()


async def main():
    done = asyncio.Event()

    async def serve(reader, writer):
        await read_slowly(reader, writer)
        done.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    writer.transport.set_write_buffer_limits(high=65536)
    waited = 0
    for _ in range(100):
        writer.write(bytes(65536))
        if writer.transport.get_write_buffer_size() > 65536:
            waited += 1
        #? choice What does this line do when there is too much in the buffer?
        #?  - it throws away what does not fit
        #?  * it waits until the other side has read some
        #?  - it sends everything at once
        #?  because `drain` waits while the buffer is above its high-water mark.
        #: Below the mark this goes on at once. Above it the task waits: look at **tasks**.
        await writer.drain()
    writer.close()
    #? output
    #: Everything has been written. The reader still has to read what is in the buffers of the
    #: operating system.
    await done.wait()
    print("the writer had to wait:", waited > 0)
    server.close()


asyncio.run(main())
