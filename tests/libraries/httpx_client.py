# httpx: many requests on few connections to a server on asyncio's streams, redirects, a body that comes slowly, timeouts, an application
# without a network.
import asyncio

import httpx


async def serve(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            method, path = head.split(" ")[:2]
            length = next((int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length:")), 0)
            body = await reader.readexactly(length)
            if path == "/away":
                answer = b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
            elif path == "/slow":
                return await reader.read()  # until the client gives up: since 3.12 a server's end waits for its handlers
            elif path == "/drip":
                writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                for n in range(5):
                    writer.write(b"4\r\nn=%d\n\r\n" % n)
                    await writer.drain()
                    await asyncio.sleep(0.001)
                answer = b"0\r\n\r\n"
            else:
                text = f"{method} {path} {body.decode()}".encode()
                answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text)
            writer.write(answer)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def application(scope, receive, send):
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 201, "headers": [(b"x-path", scope["path"].encode())]})
    await send({"type": "http.response.body", "body": body * 2})


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    limits = httpx.Limits(max_connections=3)
    async with server, httpx.AsyncClient(base_url=base, limits=limits, trust_env=False) as client:
        answers = await asyncio.gather(*(client.get(f"/page/{n}") for n in range(20)))
        print([answer.text for answer in answers])
        print((await client.post("/form", data={"a": "1", "b": "two"})).text)
        moved = await client.get("/away", follow_redirects=True)
        print(moved.text, [answer.status_code for answer in moved.history])
        async with client.stream("GET", "/drip") as answer:
            print([line async for line in answer.aiter_lines()])
        try:
            await client.get("/slow", timeout=0.05)
        except httpx.ReadTimeout as error:
            print(type(error).__name__)
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside", trust_env=False) as client:
        answer = await client.put("/x", content=b"ab")
        print(answer.status_code, answer.headers["x-path"], answer.text)
    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(base)
    except httpx.ConnectError as error:
        print(type(error).__name__)


asyncio.run(main())
