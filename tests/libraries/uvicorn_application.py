# uvicorn: an ASGI application with a lifespan, clients at once, a background task, an error, and a shutdown that waits for the last answer.
import asyncio
import logging

import httpx
import uvicorn

events = []


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            events.append(message["type"])
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    if scope["path"] == "/fails":
        raise ValueError("in the application")
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if scope["path"] == "/slow":
        await asyncio.sleep(0.05)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"%d bytes for " % len(body), "more_body": True})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


async def main():
    config = uvicorn.Config(application, host="127.0.0.1", port=0, loop="asyncio", lifespan="on", log_level="critical")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.001)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        answers = await asyncio.gather(*(client.post(f"/{n}", content=b"x" * n * 10000) for n in range(8)))
        print([(answer.status_code, answer.text) for answer in answers])
        print((await client.get("/fails")).status_code)
        slow = asyncio.create_task(client.get("/slow"))
        await asyncio.sleep(0.02)
        server.should_exit = True
        print((await slow).text)
    await serving
    print(events, server.server_state.total_requests)


logging.disable()
asyncio.run(main())
