
#! topic: sharing
#! level: 2
"""What does put do on a full Queue(maxsize=1)?

It waits until an item has been taken out. This is back-pressure. `put_nowait` would
raise `QueueFull`.
"""
import asyncio


async def producer(queue):
    for n in range(3):
        await queue.put(n)


async def main():
    queue = asyncio.Queue(maxsize=1)
    task = asyncio.create_task(producer(queue), name="producer")
    await asyncio.sleep(0.2)
    #? state producer
    print("items:", queue.qsize())
    while not task.done() or queue.qsize():
        await queue.get()
        await asyncio.sleep(0)


asyncio.run(main())
