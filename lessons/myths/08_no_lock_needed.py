
#! topic: sharing
"""With one thread there are no races, so no lock is needed

Between two awaits no other task can run. Across an `await`, any task can.
"""
import asyncio


counter = 0


async def add():
    global counter
    old = counter
    await asyncio.sleep(0.2)
    counter = old + 1


async def main():
    await asyncio.gather(add(), add())
    #? choice Myth or fact?
    #?  - fact
    #?  * myth
    #?  because both tasks read the old value before either wrote the new one.
    print("two were added, and there is", counter)


asyncio.run(main())
