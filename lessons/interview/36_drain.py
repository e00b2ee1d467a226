
#! topic: io
#! level: 2
"""Why await writer.drain() after writer.write()?

`write` never waits: it puts the bytes into a buffer. `drain` waits while the buffer is
too full, so a slow reader slows the writer down.
"""
import asyncio


async def main():
    async def serve(reader, writer):
        await reader.read()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    writer.write(b"x")
    #? choice One byte was written. What will drain do?
    #?  - wait until the reader has read it
    #?  * return at once
    #?  - send it and wait for an answer
    #?  because the buffer is far below its high-water mark.
    await writer.drain()
    print("drained")
    writer.close()
    server.close()


asyncio.run(main())
