"""Your own awaitable

Whatever has a method `__await__` can be awaited. The method is a generator: a bare `yield` in it leaves the
task, and in the next turn of the loop the task comes back to it.

This one yields once, so whoever awaits it stays away for one turn. `asyncio.sleep(0)` does the same.

Watch **ready**: the task goes to its end and comes back, without any timer and without any future.
"""
import asyncio


class NextTurn:
    def __await__(self):
        print("leaving")
        #? output
        #? next
        #: A bare `yield`: up through the `await` and out of the task. A task that is handed nothing to wait
        #: for asks for its next turn.
        yield
        #: The next turn. The task has called `send`, and that came down to where it had yielded.
        print("back again")


async def be_patient():
    #: Python calls `__await__` and goes in. Whether control is given up is for that method to say.
    await NextTurn()
    #: Nothing was handed back: this `await` gives `None`, as the method returned nothing.
    print("patient is done")


async def count():
    for n in range(1, 4):
        #: [each] Another task, which gives up control in the usual way after each number.
        print(f"count {n}")
        await asyncio.sleep(0)


async def main():
    #: Two tasks for **ready**. They will take turns.
    patient = asyncio.create_task(be_patient(), name="patient")
    counter = asyncio.create_task(count(), name="counter")
    #? order patient counter
    await patient
    await counter


#? goal Change `NextTurn` so that `patient` stays away until the counter has finished.
#?  finished counter before patient
#?  hint Each `yield` in `__await__` gives up control for one turn.
#?  hint Yield as often as the counter counts, in a loop.
asyncio.run(main())
