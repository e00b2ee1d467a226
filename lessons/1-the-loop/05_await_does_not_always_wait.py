"""Await does not always wait

It is often said that every `await` gives up control. It does not. `await` goes *into* what it awaits,
and control is given up only if something in there has to wait. If nothing has, it comes straight
back, as from any call.

A second task, `other`, stands in **ready** and would run at the first chance. Watch how long it has to
stand there, and watch the number of the *iteration* at the top, which counts the loop's turns.
"""
import asyncio


async def quick(n):
    #: [each] Still the same task, still the same turn: there was an `await`, and control was not given up.
    print(f"quick {n}")


async def other():
    #: At last. Somebody had to give up control before this could run.
    print("the other task")


async def main():
    #: `other` will be put into **ready**. It is next, as soon as `main` gives up control.
    task = asyncio.create_task(other(), name="other")
    #? output
    #: There is nothing to wait for in `quick`. Look at the iteration before and after.
    await quick(1)
    await quick(2)
    #? output
    #? choice How long does `main` stay away here?
    #?  - not at all
    #?  * for one turn of the loop
    #?  - until `other` has come to its end, however long that takes
    #?  because `sleep(0)` puts `main` at the end of **ready**, and the loop comes by in its next turn.
    #: `asyncio.sleep(0)` does give up control, without any timer: `main` goes to the end of **ready**.
    await asyncio.sleep(0)
    await quick(3)
    #? choice Does `main` give up control here?
    #?  - yes, for one turn
    #?  - yes, until the loop has seen that `other` is finished
    #?  * no
    #?  because `other` is finished already, and its result is there to be taken.
    #: `other` is finished, so there is nothing to wait for here either. This `await` comes straight back.
    await task
    print("main is done")


asyncio.run(main())
