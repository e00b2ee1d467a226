
#! topic: futures
#! level: 2
"""What happens when a result is set on a Future that a task awaits?

The task goes into the ready queue. It does not run at once: the code that set the
result carries on first.
"""
import asyncio


async def reader(future):
    print("got", await future)


async def main():
    future = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(reader(future), name="reader")
    await asyncio.sleep(0)
    #? output
    future.set_result(42)
    print("result is set")
    await task


asyncio.run(main())
