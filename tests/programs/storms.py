# call_soon_threadsafe from several threads at once, onto a loop that works and one that waits.
import asyncio
import threading

THREADS, CALLS = 8, 2000


async def main():
    loop = asyncio.get_running_loop()
    done, counts, order_kept = asyncio.Event(), [0] * THREADS, True

    def count(thread, call):
        nonlocal order_kept
        order_kept &= counts[thread] == call
        counts[thread] += 1
        if sum(counts) == THREADS * CALLS:
            done.set()

    def storm(thread):
        for call in range(CALLS):
            loop.call_soon_threadsafe(count, thread, call)

    def start():
        threads = [threading.Thread(target=storm, args=(n,)) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        return threads
    threads = start()
    while not done.is_set():
        await asyncio.sleep(0)
    print(counts, order_kept)
    for thread in threads:
        thread.join()
    counts[:] = [0] * THREADS
    done.clear()
    threads = start()
    await done.wait()
    print(counts, order_kept)
    for thread in threads:
        thread.join()
    futures = [asyncio.run_coroutine_threadsafe(asyncio.sleep(0, n), loop) for n in range(50)]
    print(sum(await asyncio.gather(*map(asyncio.wrap_future, futures))))


asyncio.run(main())
