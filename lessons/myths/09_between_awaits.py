
#! topic: tasks
"""Between two awaits no other task can run

Control is given up at awaits that wait, and nowhere else.
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
    #?  because the lines stand together, though the other task was ready all the time.
    print("two")
    await asyncio.sleep(0)


asyncio.run(main())
