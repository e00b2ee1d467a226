
#! order: any
"""A scraper

Eight pages of a web server, three workers, and one queue of addresses. The server has 0.4 seconds
to send a page. If it is too slow, the worker tries once more. One of the pages is slow the first
time.

Watch **tasks** to see what each worker waits for, and **output** to find the one page that was
late.
"""
import asyncio

slow_once = {"/3"}


async def web_server(reader, writer):
    path = (await reader.readline()).split()[1].decode()
    delay = 0.2
    if path in slow_once:
        slow_once.discard(path)
        delay = 1.0
    await asyncio.sleep(delay)
    body = f"page {path[1:]}".encode()
    writer.write(b"HTTP/1.0 200 OK\r\n\r\n" + body)
    writer.close()


async def fetch(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    reply = await reader.read()
    writer.close()
    return reply.split(b"\r\n\r\n")[1].decode()


async def worker(port, addresses):
    while True:
        #: [each] This takes the next address, or waits for one.
        path = await addresses.get()
        for attempt in (1, 2):
            try:
                #? choice What becomes of a fetch that takes longer than 0.4 seconds?
                #?  - it goes on in the background
                #?  * it is cancelled, and the worker gets a `TimeoutError`
                #?  - its worker ends too
                #?  because the timeout cancels whatever the block is waiting for.
                #: The time limit for one page.
                async with asyncio.timeout(0.4):
                    print(await fetch(port, path))
                break
            except TimeoutError:
                #: The server was too slow, so the worker tries this page once more.
                print("too slow, once more:", path)
        addresses.task_done()


async def main():
    server = await asyncio.start_server(web_server, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    addresses = asyncio.Queue()
    for number in range(8):
        addresses.put_nowait(f"/{number}")
    workers = [asyncio.create_task(worker(port, addresses), name=f"worker-{n}") for n in range(3)]
    #? choice Why are there only three workers for eight pages?
    #?  - more tasks than three would need more threads
    #?  * so that the server gets no more than three requests at once
    #?  - a queue serves three tasks at most
    #?  because each worker fetches one page at a time.
    #: `join` waits until every address has been dealt with.
    await addresses.join()
    for task in workers:
        task.cancel()
    server.close()


asyncio.run(main())
