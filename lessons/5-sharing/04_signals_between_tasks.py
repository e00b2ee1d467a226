"""Signals between tasks

Three ways in which tasks can wait for each other:

- An *event* is like a door. While it is closed, everybody waits. `set` opens it for all of them,
  and it stays open.
- A *barrier* is like a meeting point. Nobody goes on until a certain number of tasks have arrived.
- A *condition* is a lock with a bell. A task that waits for the bell releases the lock, and takes
  it again after the bell.

Watch **tasks** and **ready**: whom does each of them wake?
"""
import asyncio

stock = 0


async def runner(name, delay, door, meeting):
    #: [each] The door is closed, so this task waits for the event.
    await door.wait()
    await asyncio.sleep(delay)
    print(name, "is at the meeting point")
    #: [quick] This runner is the first to arrive, so it waits for the other one.
    #: [slow] This runner is the last to arrive, so it need not wait. It also wakes the other one.
    await meeting.wait()
    print(name, "goes on")


async def customer(news):
    async with news:
        #: The bell will ring twice. After the first ring there is only one item in stock, so this
        #: waits again.
        await news.wait_for(lambda: stock >= 2)
        print("the customer takes two")


async def main():
    global stock
    door = asyncio.Event()
    meeting = asyncio.Barrier(2)
    quick = asyncio.create_task(runner("quick", 0.2, door, meeting), name="quick")
    slow = asyncio.create_task(runner("slow", 0.5, door, meeting), name="slow")
    await asyncio.sleep(0.2)
    #? state quick
    #? state slow
    #: A single `set` adds both runners to **ready**. Neither can run before `main` gives up
    #: control.
    door.set()
    print("the door is open")
    #? order quick slow
    #: The quick one arrives at 0.4 and waits. The slow one arrives at 0.7 and need not wait.
    await asyncio.wait([quick, slow])
    news = asyncio.Condition()
    buying = asyncio.create_task(customer(news), name="customer")
    await asyncio.sleep(0.2)
    for _ in range(2):
        #: The lock is free, because the customer released it when it began to wait for the bell.
        async with news:
            stock += 1
            #: [each] The bell rings. The customer wakes and checks the stock, once the lock is free
            #: again.
            news.notify_all()
        await asyncio.sleep(0.2)
    await buying


asyncio.run(main())
