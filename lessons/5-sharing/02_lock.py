"""Lock

The same kind of shop, with a lock. Whoever holds the lock checks, pays, takes the ticket and then
releases the lock. The others have to wait.

Watch **tasks**: it shows who waits, and who holds the lock. **primitives** shows the lock itself,
with everybody who waits for it.
"""
import asyncio

tickets = 2


async def buy(name, lock):
    global tickets
    #? choice Three people want the lock. Who gets it when Ann releases it?
    #?  * whoever has waited longest
    #?  - whoever is quickest
    #?  - all of them, since one thread is enough
    #?  because a lock wakes the task that has waited longest.
    #: [Ann] The lock is free, so Ann gets it and goes on at once.
    #: [Bob] Ann holds the lock, so Bob has to wait. Look at **tasks** after this line.
    #: [Cleo] Cleo has to wait too, behind Bob.
    async with lock:
        if tickets > 0:
            #: [each] This `await` is inside the block. So nobody else can check the tickets
            #: meanwhile.
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
    #: The two payments of half a second can no longer overlap. That is the price of the lock.
    await asyncio.wait([ann, bob, cleo])


asyncio.run(main())
