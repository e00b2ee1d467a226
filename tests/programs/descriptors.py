import asyncio
import os
import socket


async def main():
    loop = asyncio.get_running_loop()
    r, w = os.pipe()
    got = loop.create_future()
    loop.add_reader(r, lambda: got.done() or got.set_result(os.read(r, 10)))
    os.write(w, b"hello")
    print(await got, loop.remove_reader(r), loop.remove_reader(r))
    # A beginner's mistake: the descriptor is closed while the loop still watches it.
    loop.add_reader(r, print, "never")
    os.close(r)
    await asyncio.sleep(0.01)
    print(loop.remove_reader(r))
    a, b = socket.socketpair()
    a.setblocking(False)
    b.setblocking(False)
    task = asyncio.create_task(loop.sock_recv(a, 10))
    await asyncio.sleep(0)
    await loop.sock_sendall(b, b"over a socket")
    print(await task)
    a.close()
    b.close()
    try:
        loop.add_reader(10 ** 6, print)
    except OSError as e:
        print("no:", type(e).__name__)
    os.close(w)


asyncio.run(main())
