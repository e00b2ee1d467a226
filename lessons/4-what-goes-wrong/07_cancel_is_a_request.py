"""Cancel is a request

`task.cancel()` stops nothing. It asks: at its next step the task gets a CancelledError, thrown in at
the await where it stands. It may clean up first, and it may even await something for that.

Watch the mark of the request, and when each task really ends.
"""
import asyncio


async def polite():
    try:
        await asyncio.sleep(10)
    finally:
        #: The CancelledError came in at the await. Before it goes on there is something to clear up.
        await asyncio.sleep(0.2)
        print("polite has cleared up")


async def stubborn():
    try:
        await asyncio.sleep(0.5)
    except asyncio.CancelledError:
        #: Caught, and not raised again: the request is swallowed, and the task goes on.
        print("stubborn goes on")
    await asyncio.sleep(0.5)
    print("stubborn is done")


async def main():
    one = asyncio.create_task(polite(), name="polite")
    other = asyncio.create_task(stubborn(), name="stubborn")
    await asyncio.sleep(0.2)
    one.cancel()
    #? state polite
    #? state stubborn
    #: Both requests are made, and neither task has heard of it yet.
    other.cancel()
    #? order polite stubborn
    #: Only now they run, and each does with the request what it likes.
    await asyncio.wait([one, other])
    #? output
    #: One was cancelled, the other has come to a usual end.
    print("polite cancelled:", one.cancelled(), "- stubborn cancelled:", other.cancelled())


asyncio.run(main())
