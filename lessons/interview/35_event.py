
#! topic: sharing
#! level: 1
"""Three tasks wait for an Event. How many does set() wake?

All of them. A task that comes later does not wait at all, until `clear()` is called.
"""
import asyncio


async def waiter(door):
    await door.wait()
    return 1


async def main():
    door = asyncio.Event()
    waiters = [asyncio.create_task(waiter(door), name=name) for name in "ABC"]
    await asyncio.sleep(0.2)
    #? state C
    door.set()
    print(sum(await asyncio.gather(*waiters)), "were woken")


asyncio.run(main())
