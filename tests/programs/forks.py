import asyncio
import concurrent.futures
import multiprocessing
import os

def square(n):
    return n * n

async def main():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context('fork')) as pool:
        print(await asyncio.gather(*(loop.run_in_executor(pool, square, n) for n in range(4))))
    child = os.fork()
    if not child:
        os._exit(5)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

if __name__ == '__main__':
    asyncio.run(main())
