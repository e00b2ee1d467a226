import asyncio


async def producer(q, n):
    for i in range(n):
        await q.put(i)
        print("put", i, q.qsize())


async def consumer(q):
    while True:
        x = await q.get()
        await asyncio.sleep(0)
        print("got", x)
        q.task_done()


async def main():
    q = asyncio.Queue(maxsize=2)
    c = asyncio.create_task(consumer(q))
    await producer(q, 5)
    await q.join()
    c.cancel()
    p = asyncio.PriorityQueue()
    for x in (3, 1, 2):
        p.put_nowait(x)
    print([p.get_nowait() for _ in range(3)])
    try:
        q.get_nowait()
    except asyncio.QueueEmpty:
        print("empty")
    await asyncio.gather(c, return_exceptions=True)


asyncio.run(main())
