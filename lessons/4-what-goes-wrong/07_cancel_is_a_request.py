"""Cancel is a request

`task.cancel()` does not stop a task. It is a request: when the task runs next, a `CancelledError`
is raised at the `await` where it is waiting. The task may clean up first, and it may even await
something while it does.

Watch **tasks**: it marks the tasks that were asked to cancel, and shows when each of them really
ends.
"""
import asyncio


async def polite():
    try:
        await asyncio.sleep(10)
    finally:
        #: The `CancelledError` was raised at the `await`. Before it goes further, `polite` cleans
        #: up.
        await asyncio.sleep(0.2)
        print("polite has cleared up")


async def stubborn():
    try:
        await asyncio.sleep(0.5)
    except asyncio.CancelledError:
        #: `stubborn` catches the `CancelledError` and does not raise it again. The request is lost,
        #: and the task goes on.
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
    #: After this line both have been asked to cancel. Neither can do anything about it before
    #: `main` gives up control.
    other.cancel()
    #? order polite stubborn
    #: Only now do the two run, and each deals with the request in its own way.
    await asyncio.wait([one, other])
    #? output
    #: Look at **tasks**: one was cancelled, the other has finished as usual.
    print("polite cancelled:", one.cancelled(), "- stubborn cancelled:", other.cancelled())


asyncio.run(main())
