
#! clock: real
"""Finish cleanly

A service is told to stop by SIGTERM. It takes no new work, lets what is under way come to its end, for a while, cancels
what is left, and closes.

Watch the three workers: one is done in time, one is cancelled, one had nothing to do.
"""
import asyncio
import os
import signal


async def work(name, jobs):
    try:
        while True:
            seconds = await jobs.get()
            await asyncio.sleep(seconds)
            print(name, "has finished its job")
            jobs.task_done()
    except asyncio.CancelledError:
        #: [each] The last chance to clear up. Then the request goes on.
        print(name, "stops")
        raise


async def main():
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    #: SIGTERM only sets an event. Everything else happens here, in the order we want.
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    jobs = asyncio.Queue()
    workers = [asyncio.create_task(work(name, jobs), name=name) for name in ("A", "B", "C")]
    jobs.put_nowait(0.4)
    jobs.put_nowait(30)
    loop.call_later(0.2, os.kill, os.getpid(), signal.SIGTERM)
    #? output
    #: A service waits here for most of its life.
    await stop.wait()
    print("no new work from here on")
    try:
        #? choice B's job takes 30 seconds. What will become of it?
        #?  - the program waits for it
        #?  * it is cancelled after the time there is
        #?  - SIGTERM has killed it already
        #?  because timeout ends the wait, and then the workers are cancelled.
        #: What is under way may come to its end, but not for ever.
        async with asyncio.timeout(0.5):
            await jobs.join()
    except TimeoutError:
        print("not everything was done in time")
    for task in workers:
        task.cancel()
    #: All of them are waited for, and their CancelledErrors are no trouble.
    await asyncio.gather(*workers, return_exceptions=True)
    print("closed")


asyncio.run(main())
