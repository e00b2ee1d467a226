# UDP, unix sockets, sendfile, sockets by hand, a socket pair, and name look-ups.
import asyncio
import os
import socket
import tempfile


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.transport.sendto(data.upper(), address)


class Client(asyncio.DatagramProtocol):
    def __init__(self, answers):
        self.answers = answers

    def datagram_received(self, data, address):
        self.answers.put_nowait(data)

    def error_received(self, error):
        self.answers.put_nowait(type(error).__name__)

    def connection_lost(self, error):
        self.answers.put_nowait(error)


async def udp(loop):
    server, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    answers = asyncio.Queue()
    client, _ = await loop.create_datagram_endpoint(lambda: Client(answers), remote_addr=server.get_extra_info("sockname"))
    for n in range(3):
        client.sendto(b"packet %d" % n)
        print(await answers.get())
    server.close()
    await asyncio.sleep(0)
    client.sendto(b"nobody there")
    print(await answers.get())
    client.close()
    print(await answers.get())


async def unix(folder):
    path = os.path.join(folder, "socket")

    async def answer(reader, writer):
        async for line in reader:
            writer.write(line[::-1])
        writer.close()
    async with await asyncio.start_unix_server(answer, path):
        reader, writer = await asyncio.open_unix_connection(path)
        writer.writelines([b"one\n", b"two\n"])
        writer.write_eof()
        print(await reader.read())
        writer.close()
        await writer.wait_closed()


async def sendfile(loop, folder):
    path = os.path.join(folder, "file")
    with open(path, "wb") as file:
        file.write(bytes(range(256)) * 4096)
    got = loop.create_future()

    async def receive(reader, writer):
        got.set_result(len(await reader.read()))
        writer.close()
    server = await asyncio.start_server(receive, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        with open(path, "rb") as file:
            print(await loop.sendfile(writer.transport, file, 100), await loop.sendfile(writer.transport, file, 0, 50))
        writer.close()
        await writer.wait_closed()
        print(await got)


async def by_hand(loop):
    with socket.socket() as listener:
        listener.setblocking(False)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with socket.socket() as client:
            client.setblocking(False)
            accepted, _ = await asyncio.gather(loop.sock_accept(listener), loop.sock_connect(client, listener.getsockname()))
            with accepted[0] as peer:
                sending = asyncio.create_task(loop.sock_sendall(client, b"x" * 3_000_000))
                total = 0
                while total < 3_000_000:
                    total += len(await loop.sock_recv(peer, 65536))
                await sending
                buffer = bytearray(10)
                await loop.sock_sendall(peer, b"back")
                print(total, await loop.sock_recv_into(client, buffer), bytes(buffer[:4]))
    left, right = socket.socketpair()
    with left, right:
        left.setblocking(False), right.setblocking(False)
        waiting = asyncio.create_task(loop.sock_recv(left, 10))
        await asyncio.sleep(0)
        waiting.cancel()
        print(await asyncio.gather(waiting, return_exceptions=True))
        loop.call_later(0.001, right.send, b"late")
        print(await loop.sock_recv(left, 10))
    print((await loop.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))[0][4], await loop.getnameinfo(("127.0.0.1", 9999)))


async def refused():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        try:
            await asyncio.open_connection(*unused.getsockname())
        except ConnectionRefusedError as error:
            print(type(error).__name__)


async def main():
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as folder:
        await udp(loop)
        await unix(folder)
        await sendfile(loop, folder)
    await by_hand(loop)
    await refused()


asyncio.run(main())
