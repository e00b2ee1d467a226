
#! topic: tasks
"""Between two awaits no other task can run

A task gives up control only at an `await` that has to wait.
"""
import asyncio


async def other():
    print("other")


async def main():
    asyncio.create_task(other(), name="other")
    print("one")
    #? choice Myth or fact?
    #?  - myth
    #?  * fact
    #?  because the two lines are printed together, although the other task was ready all the time.
    print("two")
    await asyncio.sleep(0)


asyncio.run(main())
