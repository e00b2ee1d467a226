"""A promise

A *future* is a promise: a box that is empty now and will hold a result later. Every task is a
future too, and most waits end because something puts a result into a future.

`set_result` puts the result in. Does it also call whoever waits for the result? Does it wait until
they have taken it? Say what you expect before you see it.

Two are waiting for this promise: a plain function and a task. Watch **ready** at the moment the
promise is kept.
"""
import asyncio


def report(promise):
    #: The loop calls this function, as an entry of **ready**. It could not do so before `main` gave
    #: up control.
    print(f"the function sees {promise.result()}")


async def read(promise):
    #: The promise is empty, so this task has to wait. No entry in **timers** will end that wait.
    number = await promise
    #: The task was added to **ready** after the function, so it runs after it.
    print(f"the task sees {number}")


async def main():
    promise = asyncio.get_running_loop().create_future()
    #: A plain function is the first to wait. It is not in **ready**: the future keeps it on a list
    #: of its own.
    promise.add_done_callback(report)
    reader = asyncio.create_task(read(promise), name="reader")
    #: This lets the task run as far as its `await`. Then it is on the future's list too.
    await asyncio.sleep(0)
    #? output
    #? state reader
    #: Here the promise is kept. Two entries will be added to **ready**, in the order in which the
    #: two came. Nothing else will happen: this line calls nobody and waits for nobody.
    promise.set_result(42)
    #: This is still `main`. Neither of the two has run.
    print("set_result has returned")
    #? output
    #: `main` gives up control, and the two entries of **ready** can run.
    await reader


asyncio.run(main())
