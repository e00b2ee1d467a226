
#! order: any
"""Chat

A WebSocket begins as an HTTP request. The server proves that it understands the protocol: it
answers with a hash of the client's key and a fixed text. From then on both sides send *frames*: one
byte for the kind, one byte for the length, then the text.

There are two people in a chat room. Whatever one of them says, the server sends to everybody in the
room.

Watch **I/O** to see what they wait for, and **output** to see who hears what.
"""
import asyncio
import base64
import hashlib
import os

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
room = set()


def frame(text, mask=b""):
    data = text.encode()
    if mask:
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
    return bytes([0x81, len(data) | (0x80 if mask else 0)]) + mask + data


async def read_frame(reader):
    _, length = await reader.readexactly(2)
    mask = await reader.readexactly(4) if length & 0x80 else bytes(4)
    data = await reader.readexactly(length & 0x7F)
    return bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)).decode()


async def serve(reader, writer):
    request = await reader.readuntil(b"\r\n\r\n")
    key = request.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
    proof = base64.b64encode(hashlib.sha1(key + GUID).digest())
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                 b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + proof + b"\r\n\r\n")
    #? choice What does the server have for each person in the room?
    #?  - a thread
    #?  * a task, and a writer in a set
    #?  - a process
    #?  because `start_server` makes a task for each connection.
    #: [each] This puts the connection into the room.
    room.add(writer)
    #: [each] Wait until this person says something. The next lines send it to everybody.
    text = await read_frame(reader)
    for other in room:
        other.write(frame(text))


async def person(name, port, everybody_is_in):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = base64.b64encode(os.urandom(16))
    writer.write(b"GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + b"\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    assert base64.b64encode(hashlib.sha1(key + GUID).digest()) in head
    await everybody_is_in.wait()
    #: [each] A client has to mask its frames with four random bytes.
    writer.write(frame(f"{name} says hello", os.urandom(4)))
    for _ in range(2):
        print(name, "hears:", await read_frame(reader))
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    everybody_is_in = asyncio.Barrier(2)
    #? choice Two people say one sentence each. How many lines will be printed?
    #?  - two
    #?  * four
    #?  - six
    #?  because both of them hear both sentences, including their own.
    await asyncio.gather(person("Ann", port, everybody_is_in), person("Bob", port, everybody_is_in))
    server.close()


asyncio.run(main())
