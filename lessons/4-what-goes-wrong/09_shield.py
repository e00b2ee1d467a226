"""Shield

A payment is under way when the customer gives up. The task that waits for the payment is cancelled,
but the payment itself must not stop halfway. `asyncio.shield` stands between the two: between the
outer task, which waits, and the inner one, which pays.

Watch both of them in **tasks**.
"""
import asyncio


async def pay():
    await asyncio.sleep(1.0)
    print("paid")
    return "a receipt"


async def customer(payment):
    #: This does not await the task `pay` itself, but a shield in front of it.
    await asyncio.shield(payment)
    print("never printed")


async def main():
    #: The task is kept in a variable. The shield alone would not keep it alive.
    payment = asyncio.create_task(pay(), name="pay")
    waiting = asyncio.create_task(customer(payment), name="customer")
    await asyncio.sleep(0.5)
    waiting.cancel()
    #? order customer pay
    #: The request goes to the customer, and stops at the shield.
    await asyncio.wait([waiting])
    #? state customer
    #? state pay
    #: The customer is gone. Look at **timers**: the timer of the payment is still there.
    print("the customer is gone")
    print(await payment)


asyncio.run(main())
