
#! topic: tasks
#! level: 2
"""What is as_completed good for?

It gives you results as they arrive, the quickest first, while the rest keeps running.
"""
import asyncio


async def job(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    jobs = [job("slow", 0.5), job("quick", 0.2)]
    for next_one in asyncio.as_completed(jobs):
        #? output
        print(await next_one)


asyncio.run(main())
