
#! topic: loop
#! level: 3
"""A callback calls call_soon. When does the new callback run?

In the next iteration of the loop. An iteration runs only the callbacks that were
already in the ready queue when it began to run them.
"""
import asyncio


def first(loop):
    #? output
    loop.call_soon(print, "added")
    print("first")


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(first, loop)
    loop.call_soon(print, "second")
    await asyncio.sleep(0.2)


asyncio.run(main())
