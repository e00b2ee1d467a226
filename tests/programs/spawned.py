import asyncio
import concurrent.futures
import multiprocessing
import os


def square(x):
    return x * x


async def main():
    loop = asyncio.get_running_loop()
    for method in ("fork", "spawn"):
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method)) as pool:
            print(method, await loop.run_in_executor(pool, square, 7))
    pid = os.fork()
    if pid == 0:
        os._exit(9)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


if __name__ == "__main__":
    asyncio.run(main())
