
#! topic: cancellation
#! level: 2
"""What does task.cancel() do?

It asks. At its next step the task gets a CancelledError, thrown in where it waits. It may clean up first, and if it
catches the error and goes on, it is not cancelled.
"""
import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    finally:
        print("cleaning up")


async def main():
    task = asyncio.create_task(job(), name="job")
    await asyncio.sleep(0.2)
    #? state job
    task.cancel()
    print("asked")
    await asyncio.wait([task])


asyncio.run(main())
