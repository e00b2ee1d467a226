
#! topic: futures
#! level: 3
"""In which order do a future's done callbacks run?

In the order in which they were added. When the future is done, each one is put into the
ready queue; none runs at once.
"""
import asyncio


async def main():
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(lambda _: print("first"))
    future.add_done_callback(lambda _: print("second"))
    #? output
    future.set_result(None)
    print("set")
    await asyncio.sleep(0)


asyncio.run(main())
