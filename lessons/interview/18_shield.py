
#! topic: cancellation
#! level: 3
"""What does shield protect?

The inner task: when the outer task is cancelled, the inner one keeps running. The task
that awaits the shield is cancelled all the same.
"""
import asyncio


async def inner():
    await asyncio.sleep(0.5)


async def outer(task):
    await asyncio.shield(task)


async def main():
    a = asyncio.create_task(inner(), name="inner")
    b = asyncio.create_task(outer(a), name="outer")
    await asyncio.sleep(0.2)
    b.cancel()
    await asyncio.wait([b])
    #? state inner
    print("outer is cancelled")
    await a


asyncio.run(main())
