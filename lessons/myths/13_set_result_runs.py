
#! topic: futures
"""set_result immediately runs the task that awaits the future

A future's callbacks are scheduled, never called on the spot.
"""
import asyncio


async def reader(future):
    await future
    print("reader")


async def main():
    future = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(reader(future), name="reader")
    await asyncio.sleep(0)
    future.set_result(None)
    #? choice Myth or fact?
    #?  * myth
    #?  - fact
    #?  because the waiting task is only put into the ready queue.
    print("main goes on first")
    await task


asyncio.run(main())
