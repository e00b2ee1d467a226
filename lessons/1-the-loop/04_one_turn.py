"""One iteration

The event loop does the same four things again and again. One round is called an *iteration*, and
its four *phases* are shown at the top of the **loop** pane. The current phase is highlighted.

- *timeout*: how long may the loop wait? Not at all if something is ready.
- *poll*: wait.
- *timers*: move every timer that is due to **ready**.
- *run*: run each thing that is ready, once.

Whatever is added to **ready** during *run* stands behind the bar in that row. When does it run? The
loop does not run only tasks: here it mostly runs plain functions, which need no task.
"""
import asyncio


def count(loop, n):
    #: [each] The loop runs this function as one entry of **ready**. The *run* phase above says
    #: which one it is, and of how many.
    print(f"count {n}")
    if n < 3:
        #? output
        #: [each] This adds an entry to **ready**. The current iteration has already begun, so it is
        #: for the next one.
        loop.call_soon(count, loop, n + 1)


async def main():
    loop = asyncio.get_running_loop()
    #: `call_soon` adds a function to **ready** and returns at once. The function is not called yet.
    loop.call_soon(count, loop, 1)
    #: `call_later` sets a timer. Even with a delay of 0 seconds the function goes into **timers**
    #: first, and moves to **ready** in the *timers* phase.
    loop.call_later(0, print, "the timer")
    #? choice When will `count 1` be printed?
    #?  - before this line
    #?  * in the next iteration
    #?  - in half a second
    #?  because this iteration runs `main`, and what `main` adds to **ready** is for the next one.
    #: Here `main` gives up control, and this iteration ends. Press `i` to move on by one iteration
    #: at a time.
    await asyncio.sleep(0.5)
    #: This iteration was a long one: nothing was in **ready**, so the loop waited in *poll* until
    #: the timer was due.
    print("main is done")


asyncio.run(main())
