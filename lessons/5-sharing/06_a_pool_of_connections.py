"""A pool of connections

A connection to a database is dear to open, so a program keeps a few and lends them out. A pool is
a queue of what is free: `get` borrows, `put` gives back, and who finds none waits.

Five want one of two connections. None of them waits for ever.
"""
import asyncio


async def ask(name, pool, seconds):
    try:
        #: [each] At most so long this task waits for a free connection.
        async with asyncio.timeout(0.6):
            connection = await pool.get()
    except TimeoutError:
        #: Nobody gave one back in time. `timeout` cancelled the wait, and made a TimeoutError of it.
        print(name, "gives up")
        return
    try:
        await asyncio.sleep(seconds)
        print(name, "has its answer by", connection)
    finally:
        #: [each] Whatever happened: give it back. Whoever waits longest is woken.
        pool.put_nowait(connection)


async def main():
    pool = asyncio.Queue()
    pool.put_nowait("red")
    pool.put_nowait("blue")
    asks = [asyncio.create_task(ask(name, pool, 0.5), name=name) for name in ("A", "B")]
    asks += [asyncio.create_task(ask(name, pool, 1.0), name=name) for name in ("C", "D")]
    asks.append(asyncio.create_task(ask("E", pool, 0.5), name="E"))
    #? order A B C D E
    #? choice Five ask, and there are two connections. Who goes without?
    #?  - nobody, all of them wait their turn
    #?  - C and D, for they need longest
    #?  * E, which stands last in the row
    #?  because at 0.5 C and D get the two that come back, and E has only until 0.6.
    #: Two connections, and five tasks in a row before them.
    await asyncio.wait(asks)


#? goal Give everybody enough time to wait.
#?  finished D before E
#?  time >= 1.5
#?  hint Who waits too long gets a TimeoutError. Look at how long each of them holds a connection.
#?  hint Make the number in `asyncio.timeout` larger than the longest wait.
asyncio.run(main())
