
#! order: any
"""A server on one thread

A server and three clients, all in one program and on one thread. Nobody waits *in* a read: whoever has
nothing to read gives up control, and the loop watches the descriptors of all of them at once.

Watch **I/O** in the loop pane: which descriptors are watched, and whose task waits for them.
"""
import asyncio


async def answer(reader, writer):
    #: [each] One task for each client that has connected. This one waits for a line.
    line = await reader.readline()
    await asyncio.sleep(0.2)
    writer.write(line.upper())
    await writer.drain()
    writer.close()


async def ask(port, word):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(word.encode() + b"\n")
    #? choice Where does this task wait for the answer?
    #?  - in the system's read call
    #?  - in a thread of its own
    #?  * nowhere: the loop watches its descriptor
    #?  because nothing is there yet to read, so the task gives up control.
    #: [each] The answer is on its way. Until it is there the descriptor stands in **I/O**.
    reply = await reader.readline()
    print(word, "->", reply.decode().strip())
    writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    #? choice Each answer takes 0.2 seconds. How long do three clients wait together?
    #?  * about 0.2 s
    #?  - about 0.4 s
    #?  - about 0.6 s
    #?  because the server has a task for each, and their sleeps share the time.
    #: Three clients at once, and as many tasks on the server's side.
    await asyncio.gather(ask(port, "one"), ask(port, "two"), ask(port, "three"))
    server.close()


asyncio.run(main())
