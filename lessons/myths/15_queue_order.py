
#! topic: sharing
"""A Queue serves waiting tasks in the order they came

Tasks that wait in `get` form a line: first come, first served.
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
    #?  because the first task to wait got the first item.
    await asyncio.wait(takers)


asyncio.run(main())
