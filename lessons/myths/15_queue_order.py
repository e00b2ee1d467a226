
#! topic: sharing
"""A Queue gives its items to those who wait in the order they came

Those who wait stand in a row.
"""
import asyncio


async def taker(name, queue):
    print(name, "got", await queue.get())


async def main():
    queue = asyncio.Queue()
    takers = [asyncio.create_task(taker(name, queue), name=name) for name in "AB"]
    await asyncio.sleep(0)
    queue.put_nowait(1)
    queue.put_nowait(2)
    #? choice Myth or fact?
    #?  - myth
    #?  * fact
    #?  because the first to wait got the first item.
    await asyncio.wait(takers)


asyncio.run(main())
