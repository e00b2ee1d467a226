# aiohttp: pages, JSON both ways, a body in chunks, a WebSocket, an upload, a request that takes too long, a page that fails.
import asyncio

import aiohttp
from aiohttp import web


async def hello(request):
    await asyncio.sleep(0)
    return web.Response(text=f"hello {request.match_info['name']}")


async def double(request):
    body = await request.json()
    return web.json_response({"double": [2 * n for n in body["numbers"]]})


async def chunks(request):
    response = web.StreamResponse()
    await response.prepare(request)
    for n in range(5):
        await response.write(b"%d," % n * 1000)
    await response.write_eof()
    return response


async def size(request):
    total = 0
    async for part in request.content.iter_chunked(65536):
        total += len(part)
    return web.json_response({"size": total})


async def slow(request):
    await asyncio.sleep(60)


async def talk(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        if message.data == "bye":
            await socket.close(code=4000, message=b"seen")
        else:
            await socket.send_str(message.data.upper())
    return socket


async def fails(request):
    raise web.HTTPConflict(text="not now")


@web.middleware
async def counted(request, handler):
    request.app["counts"]["requests"] += 1
    return await handler(request)


async def visit(url):
    async with aiohttp.ClientSession(url, headers={"x-from": "the test"}) as session:
        async def page(name):
            async with session.get(f"/hello/{name}") as response:
                return response.status, await response.text()
        print(await asyncio.gather(*(page(name) for name in "abcdefgh")))
        async with session.post("/double", json={"numbers": [1, 2, 3]}) as response:
            print(await response.json(), response.headers["content-type"])
        async with session.get("/chunks") as response:
            print(len(await response.read()), response.headers["transfer-encoding"])
        async with session.put("/size", data=b"x" * 3_000_000) as response:
            print(await response.json())
        try:
            await session.get("/slow", timeout=aiohttp.ClientTimeout(total=0.05))
        except asyncio.TimeoutError:
            print("took too long")
        async with session.ws_connect("/talk") as socket:
            for word in ("one", "two"):
                await socket.send_str(word)
                print((await socket.receive()).data)
            await socket.send_str("bye")
            message = await socket.receive()
            print(message.type.name, socket.close_code)
        async with session.get("/fails") as response:
            print(response.status, await response.text())
        async with session.get("/nowhere") as response:
            print(response.status)


async def main():
    app = web.Application(middlewares=[counted])
    app["counts"] = {"requests": 0}
    app.add_routes([web.get("/hello/{name}", hello), web.post("/double", double), web.get("/chunks", chunks), web.put("/size", size),
                    web.get("/slow", slow), web.get("/talk", talk), web.get("/fails", fails)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=1)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    await visit(f"http://127.0.0.1:{port}")
    await runner.cleanup()
    print(app["counts"])


asyncio.run(main())
