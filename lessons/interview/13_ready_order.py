
#! topic: loop
#! level: 2
"""In which order do ready tasks run?

In the order in which they became ready: the ready queue is first in, first out. There
are no priorities.
"""
import asyncio


async def job(name):
    print(name)


async def main():
    tasks = [asyncio.create_task(job(name), name=name) for name in "CAB"]
    #? next
    await asyncio.wait(tasks)


asyncio.run(main())
