"""Your own awaitable

An *awaitable* is anything that you can await: an object with an `__await__` method. The method is a
generator. A bare `yield` in it leaves the task, and in a later iteration of the loop the task comes
back to the same place.

The object here yields once. `asyncio.sleep(0)` does the same.

Watch **ready**: where does the task go? There is no timer and no future that could wake it.
"""
import asyncio


class NextIteration:
    def __await__(self):
        print("leaving")
        #? output
        #? next
        #: A bare `yield` goes up through the `await` and out of the task. It names nothing to wait
        #: for, so the task is added to the end of **ready** at once.
        yield
        #: A new iteration has begun. In it the task called `send`, and that led straight back to
        #: the `yield`.
        print("back again")


async def be_patient():
    #: Python calls `__await__` and goes in. That method decides whether control is given up.
    await NextIteration()
    #: This `await` gives `None`, because `__await__` returned nothing.
    print("patient is done")


async def count():
    for n in range(1, 4):
        #: [each] This is the other task. It gives up control with `sleep(0)` after each number.
        print(f"count {n}")
        await asyncio.sleep(0)


async def main():
    #: This line and the next add two tasks to **ready**.
    patient = asyncio.create_task(be_patient(), name="patient")
    counter = asyncio.create_task(count(), name="counter")
    #? order patient counter
    await patient
    await counter


#? goal Change `NextIteration` so that `patient` stays away until the counter has finished.
#?  finished counter before patient
#?  hint Each `yield` in `__await__` gives up control until the next iteration.
#?  hint Put the `yield` in a loop. How many numbers does the counter count?
asyncio.run(main())
