
#! topic: practice
#! level: 1
"""Does asyncio make calculations faster?

No. Tasks can overlap their waiting, not their calculating: two sums in two tasks take
as long as one after the other. A process pool uses several processors.
"""
import asyncio


async def count(name):
    sum(range(1000))
    print(name)


async def main():
    a = asyncio.create_task(count("A"), name="A")
    b = asyncio.create_task(count("B"), name="B")
    #? choice Can the two sums overlap in time?
    #?  - yes: they are two tasks
    #?  * no: B begins when A has ended
    #?  - only if gather awaits both
    #?  because a sum has no `await` in it, so A keeps the thread until it ends.
    await a
    await b


asyncio.run(main())
