"""Only three at a time

Seven downloads, and a server that allows three at once. A *semaphore* is like a lock with several
permits: `acquire` takes one, `release` gives it back, and a task that finds none waits in a queue.

Watch the **timeline**: all seven tasks wait from the start, but at most three of them are asleep in
a download at the same time. The others wait for a permit, and that is drawn differently.
"""
import asyncio
import time


async def download(number, permits):
    #: Take a permit, or wait for one. After the block the permit is given back.
    async with permits:
        #: [each] There are never more tasks at this line than there are permits.
        await asyncio.sleep(0.5)
    return number


async def main():
    permits = asyncio.Semaphore(3)
    start = time.perf_counter()
    #? choice Seven downloads of half a second, three at a time: how long do they take?
    #?  - 0.5 s
    #?  - 1.0 s
    #?  * 1.5 s
    #?  - 3.5 s
    #?  because there are three rounds: three downloads, then three more, then the last one.
    #: This makes seven tasks at once. Only as many as there are permits get past the semaphore.
    done = await asyncio.gather(*(download(n, permits) for n in range(7)))
    print(done)
    #? output
    #: Count the rounds in the **timeline**.
    print(f"{time.perf_counter() - start:.1f} s")


#? goal Allow more downloads at once, so that everything is over in one second.
#?  time <= 1.01
#?  hint Each download takes half a second, so one second is enough for two rounds.
#?  hint How many permits do seven downloads need to fit into two rounds?
asyncio.run(main())
