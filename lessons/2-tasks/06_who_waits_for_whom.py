"""Who waits for whom

A guest waits for the waiter, the waiter for the cook, and the cook for an order. The order is a *future*:
an empty box that somebody will put a result into.

Nobody in this chain asks again and again whether it is time yet. Whoever is done wakes the one who waits
for it, and so the wake-ups go back up the chain, one at a time.

Watch in **tasks** what each of them waits for, and then the order in which they wake.
"""
import asyncio


async def cook(order):
    #: The cook awaits the future itself. Nothing in **timers**, nothing in **ready** will end this wait.
    dish = await order
    #: First to wake is the one who waited for the box. The waiter and the guest still wait.
    return f"hot {dish}"


async def waiter(cook_task):
    #: The waiter awaits a task. It will go on when the cook's task is done, whatever the cook waits for.
    plate = await cook_task
    return f"{plate} on a plate"


async def guest(waiter_task):
    #: The end of the chain. See in **tasks**: the guest waits for the waiter, who waits for the cook.
    meal = await waiter_task
    print(f"the guest eats {meal}")


async def main():
    order = asyncio.get_running_loop().create_future()
    c = asyncio.create_task(cook(order), name="cook")
    w = asyncio.create_task(waiter(c), name="waiter")
    g = asyncio.create_task(guest(w), name="guest")
    #? order cook waiter guest
    #: Half a second in which nothing can happen but this timer. Everybody waits for somebody.
    await asyncio.sleep(0.5)
    #? output
    #? state cook
    #? state guest
    #: The box gets its result. That will put the cook into **ready**, and nobody else.
    order.set_result("soup")
    #: `main` has not given up control yet. Step on now, and see the wake-ups go up the chain.
    print("main has given the order")
    await g


asyncio.run(main())
