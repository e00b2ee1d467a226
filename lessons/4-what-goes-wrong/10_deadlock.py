
#! ends: deadlock
"""Deadlock

Two tasks, two locks. Only one task at a time can hold a *lock*: `async with` takes it, or waits
until it is free, and releases it at the end of the block. Each task here takes one of the locks,
and later wants the other one too.

Watch **primitives**: it shows which task holds each lock, and which one waits for it. If nothing
can ever wake the loop again, the lesson ends by itself.
"""
import asyncio


async def first(left, right):
    async with left:
        await asyncio.sleep(0.2)
        #: This task already holds one lock, and now wants the other.
        async with right:
            print("first has both")


async def second(left, right):
    async with right:
        #? state first
        await asyncio.sleep(0.2)
        #? choice What happens on this line?
        #?  - the first task is made to release its lock
        #?  - a `RuntimeError`, because the locks are taken in two different orders
        #?  * this task waits for ever, and so does the other
        #?  because each holds the lock that the other one wants.
        #: This task already holds one lock, and now wants the other. Look at **tasks** after this
        #: line: who waits for whom?
        async with left:
            print("second has both")


async def main():
    left = asyncio.Lock()
    right = asyncio.Lock()
    a = asyncio.create_task(first(left, right), name="first")
    b = asyncio.create_task(second(left, right), name="second")
    #: `main` waits for both tasks. Each of them will take one lock, and later ask for the other.
    await asyncio.wait([a, b])


#? goal Make both tasks take the locks in the same order.
#?  no trouble
#?  hint Each task holds the lock that the other one waits for.
#?  hint In one of the two tasks, swap the two `async with` lines or the two arguments.
asyncio.run(main())
