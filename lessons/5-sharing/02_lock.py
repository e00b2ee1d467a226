"""Lock

The same shop, with a lock: whoever has it looks, pays and takes, and gives it back.
The others stand in a row.

Watch the tasks pane: it says who has the lock and who waits for it. Whoever came first
gets it first.
"""
import asyncio

tickets = 2


async def buy(name, lock):
    global tickets
    #? choice Three want the lock. Who gets it when Ann gives it back?
    #?  * who has waited longest
    #?  - whoever is quickest
    #?  - all of them, one thread is enough
    #?  because a lock wakes the first of those who wait.
    #: [each] If somebody has the lock, this waits in a row with the others.
    async with lock:
        if tickets > 0:
            #: [each] The await is inside, and so nobody else can look meanwhile.
            await asyncio.sleep(0.5)
            tickets -= 1
            print(name, "has a ticket,", tickets, "left")
        else:
            print(name, "goes home without one")


async def main():
    lock = asyncio.Lock()
    ann = asyncio.create_task(buy("Ann", lock), name="Ann")
    bob = asyncio.create_task(buy("Bob", lock), name="Bob")
    cleo = asyncio.create_task(buy("Cleo", lock), name="Cleo")
    #? order Ann Bob Cleo
    #? time
    #: Two payments of half a second cannot share their time any more. That is what a lock costs.
    await asyncio.wait([ann, bob, cleo])


asyncio.run(main())
