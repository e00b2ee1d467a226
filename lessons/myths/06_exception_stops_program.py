
#! topic: errors
"""An exception in a task stops the program

It is kept for who awaits the task. If nobody does, asyncio mentions it later.
"""
import asyncio


async def fails():
    raise OSError


async def main():
    task = asyncio.create_task(fails(), name="fails")
    await asyncio.sleep(0.2)
    #? choice Myth or fact?
    #?  - fact
    #?  * myth
    #?  because main goes on, and the task keeps its exception.
    print("still here")
    task.exception()


asyncio.run(main())
