"""Signals between tasks

Three ways to wait for each other.

- An **event** is a door: closed, everybody waits; `set` opens it for all, and it stays open.
- A **barrier** is a meeting point: nobody goes on until so many have come.
- A **condition** is a lock with a bell: who waits gives the lock back, and has it again when the bell has rung.

Watch whom each of them wakes.
"""
import asyncio

stock = 0


async def runner(name, delay, door, meeting):
    #: [each] The door is closed: this task waits for the event.
    await door.wait()
    await asyncio.sleep(delay)
    print(name, "is at the meeting point")
    #: [each] Whoever comes first waits for the other one.
    await meeting.wait()
    print(name, "goes on")


async def customer(news):
    async with news:
        #: The bell rings twice, and after the first time there is only one: so it waits again.
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
    #: One `set` puts both into **ready**. Neither runs before `main` gives up control.
    door.set()
    print("the door is open")
    #? order quick slow
    #: The quick one is there at 0.4 and waits. The slow one comes at 0.7 and need not wait.
    await asyncio.wait([quick, slow])
    news = asyncio.Condition()
    buying = asyncio.create_task(customer(news), name="customer")
    await asyncio.sleep(0.2)
    for _ in range(2):
        #: [each] The lock is free, for who waits for the bell has given it back.
        async with news:
            stock += 1
            #: [each] The bell: who waits is woken, and looks.
            news.notify_all()
        await asyncio.sleep(0.2)
    await buying


asyncio.run(main())
