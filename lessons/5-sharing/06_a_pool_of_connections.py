"""A pool of connections

A connection to a database is expensive to open, so a program keeps a few and lends them out. A pool
is a queue of free connections: `get` borrows one, `put` gives it back, and a task that finds none
waits.

Five tasks want one of two connections, and none of them is willing to wait for ever.

Watch **primitives**: it shows how many connections are free, and who waits for one.
"""
import asyncio


async def ask(name, pool, seconds):
    try:
        #: This limits how long a task waits for a free connection.
        async with asyncio.timeout(0.6):
            connection = await pool.get()
    except TimeoutError:
        #: No connection became free in time. `timeout` cancelled the wait and turned it into a
        #: `TimeoutError`.
        print(name, "gives up")
        return
    try:
        await asyncio.sleep(seconds)
        print(name, "has its answer by", connection)
    finally:
        #: [each] Give the connection back, whatever happened. This wakes the task that has waited
        #: longest, if any.
        pool.put_nowait(connection)


async def main():
    pool = asyncio.Queue()
    pool.put_nowait("red")
    pool.put_nowait("blue")
    asks = [asyncio.create_task(ask(name, pool, 0.5), name=name) for name in ("A", "B")]
    asks += [asyncio.create_task(ask(name, pool, 1.0), name=name) for name in ("C", "D")]
    asks.append(asyncio.create_task(ask("E", pool, 0.5), name="E"))
    #? order A B C D E
    #? choice Five tasks want a connection, and there are two. Who gets none?
    #?  - nobody: each of them gets one sooner or later
    #?  - C and D, because they need it longest
    #?  * E, which is last in the queue
    #?  because C and D take the two that are given back at 0.5, and E waits only until 0.6.
    #: Two connections, and five tasks in **ready** that want one.
    await asyncio.wait(asks)


#? goal Give every task enough time to get a connection.
#?  finished D before E
#?  time >= 1.5
#?  hint A task that waits too long gets a `TimeoutError`. How long does each task keep its connection?
#?  hint Make the number in `asyncio.timeout` larger than the longest wait.
asyncio.run(main())
