
#! topic: errors
#! level: 1
"""A task fails and nothing awaits it. What happens?

The program carries on. The task keeps the exception, and if the task is thrown away
before anything asked for it, asyncio logs "Task exception was never retrieved".
"""
import asyncio


async def fails():
    raise OSError("disk full")


async def main():
    task = asyncio.create_task(fails(), name="fails")
    await asyncio.sleep(0.2)
    #? state fails
    print("main goes on")
    task.exception()


asyncio.run(main())
