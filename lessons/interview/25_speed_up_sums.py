
#! topic: practice
#! level: 1
"""Does asyncio make a computation quicker?

No. It shares out waiting, not counting: two sums as two tasks take as long as one after the other. A process pool counts on several processors.
"""
import asyncio


async def count(name):
    sum(range(1000))
    print(name)


async def main():
    a = asyncio.create_task(count("A"), name="A")
    b = asyncio.create_task(count("B"), name="B")
    #? choice Can the two sums overlap in time?
    #?  - yes, they are two tasks
    #?  * no, B begins when A has ended
    #?  - only if both are awaited by gather
    #?  because a sum has no await in it, so A keeps the thread to its end.
    await a
    await b


asyncio.run(main())
