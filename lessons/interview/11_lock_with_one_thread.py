
#! topic: sharing
#! level: 2
"""Why use a Lock when there is only one thread?

Because another task can run at every `await` that has to wait. What you checked before
it may no longer be true after it.
"""
import asyncio

balance = 100


async def withdraw(amount):
    global balance
    if balance >= amount:
        await asyncio.sleep(0.2)
        balance -= amount


async def main():
    await asyncio.gather(withdraw(80), withdraw(80))
    #? output
    print("balance", balance)
    print("balance", 20)


asyncio.run(main())
