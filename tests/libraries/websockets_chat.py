# websockets: a room where each hears what the others say, pings, a large message, and ways to close.
import asyncio

import websockets

room = set()


async def serve_one(socket):
    name = await socket.recv()
    if name == "nobody":
        await socket.close(4001, "a name is needed")
        return
    room.add(socket)
    try:
        async for message in socket:
            if isinstance(message, bytes):
                await socket.send(message[::-1])
            else:
                websockets.broadcast(room - {socket}, f"{name}: {message}")
    finally:
        room.discard(socket)


async def until_there_are(count):
    while len(room) != count:
        await asyncio.sleep(0.001)


async def guest(url, name, words, hears):
    async with websockets.connect(url) as socket:
        await socket.send(name)
        await until_there_are(3)
        for word in words:
            await socket.send(word)
        heard = [await socket.recv() for _ in range(hears)]
        await (await socket.ping())
        return name, sorted(heard)


async def main():
    async with websockets.serve(serve_one, "127.0.0.1", 0, max_size=None) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        guests = guest(url, "ann", ["hi", "all"], 1), guest(url, "bob", ["yes"], 2), guest(url, "cay", [], 3)
        print(await asyncio.gather(*guests))
        await until_there_are(0)
        async with websockets.connect(url, max_size=None) as socket:
            await socket.send("dan")
            await socket.send(bytes(range(256)) * 4096)
            answer = await socket.recv()
            print(len(answer), answer[:4])
        async with websockets.connect(url) as socket:
            await socket.send("nobody")
            try:
                await socket.recv()
            except websockets.ConnectionClosedError as error:
                print(error.code, error.reason)
        try:
            async with asyncio.timeout(0.05), websockets.connect(url) as socket:
                await socket.send("eve")
                await socket.recv()
        except TimeoutError:
            print("nobody spoke")
        await until_there_are(0)
    try:
        await websockets.connect(url)
    except OSError as error:
        print(type(error).__name__)


asyncio.run(main())
