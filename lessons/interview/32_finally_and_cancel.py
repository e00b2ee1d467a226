
#! topic: cancellation
#! level: 3
"""Can a task await in its finally block while it is being cancelled?

Yes. The `CancelledError` is raised only once. An `await` in `finally` waits as usual,
unless the task is cancelled again.
"""
import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0.5)
        print("cleaned up")


async def main():
    task = asyncio.create_task(job(), name="job")
    await asyncio.sleep(0.2)
    task.cancel()
    #? time
    await asyncio.wait([task])


asyncio.run(main())
