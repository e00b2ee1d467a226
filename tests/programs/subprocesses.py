# Child processes of asyncio's: exec and shell, both streams, large data, a timeout, kill, a process that is not there, several at once.
import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT


async def python(code, **keywords):
    return await asyncio.create_subprocess_exec(sys.executable, "-c", code, **keywords)


async def main():
    process = await python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(4)", stdout=PIPE, stderr=PIPE)
    print(await process.communicate(), process.returncode)
    process = await python("import sys; print('both'); sys.stdout.flush(); print('here', file=sys.stderr)", stdout=PIPE, stderr=STDOUT)
    print(await process.communicate())
    process = await asyncio.create_subprocess_shell("cat | wc -c; exit 7", stdin=PIPE, stdout=PIPE)
    out, _ = await process.communicate(b"x" * 2_000_000)
    print(out.split(), process.returncode)
    process = await python("import time; time.sleep(3600)")
    try:
        await asyncio.wait_for(process.wait(), 0.05)
    except asyncio.TimeoutError:
        process.kill()
    print(await process.wait() == -signal.SIGKILL)
    process = await python("while True: print(input().upper(), flush=True)", stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    for word in (b"one\n", b"two\n"):
        process.stdin.write(word)
        await process.stdin.drain()
        print(await process.stdout.readline())
    process.stdin.close()
    print(await process.wait())
    process = await asyncio.create_subprocess_exec("sleep", "3600")
    process.send_signal(signal.SIGTERM)
    print(await process.wait())
    try:
        await asyncio.create_subprocess_exec("/no/such/program")
    except FileNotFoundError as error:
        print(type(error).__name__)

    async def one(n):
        process = await asyncio.create_subprocess_shell(f"echo {n}; exit {n}", stdout=PIPE)
        out, _ = await process.communicate()
        return int(out), process.returncode
    print(await asyncio.gather(*map(one, range(6))))
    process = await python("import time; time.sleep(3600)")
    task = asyncio.create_task(process.wait())
    await asyncio.sleep(0.01)
    task.cancel()
    print(await asyncio.gather(task, return_exceptions=True))
    process.kill()
    print(await process.wait())
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    class Protocol(asyncio.SubprocessProtocol):
        def pipe_data_received(self, fd, data):
            print(fd, data)

        def connection_lost(self, error):  # after the data and the exit, which come in either order
            ended.set_result("exited")
    transport, _ = await loop.subprocess_exec(Protocol, "echo", "to a protocol", stdin=None, stderr=None)
    print(await ended, transport.get_returncode())
    transport.close()


asyncio.run(main())
