"""Await does not always wait

People often say that every `await` gives up control. But `await` goes *into* whatever it awaits, as
a call does. Does anything in there have to wait? There are five awaits in `main`, and not all of
them give up control.

A second task, `other`, is in **ready** and will run at the first chance. Watch how long it has to
stay there, and watch the *iteration* number at the top of the screen.
"""
import asyncio


async def quick(n):
    #: [each] The same task, in the same iteration as the `await` that led here: control was not
    #: given up.
    print(f"quick {n}")


async def other():
    #: At last. `other` could not run until `main` gave up control.
    print("the other task")


async def main():
    #: This adds `other` to **ready**. It will run as soon as `main` gives up control.
    task = asyncio.create_task(other(), name="other")
    #? output
    #: `quick` has nothing to wait for. Compare the iteration number before and after this line.
    await quick(1)
    await quick(2)
    #? output
    #? choice How long does `main` pause here?
    #?  - not at all
    #?  * until the next iteration
    #?  - until `other` has ended, however long that takes
    #?  because `sleep(0)` puts `main` at the end of **ready**, so the next iteration runs it again.
    #: `asyncio.sleep(0)` does give up control, but sets no timer: `main` goes to the end of
    #: **ready**.
    await asyncio.sleep(0)
    await quick(3)
    #? choice Does `main` give up control here?
    #?  - yes, for one iteration
    #?  - yes, until the loop notices that `other` is finished
    #?  * no
    #?  because `other` is already finished and its result is there.
    #: `other` is already finished, so there is nothing to wait for. This `await` comes straight
    #: back.
    await task
    print("main is done")


asyncio.run(main())
