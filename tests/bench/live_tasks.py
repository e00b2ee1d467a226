"""So many tasks that sleep at once; prints the memory that the process has then."""
import asyncio
import sys

N = int(sys.argv[1])


def resident():
    with open('/proc/self/status') as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith('VmRSS'))


async def main():
    before = resident()
    tasks = [asyncio.create_task(asyncio.sleep(60)) for _ in range(N)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print('BYTES', resident() - before)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

asyncio.run(main())
