
#! topic: errors
"""An exception in a task stops the program

The task keeps its exception for the code that awaits it. If nothing ever asks for it,
asyncio logs it when the task is thrown away.
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
    #?  because `main` carries on, and the task keeps its exception.
    print("still here")
    task.exception()


asyncio.run(main())
