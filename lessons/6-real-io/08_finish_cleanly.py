
#! clock: real
"""Finish cleanly

A service is told to stop by the SIGTERM signal. From then on it accepts no new work. It should not
drop the jobs that have begun, but it cannot wait for them for ever either.

Watch the three workers in **tasks**. A has a short job, B has a long one, and C has nothing to do.
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
        #: [each] The last chance to clean up. Then `raise` passes the request on.
        print(name, "stops")
        raise


async def main():
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    #: SIGTERM only sets an event. Everything else happens in `main`, in the order we want.
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    jobs = asyncio.Queue()
    workers = [asyncio.create_task(work(name, jobs), name=name) for name in ("A", "B", "C")]
    jobs.put_nowait(0.4)
    jobs.put_nowait(30)
    loop.call_later(0.2, os.kill, os.getpid(), signal.SIGTERM)
    #? output
    #: A real service waits here most of the time.
    await stop.wait()
    print("no new work from here on")
    try:
        #? choice The job of B takes 30 seconds. What will become of it?
        #?  - the program waits for it
        #?  * it is cancelled when the time is up
        #?  - SIGTERM has killed it already
        #?  because `timeout` ends the wait for the jobs, and then the workers are cancelled.
        #: Jobs that have begun may go on, but not for longer than half a second.
        async with asyncio.timeout(0.5):
            await jobs.join()
    except TimeoutError:
        print("not everything was done in time")
    for task in workers:
        task.cancel()
    #: Wait for all workers. `return_exceptions` keeps their `CancelledError`s from being raised
    #: here.
    await asyncio.gather(*workers, return_exceptions=True)
    print("closed")


asyncio.run(main())
