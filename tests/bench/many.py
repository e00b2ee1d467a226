"""Many tasks and many turns: what a long recording is made of.   many.py TASKS STEPS"""
import asyncio
import sys


async def worker(steps):
    for _ in range(steps):
        await asyncio.sleep(0)


async def main(tasks, steps):
    await asyncio.gather(*(worker(steps) for _ in range(tasks)))


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
