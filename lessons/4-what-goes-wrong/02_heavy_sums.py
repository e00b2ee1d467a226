
#! clock: real
"""Heavy sums

Two tasks add up numbers. asyncio does not make sums quicker: they run on one thread, and while
one of them counts, nobody else runs.

Another *process* counts beside us. Then the loop turns on.
"""
import asyncio
from concurrent.futures import ProcessPoolExecutor


def count(n):
    return sum(range(n))


async def sums_here(n):
    #: There is no await in `count`: until it returns, the loop cannot turn.
    return count(n)


async def main():
    #? choice Two sums as two tasks: how long do they take together?
    #?  - as long as one of them
    #?  * as long as one after the other
    #?  - a little less than one after the other
    #?  because there is one thread, and a sum never gives up control.
    #: Two tasks, and still one sum after the other. Look at the **timeline**: the bars do not overlap.
    await asyncio.gather(sums_here(3_000_000), sums_here(3_000_000))
    print("counted here")
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1) as pool:
        #? output
        #: This await gives up control: another process counts, and the loop waits for its answer.
        total = await loop.run_in_executor(pool, count, 3_000_000)
    print("counted elsewhere:", total)


asyncio.run(main())
