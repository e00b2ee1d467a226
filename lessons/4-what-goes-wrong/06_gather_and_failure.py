"""Gather and failure

One of three fails. `gather` hands on the first exception at once, and the others run on
as if nothing had happened: nobody cancels them.

With `return_exceptions=True` it waits for all, and exceptions stand among the results.
"""
import asyncio


async def job(name, delay, fails=False):
    await asyncio.sleep(delay)
    if fails:
        #: The first exception wakes who waits for the `gather`.
        raise ValueError(f"{name} has failed")
    print(name, "is done")
    return name


async def main():
    try:
        #: Three tasks. The second one will fail after 0.2 seconds.
        await asyncio.gather(job("A", 0.5), job("B", 0.2, fails=True), job("C", 1.0))
    except ValueError as error:
        #? output
        #: 0.2 seconds have passed. A and C wait for their timers still.
        print("gather says:", error)
    #? choice What becomes of A and C?
    #?  - they were cancelled when B failed
    #?  * they run on to their end
    #?  - they run on, but their results are ValueErrors
    #?  because gather only hands the exception on, and leaves the others alone.
    await asyncio.sleep(1.0)
    #? time
    #: This time everybody is waited for, and the exception is one of the results.
    print(await asyncio.gather(job("D", 0.2, fails=True), job("E", 0.2), return_exceptions=True))


asyncio.run(main())
