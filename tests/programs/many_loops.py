# Loops side by side: one in each of several threads that talk to each other, one inside another's executor, one made and never run.
import asyncio
import queue
import threading


async def serve(inbox, ready):
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    ready.put((loop, stop))
    total = 0
    waiting = asyncio.create_task(stop.wait())
    while not waiting.done() or not inbox.empty():
        getter = asyncio.create_task(inbox.get())
        await asyncio.wait({getter, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if getter.done():
            total += getter.result()
        else:
            getter.cancel()
    return total


def thread_main(results, ready):
    inbox = asyncio.Queue()
    ready.put(inbox)
    results.put(asyncio.run(serve(inbox, ready)))


async def main():
    results, parts = queue.Queue(), []
    for _ in range(3):
        ready = queue.Queue()
        thread = threading.Thread(target=thread_main, args=(results, ready))
        thread.start()
        parts.append((thread, ready.get(), *ready.get()))
    for n in range(300):
        thread, inbox, loop, stop = parts[n % 3]
        loop.call_soon_threadsafe(inbox.put_nowait, n)
    for thread, inbox, loop, stop in parts:
        loop.call_soon_threadsafe(stop.set)
        await asyncio.to_thread(thread.join)
    print(sorted(results.get() for _ in parts))
    print(await asyncio.to_thread(asyncio.run, inner("in a worker thread")))


async def inner(word):
    await asyncio.sleep(0.001)
    return word

never_run = asyncio.new_event_loop()
never_run.call_soon(print, "never")
asyncio.run(main())
never_run.close()
first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
for n in range(3):
    print(first.run_until_complete(inner(n)), second.run_until_complete(inner(-n)))
try:
    first.run_until_complete(second.create_task(inner("wrong loop")))
except ValueError as error:
    print(error)
first.close(), second.close()
