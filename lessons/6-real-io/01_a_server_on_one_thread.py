
#! order: any
"""A server on one thread

A server and three clients, all in one program and on one thread. If one of them waited inside a
read call, all of them would have to wait. So what does a task do when there is nothing to read yet?
To the operating system each end of a connection is a number, called a *descriptor*.

Watch **I/O** in the loop pane: it shows which descriptors the loop watches, and which tasks wait
for them.
"""
import asyncio


async def answer(reader, writer):
    #: [each] Each connected client has a task like this on the server's side. This one waits for a
    #: line from its client.
    line = await reader.readline()
    await asyncio.sleep(0.2)
    writer.write(line.upper())
    await writer.drain()
    writer.close()


async def ask(port, word):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(word.encode() + b"\n")
    #? choice Where does this task wait for the answer?
    #?  - in a read call of the operating system
    #?  - in a thread of its own
    #?  * nowhere: the loop watches its descriptor
    #?  because the task gives up control, and the loop watches all connections at once.
    #: [each] The answer is not here yet. Until it comes, the **I/O** row shows the descriptor.
    reply = await reader.readline()
    print(word, "->", reply.decode().strip())
    writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    #? choice Each answer takes 0.2 seconds. How long do three clients take together?
    #?  * about 0.2 s
    #?  - about 0.4 s
    #?  - about 0.6 s
    #?  because the server has a task for each of them, and the three sleeps overlap.
    #: Three clients at once. The server will have a task for each of them as well.
    await asyncio.gather(ask(port, "one"), ask(port, "two"), ask(port, "three"))
    server.close()


asyncio.run(main())
