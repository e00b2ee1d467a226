import asyncio
import os
import socket

async def main():
    loop = asyncio.get_running_loop()
    a, b = socket.socketpair()
    a.setblocking(False), b.setblocking(False)
    got = loop.create_future()
    loop.add_reader(a, lambda: got.done() or got.set_result(a.recv(10)))
    b.send(b'hello')
    print(await got, loop.remove_reader(a), loop.remove_reader(a))
    r, w = os.pipe()
    loop.add_reader(r, print, 'never')
    os.close(r)
    await asyncio.sleep(0.01)
    print(loop.remove_reader(r))
    os.close(w)
    for bad in (-1, 'x', 987):
        try:
            loop.add_reader(bad, print)
        except (ValueError, OSError) as error:
            print(type(error).__name__, error)
    with open(__file__) as file:
        try:
            loop.add_reader(file, print)
        except PermissionError as error:
            print(error.errno)
    await loop.sock_sendall(a, b'x' * 5)
    print(await loop.sock_recv(b, 10))
    a.close(), b.close()

asyncio.run(main())
