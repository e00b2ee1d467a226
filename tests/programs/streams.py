import asyncio


async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def client(port, words):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    out = []
    for word in words:
        writer.write(word.encode() + b"\n")
        await writer.drain()
        out.append((await reader.readline()).decode().strip())
    writer.write_eof()
    out.append(await reader.read())
    writer.close()
    await writer.wait_closed()
    return out


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        for result in await asyncio.gather(client(port, ["a", "b"]), client(port, ["c"]), client(port, [])):
            print(result)
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        print("refused")


asyncio.run(main())
