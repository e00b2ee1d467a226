
#! ends: raises RuntimeError
"""Two loops

`asyncio.run` creates a loop, runs it until the coroutine is done, and closes it. A thread can run
only one loop at a time. If you call `asyncio.run` from inside a coroutine, you ask for a second
one.

A function without `async` cannot await. It can only pass a coroutine on, or be made `async` itself.
"""
import asyncio


async def fetch():
    await asyncio.sleep(0.2)
    return "data"


def get_data():
    #: This is a plain function, and it is called while a loop is running. It makes a coroutine,
    #: which is fine so far.
    coroutine = fetch()
    try:
        #? choice What will happen on this line?
        #?  - the loop waits here until the second one is done
        #?  - the coroutine is added to the ready queue
        #?  * a `RuntimeError`
        #?  because a loop is already running in this thread.
        return asyncio.run(coroutine)
    finally:
        #: The coroutine was made but never awaited. Closing it tells Python that this is intended.
        coroutine.close()


async def main():
    #? output
    #: This is the right way: `await` lets the loop that is already running run `fetch` too.
    print(await fetch())
    #: And this is the way that fails.
    print(get_data())


asyncio.run(main())
