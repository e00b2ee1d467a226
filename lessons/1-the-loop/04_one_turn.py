"""One turn

The loop turns, and every turn has the same four phases. They stand at the top of the loop pane, and the
one it is in is lit:

- **timeout**: how long may I wait? Not at all, if something is ready;
- **poll**: wait;
- **timers**: put every timer that is due into **ready**;
- **run**: run what is ready, each thing once.

What is put into **ready** during *run* is for the next turn: it stands behind the bar in that row.
This program gives the loop plain functions to run, without any task.
"""
import asyncio


def count(loop, n):
    #: [each] This is one thing in **ready**. See which of how many it is, behind **run**.
    print(f"count {n}")
    if n < 3:
        #? output
        #: [each] One more entry for **ready**. This turn has begun already, so it is for the next one.
        loop.call_soon(count, loop, n + 1)


async def main():
    loop = asyncio.get_running_loop()
    #: `call_soon` puts a function into **ready** and comes back at once. Nothing is called yet.
    loop.call_soon(count, loop, 1)
    #: `call_later` sets a timer. Even with 0 seconds to wait it goes into **timers**, and comes
    #: out again in the phase of that name.
    loop.call_later(0, print, "the timer")
    #? choice When will `count 1` be printed?
    #?  - before this line
    #?  * in the next turn
    #?  - in half a second
    #?  because this turn runs `main`, and what `main` has put into **ready** is for the next.
    #: With this, `main` gives up control, and its turn is over. Step on with `i`, one turn at a time.
    await asyncio.sleep(0.5)
    #: This turn was a long one: with nothing in **ready** the loop stood in *poll* until the timer was due.
    print("main is done")


asyncio.run(main())
