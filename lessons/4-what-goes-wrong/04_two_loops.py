
#! ends: raises RuntimeError
"""Two loops

`asyncio.run` makes a loop, runs it until the coroutine is done, and closes it. A thread has at most
one loop that runs. Who calls `asyncio.run` from inside a coroutine asks for a second one.

A function without `async` cannot await. It can only hand a coroutine on, or be made `async` itself.
"""
import asyncio


async def fetch():
    await asyncio.sleep(0.2)
    return "data"


def get_data():
    #: This is a plain function, and it is called while a loop runs. The next line cannot work.
    #? choice What will happen on this line?
    #?  - the loop waits here until the second one is done
    #?  - the coroutine is put into the ready queue
    #?  * a RuntimeError
    #?  because this thread has a loop already that runs.
    coroutine = fetch()
    try:
        return asyncio.run(coroutine)
    finally:
        #: The coroutine was made and never awaited. Closing it says that this is known.
        coroutine.close()


async def main():
    #? output
    #: This await is the way: the loop that runs already runs `fetch` too.
    print(await fetch())
    #: And this is the way that fails.
    print(get_data())


asyncio.run(main())
