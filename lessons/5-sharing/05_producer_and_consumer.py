"""Producer and consumer

A baker makes a loaf every 0.2 seconds. A shopkeeper sells one in 0.5 seconds. Between them stands
a shelf with room for two: a queue with `maxsize=2`.

When the shelf is full the baker has to wait. This is *back-pressure*: the slow one slows the quick one.

Watch who waits for the queue, and when it changes.
"""
import asyncio


async def bake(shelf):
    for loaf in range(1, 6):
        await asyncio.sleep(0.2)
        #: [each] With room on the shelf this goes on at once. Without, the baker waits here.
        await shelf.put(loaf)
        print("loaf", loaf, "is on the shelf")


async def sell(shelf):
    while True:
        #: [each] With a loaf on the shelf this goes on at once. Without, the shopkeeper waits here.
        loaf = await shelf.get()
        await asyncio.sleep(0.5)
        print("loaf", loaf, "is sold")
        #: [each] Tells the queue that this one is dealt with. `join` counts these.
        shelf.task_done()


async def main():
    shelf = asyncio.Queue(maxsize=2)
    shopkeeper = asyncio.create_task(sell(shelf), name="shopkeeper")
    baker = asyncio.create_task(bake(shelf), name="baker")
    #? choice Who has to wait for the other in the end?
    #?  - the shopkeeper, for loaves
    #?  * the baker, for room
    #?  - neither, the queue is there for that
    #?  because selling takes longer than baking, so the shelf fills up.
    await baker
    #: The baker is done, and there are loaves on the shelf: `join` waits until all are dealt with.
    #? state shopkeeper
    await shelf.join()
    #: Nothing will come any more, and the shopkeeper would wait for ever.
    shopkeeper.cancel()
    print("closed")


asyncio.run(main())
