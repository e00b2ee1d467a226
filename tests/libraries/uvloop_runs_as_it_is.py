# uvloop: a loop of another make, which we cannot see into.
import asyncio

import uvloop


async def echo(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()


async def main():
    print(type(asyncio.get_running_loop()))
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"over uvloop\n")
        print(await reader.readline())
        writer.close()
        await writer.wait_closed()
    print(await asyncio.to_thread(sum, [1, 2]))
    async with asyncio.timeout(1):
        print(await asyncio.gather(asyncio.sleep(0.001, 1), asyncio.sleep(0.002, 2)))


uvloop.install()
asyncio.run(main())
asyncio.set_event_loop_policy(None)
asyncio.run(asyncio.sleep(0.001))
