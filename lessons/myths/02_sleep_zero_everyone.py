
#! topic: loop
"""After await asyncio.sleep(0), every other task has run

`sleep(0)` gives up control for one iteration of the loop. A task that becomes ready
during that iteration runs in the next one.
"""
import asyncio


async def child():
    print("child")


async def parent():
    asyncio.create_task(child()).add_done_callback(lambda _: None)
    print("parent")


async def main():
    asyncio.create_task(parent(), name="parent")
    await asyncio.sleep(0)
    #? choice Myth or fact?
    #?  - fact
    #?  * myth
    #?  because only the task that was ready has run. The one that it created has not.
    print("main, and the child has not run")
    await asyncio.sleep(0.2)


asyncio.run(main())
