import asyncio
import concurrent.futures
import threading
import time


def blocking(x):
    time.sleep(0.01)
    return x * 2, threading.current_thread() is threading.main_thread()


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.to_thread(blocking, 4))
    print(await loop.run_in_executor(None, blocking, 5))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        print(sorted(await asyncio.gather(*(loop.run_in_executor(pool, blocking, n) for n in range(4)))))
    try:
        await asyncio.to_thread(int, "x")
    except ValueError as e:
        print("in a thread:", e)
    event = asyncio.Event()
    threading.Timer(0.01, lambda: loop.call_soon_threadsafe(event.set)).start()
    await asyncio.wait_for(event.wait(), 5)

    def ask():
        return asyncio.run_coroutine_threadsafe(asyncio.sleep(0.001, "from the loop"), loop).result(5)

    print(await asyncio.to_thread(ask))


asyncio.run(main())
