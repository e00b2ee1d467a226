# anyio on asyncio: task groups, cancel scopes, its own streams and locks, sockets, threads both ways, child processes, files, signals.
import os
import signal
import sys
import tempfile

import anyio
from anyio import from_thread, to_thread, to_process


async def echo(stream):
    async with stream:
        try:
            while True:
                await stream.send((await stream.receive()).upper())
        except anyio.EndOfStream:
            pass


async def ask(port, words):
    async with await anyio.connect_tcp("127.0.0.1", port) as stream:
        answers = []
        for word in words:
            await stream.send(word)
            answers.append(await stream.receive())
        return answers


async def sockets():
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(anyio.abc.SocketAttribute.local_port)
    answers = {}

    async def client(n):
        answers[n] = await ask(port, [b"a%d" % n, b"b%d" % n])
    async with anyio.create_task_group() as server:
        server.start_soon(listener.serve, echo)
        async with anyio.create_task_group() as clients:
            for n in range(10):
                clients.start_soon(client, n)
        server.cancel_scope.cancel()
    await listener.aclose()
    print(sorted(answers.items()))


async def memory_streams():
    send, receive = anyio.create_memory_object_stream(2)
    got = []

    async def produce(mine, n):
        async with mine:
            for i in range(3):
                await mine.send(10 * n + i)
    async with anyio.create_task_group() as group:
        for n in range(3):
            group.start_soon(produce, send.clone(), n)
        send.close()
        async for item in receive:
            got.append(item)
    print(sorted(got))


async def scopes():
    with anyio.move_on_after(0.01) as scope:
        await anyio.sleep_forever()
    print("moved on", scope.cancel_called)
    try:
        with anyio.fail_after(0.01):
            await anyio.sleep(60)
    except TimeoutError:
        print("failed in time")
    with anyio.CancelScope(shield=True):
        await anyio.sleep(0)
    limiter, event = anyio.CapacityLimiter(2), anyio.Event()
    most = 0

    async def limited():
        nonlocal most
        async with limiter:
            most = max(most, limiter.borrowed_tokens)
            await anyio.sleep(0.001)
    async with anyio.create_task_group() as group:
        for _ in range(6):
            group.start_soon(limited)
        event.set()
        await event.wait()
    print("at most", most)

    async def started(*, task_status):
        task_status.started("ready")
        await anyio.sleep(0)
    async with anyio.create_task_group() as group:
        print(await group.start(started))
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(anyio.sleep, 60)
            raise KeyError("from the group")
    except* KeyError as group:  # anyio 3 raises the error itself, anyio 4 a group of it
        print("out of the group:", *group.exceptions)


def in_thread(n):
    return n + from_thread.run(double, n) + from_thread.run_sync(abs, -n)


async def double(n):
    await anyio.sleep(0.001)
    return 2 * n


async def outside():
    print(await to_thread.run_sync(in_thread, 5))
    print(await to_process.run_sync(sum, [1, 2, 3]))
    done = await anyio.run_process([sys.executable, "-c", "import sys; print(sys.stdin.read()[::-1])"], input=b"abc")
    print(done.returncode, done.stdout)
    async with await anyio.open_process([sys.executable, "-c", "print(input() + '!')"]) as process:
        await process.stdin.send(b"hey\n")
        print(b"".join([part async for part in process.stdout]))
    with tempfile.TemporaryDirectory() as folder:
        path = anyio.Path(folder) / "file"
        await path.write_text("one\ntwo\n")
        async with await anyio.open_file(path) as file:
            print([line async for line in file])
    with anyio.open_signal_receiver(signal.SIGUSR1) as signals:
        os.kill(os.getpid(), signal.SIGUSR1)
        async for number in signals:
            print(signal.Signals(number).name)
            break


async def main():
    await sockets()
    await memory_streams()
    await scopes()
    await outside()
    return "done"


if __name__ == "__main__":
    print(anyio.run(main))
    with from_thread.start_blocking_portal() as portal:
        print(portal.call(double, 4))
        print([future.result() for future in [portal.start_task_soon(double, n) for n in range(3)]])
