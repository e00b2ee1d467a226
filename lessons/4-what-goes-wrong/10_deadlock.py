
#! ends: deadlock
"""Deadlock

Two tasks, two locks. Each has one and wants the other. Neither can go on, and neither gives back what it
has. Nothing is ready, no timer is set: the loop waits, and nothing can ever wake it.

Watch who has which lock, and the moment when the circle closes.
"""
import asyncio


async def first(left, right):
    async with left:
        await asyncio.sleep(0.2)
        #: This task has `left` and wants `right`.
        async with right:
            print("first has both")


async def second(left, right):
    async with right:
        await asyncio.sleep(0.2)
        #? choice What happens on this line?
        #?  - the first task is made to give its lock back
        #?  - a RuntimeError: the locks are used in two orders
        #?  * this task waits for ever, and so does the other
        #?  because each has what the other one wants.
        #: This task has `right` and wants `left`. The circle is closed.
        async with left:
            print("second has both")


async def main():
    left = asyncio.Lock()
    right = asyncio.Lock()
    a = asyncio.create_task(first(left, right), name="first")
    #? state first
    b = asyncio.create_task(second(left, right), name="second")
    #: The way out: everybody takes the locks in the same order.
    await asyncio.wait([a, b])


#? goal Let both take the locks in the same order.
#?  no trouble
#?  hint Each has what the other waits for.
#?  hint Swap the two `async with` lines, or the two arguments, of one of them.
asyncio.run(main())
