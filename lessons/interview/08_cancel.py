
#! topic: cancellation
#! level: 2
"""What does task.cancel() do?

It only asks. At the task's next step a `CancelledError` is raised in it, at the `await`
where it waits. The task can clean up first. If it catches the error and carries on, it
is not cancelled.
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
