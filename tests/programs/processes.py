# multiprocessing in its three ways, each child with a loop of its own; pools; what travels between processes. sys.executable is a real Python.
import asyncio
import concurrent.futures
import multiprocessing
import os
import subprocess
import sys


async def work(n):
    await asyncio.sleep(0.001)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", f"print({n} * 2)", stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return int(out)


def child(connection, n):
    connection.send((n, asyncio.run(work(n)), os.getpid() != os.getppid(), __name__ in ("__main__", "__mp_main__")))
    connection.close()


def square(n):
    return n * n


def fails(n):
    raise ValueError(n)


async def pools(method):
    loop, context = asyncio.get_running_loop(), multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        print(await asyncio.gather(*(loop.run_in_executor(pool, square, n) for n in range(8))))
        try:
            await loop.run_in_executor(pool, fails, "in a child")
        except ValueError as error:
            print(error)
        # The set may be made while the loop turns, and a task be cancelled that waits for a process.
        waiting = asyncio.wrap_future(pool.submit(square, 3))
        print(await waiting)


def main():
    print(subprocess.run([sys.executable, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True).stdout.decode().strip()
          == str(sys.version_info[:2]))
    print(os.path.basename(sys.executable).startswith("python"), sys.executable == sys.orig_argv[0] or os.path.exists(sys.executable))
    for method in ("fork", "spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        ours, theirs = context.Pipe()
        process = context.Process(target=child, args=(theirs, 21))
        process.start()
        print(method, ours.recv())
        process.join()
        print(process.exitcode)
        asyncio.run(pools(method))
    with multiprocessing.Pool(2) as pool:
        print(pool.map(square, range(5)))
    with multiprocessing.Manager() as manager:
        shared = manager.dict(a=1)
        shared["b"] = 2
        print(shared.copy())


if __name__ == "__main__":
    main()
