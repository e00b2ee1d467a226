
#! ends: raises RuntimeError
"""Two loops

`asyncio.run` creates a loop, runs it until the coroutine is done, and closes it. What if a loop is
already running? Here `main` runs in a loop and calls a plain function, and that calls `asyncio.run`
again.

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
        #?  because a thread can run only one loop at a time, and one is running already.
        return asyncio.run(coroutine)
    finally:
        #: The coroutine was made but never awaited. Closing it tells Python that this is intended.
        coroutine.close()


async def main():
    #? output
    #: This is one way: `await` lets the loop that is already running run `fetch` too.
    print(await fetch())
    #: And this is another way: a plain function that calls `asyncio.run`.
    print(get_data())


asyncio.run(main())
