"""Hello, loop

This program says hello, waits for one second, and says world.

The waiting is done by the *event loop*. It runs whatever is ready to run, one thing after the other.
When nothing is ready, it waits until something is due.

Watch two rows of the loop pane:

- **ready** holds what can run now, in order;
- **timers** holds what must wait for its time, the soonest first.
"""
import asyncio


async def main():
    #: The loop has taken `main` out of **ready** and runs it. Nothing else runs meanwhile.
    print("hello")
    #? next
    #? choice Where will `main` go on, once the second is over?
    #?  - at its first line
    #?  * right after this `await`
    #?  - nowhere: it has come to its end here
    #?  because it stops in the middle, and everything in it is kept: its variables and its place.
    #: Watch **timers**: a timer for one second from now will appear there. Then `main`
    #: gives control back to the loop and stops right here, in the middle of a function.
    await asyncio.sleep(1)
    #: The second is over. The timer came due, `main` went back into **ready**, and the loop
    #: runs it again, from just after its `await`.
    print("world")


#? goal Change one number so that the program is over in a fifth of a second.
#?  time <= 0.2
#?  hint All of the time passes in one await.
#?  hint It is the number in `asyncio.sleep`.
#: `main()` alone runs none of `main`'s lines: it makes an object that can be run.
#: `asyncio.run` makes an event loop, and a *task* that will run it. Watch the task appear.
#: [after] `main` has come to its end, so its task is finished, and the loop is closed.
asyncio.run(main())
