
#! topic: sharing
#! level: 2
"""Why would one need a Lock although there is one thread?

Because at every await that waits another task may run. What was checked before it need not be true after it.
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
