"""Who waits for whom

A guest waits for the waiter, the waiter waits for the cook, and the cook waits for an order. The
order is a *future*: an empty box that somebody will put a result into.

Nobody here keeps asking whether it is time yet. When something is done, it wakes whoever waits for
it.

Watch **tasks**: it shows what each task waits for. Then see in which order they wake.
"""
import asyncio


async def cook(order):
    #: The cook awaits the future itself. No entry in **timers** or **ready** will end this wait.
    dish = await order
    #: The cook wakes first, because it waited for the box. The waiter and the guest are still
    #: waiting.
    return f"hot {dish}"


async def waiter(cook_task):
    #: The waiter awaits a task. It goes on when the cook's task is done, whatever the cook is
    #: waiting for.
    plate = await cook_task
    return f"{plate} on a plate"


async def guest(waiter_task):
    #: The end of the chain. Look at **who waits** after this line: the guest waits for the waiter,
    #: who waits for the cook.
    meal = await waiter_task
    print(f"the guest eats {meal}")


async def main():
    order = asyncio.get_running_loop().create_future()
    c = asyncio.create_task(cook(order), name="cook")
    w = asyncio.create_task(waiter(c), name="waiter")
    g = asyncio.create_task(guest(w), name="guest")
    #? order cook waiter guest
    #: The other three will run first, and each will end up waiting. After that only this timer can
    #: make anything happen.
    await asyncio.sleep(0.5)
    #? output
    #? state cook
    #? state guest
    #: The box gets its result. This adds the cook to **ready**, and nobody else.
    order.set_result("soup")
    #: `main` has not given up control yet. Step on and watch **tasks**: the wake-ups travel up the
    #: chain.
    print("main has given the order")
    await g


asyncio.run(main())
