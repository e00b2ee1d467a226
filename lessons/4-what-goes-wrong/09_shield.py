"""Shield

A payment is under way when the customer gives up. Who waits for it is cancelled, but the payment must
come to its end. `asyncio.shield` stands between the two: a cancellation of the outer side
does not get through to the inner one.
"""
import asyncio


async def pay():
    await asyncio.sleep(1.0)
    print("paid")
    return "a receipt"


async def customer(payment):
    #: What is awaited here is not the task `pay`, but a shield before it.
    await asyncio.shield(payment)
    print("never printed")


async def main():
    #: The task is kept in a variable. Behind a shield nobody else holds it.
    payment = asyncio.create_task(pay(), name="pay")
    waiting = asyncio.create_task(customer(payment), name="customer")
    await asyncio.sleep(0.5)
    waiting.cancel()
    #? order customer pay
    #: The request goes to the customer. It ends there.
    await asyncio.wait([waiting])
    #? state customer
    #? state pay
    #: The customer is gone, and the payment waits for its timer as before.
    print("the customer is gone")
    print(await payment)


asyncio.run(main())
