
#! topic: loop
"""sleep(0) lets everyone run

It gives up control for one turn. Whoever becomes ready in that turn runs in the next.
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
    #?  because only what was ready in this turn has run; the task that was made meanwhile has not.
    print("main, and the child has not run")
    await asyncio.sleep(0.2)


asyncio.run(main())
