"""Hello, loop

This program prints "hello", waits for one second, and prints "world".

The *event loop* does the waiting. It runs whatever is ready to run, one thing after another. When
nothing is ready, it waits until something is due.

Watch two rows of the loop pane:

- **ready** lists what can run now, in order;
- **timers** lists what has to wait until a certain time, the earliest first.
"""
import asyncio


async def main():
    #: The loop has taken `main` out of **ready** and is running it. Nothing else runs meanwhile.
    print("hello")
    #? next
    #? choice Where will `main` continue when the second is over?
    #?  - at its first line
    #?  * right after this `await`
    #?  - nowhere: it ends here
    #?  because it only pauses here. Its variables and its place in the code are kept.
    #: Watch **timers**: a timer will appear there. Then `main` gives control back to the loop and
    #: pauses right here, in the middle of a function.
    await asyncio.sleep(1)
    #: The time is over. The timer came due, the loop put `main` back into **ready**, and now it
    #: continues `main` just after the `await`.
    print("world")


#? goal Change one number so that the program takes a fifth of a second.
#?  time <= 0.2
#?  hint All of the time passes in one `await`.
#?  hint It is the number in `asyncio.sleep`.
#: `main()` on its own runs none of `main`'s lines: it makes an object that can be run later.
#: `asyncio.run` creates an event loop and a *task* that runs this object. Watch **tasks**.
#: [after] `main` has reached its end, so its task is finished and `asyncio.run` has closed the
#: loop.
asyncio.run(main())
