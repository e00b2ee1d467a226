"""Hello, loop

This program says hello, waits for one second, and says world.

The waiting is done by the *event loop*: a piece of code that runs whatever is
ready to run and, when nothing is, waits for the next moment that something is due.
`asyncio.run` starts one. Your own functions run only when the loop calls them.

Watch the two rows of the loop pane:

- **ready** holds what can run now, in order;
- **timers** holds what must wait for its time, the soonest first.
"""
import asyncio


async def main():
    print("hello")  #: The loop has taken `main` from the ready queue and runs it. While `main` runs, nothing else does.
    #: `await` may hand control back to the loop, and this one does. Look at **timers**: a timer for one second later
    #: appears there. Then `main` stops right here, in the middle of a function.
    await asyncio.sleep(1)
    #: The second is over. The loop found the timer due and ran `main` again, from where it had stopped: just after its `await`.
    print("world")


#: `main()` by itself runs nothing: it makes a coroutine object. `asyncio.run` makes a loop and a task for it. The task's
#: first step goes into **ready**.
#: [after] `main` has returned, so its task is finished, and `asyncio.run` has closed the loop.
asyncio.run(main())
