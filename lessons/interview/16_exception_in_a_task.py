
#! topic: errors
#! level: 1
"""A task raises an exception and nobody awaits it. What happens?

The program goes on. The task keeps the exception, and asyncio mentions it when the task is thrown away: "Task exception was never retrieved".
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
