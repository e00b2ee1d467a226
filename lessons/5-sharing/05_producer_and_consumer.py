"""Producer and consumer

A baker makes a loaf every 0.2 seconds. A shopkeeper takes 0.5 seconds to sell one. Between them is
a shelf with room for two loaves: a queue with `maxsize=2`.

Either side may have to wait for the other. If the slow side makes the fast side wait, that is
called *back-pressure*.

Watch **primitives**: it shows how many loaves are on the shelf, and who waits for it.
"""
import asyncio


async def bake(shelf):
    for loaf in range(1, 6):
        await asyncio.sleep(0.2)
        #: [each] If there is room on the shelf, this goes on at once. If not, the baker waits here.
        await shelf.put(loaf)
        print("loaf", loaf, "is on the shelf")


async def sell(shelf):
    while True:
        #: [each] If there is a loaf on the shelf, this goes on at once. If not, the shopkeeper
        #: waits here.
        loaf = await shelf.get()
        await asyncio.sleep(0.5)
        print("loaf", loaf, "is sold")
        #: [each] This tells the queue that one more loaf has been dealt with. `join` waits for
        #: these.
        shelf.task_done()


async def main():
    shelf = asyncio.Queue(maxsize=2)
    shopkeeper = asyncio.create_task(sell(shelf), name="shopkeeper")
    baker = asyncio.create_task(bake(shelf), name="baker")
    #? choice Who will have to wait for the other in the end?
    #?  - the shopkeeper, for loaves
    #?  * the baker, for room
    #?  - neither, because there is a queue between them
    #?  because selling takes longer than baking, so the shelf fills up.
    await baker
    #? state shopkeeper
    #: The baker is done, but there are loaves left. `join` waits until every loaf has been dealt
    #: with.
    await shelf.join()
    #: The shelf is empty and the shopkeeper waits for another loaf. None will come, so it would
    #: wait for ever.
    shopkeeper.cancel()
    print("closed")


asyncio.run(main())
