
#! clock: real
"""Heavy sums

Many tasks can wait at the same time, because waiting is no work. Here two tasks add up numbers
instead. Does asyncio make that faster too?

Another *process* can add up numbers at the same time as this one. Then the loop stays free for
other work.
"""
import asyncio
from concurrent.futures import ProcessPoolExecutor


def count(n):
    return sum(range(n))


async def sums_here(n):
    #: There is no `await` in `count`, so nothing else can run until it returns.
    return count(n)


async def main():
    #? choice Two sums in two tasks: how long do they take together?
    #?  - as long as one of them
    #?  * as long as one after the other
    #?  - a little less than one after the other
    #?  because there is one thread, and a sum never gives up control.
    #: There are two tasks, but they still do one sum after the other. Look at the **timeline**:
    #: their bars do not overlap.
    await asyncio.gather(sums_here(3_000_000), sums_here(3_000_000))
    print("counted here")
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1) as pool:
        #? output
        #: This `await` gives up control: another process does the sum, and `main` waits for its
        #: answer.
        total = await loop.run_in_executor(pool, count, 3_000_000)
    print("counted elsewhere:", total)


asyncio.run(main())
