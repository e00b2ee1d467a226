"""Gather and failure

One of three tasks fails. `gather` does not wait for the others then: it raises the exception at
once. What becomes of the other two?

With `return_exceptions=True`, `gather` waits for all of them, and returns exceptions among the
results.

Watch **tasks** when the second job fails.
"""
import asyncio


async def job(name, delay, fails=False):
    await asyncio.sleep(delay)
    if fails:
        #: This exception wakes whoever awaits the `gather`, although the other two tasks are not
        #: done.
        raise ValueError(f"{name} has failed")
    print(name, "is done")
    return name


async def main():
    try:
        #: Three tasks. The second one will fail after 0.2 seconds.
        await asyncio.gather(job("A", 0.5), job("B", 0.2, fails=True), job("C", 1.0))
    except ValueError as error:
        #? output
        #: 0.2 seconds have passed. A and C are still waiting: their timers are in **timers**.
        print("gather says:", error)
    #? choice What becomes of A and C?
    #?  - they were cancelled when B failed
    #?  * they run on to their end
    #?  - they run on, but their results are `ValueError`s
    #?  because `gather` only passes the exception on. It does nothing to the others.
    await asyncio.sleep(1.0)
    #? time
    #: This time, `gather` waits for both, and the exception is one of the results.
    print(await asyncio.gather(job("D", 0.2, fails=True), job("E", 0.2), return_exceptions=True))


asyncio.run(main())
