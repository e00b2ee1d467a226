"""A promise

A *future* is a promise: a box that is empty now and will hold a result later. Every task is a future too, and
most waits end because somebody put a result into one.

Putting it in is done by `set_result`. Does that call whoever waits for the result? Or does it wait until they
have taken it? Say what you expect before you see it.

Two are interested in this promise: a plain function and a task. Watch **ready** when the promise is kept.
"""
import asyncio


def report(promise):
    #: The loop has called this function, in a turn of its own. `main` gave up control before.
    print(f"the function sees {promise.result()}")


async def read(promise):
    #: The promise is empty, so this task has to wait. Nothing in **timers** will end that wait.
    number = await promise
    #: The task was put into **ready** behind the function, so it comes after it.
    print(f"the task sees {number}")


async def main():
    promise = asyncio.get_running_loop().create_future()
    #: The first who is interested: a function. It is not in **ready**, only on the list of the future.
    promise.add_done_callback(report)
    reader = asyncio.create_task(read(promise), name="reader")
    #: One turn, so that the task can begin. It will come as far as its `await`, and then be on the list too.
    await asyncio.sleep(0)
    #? output
    #? state reader
    #: Here the promise is kept. Two entries will stand in **ready**, in the order in which the two came.
    #: Nothing else will happen: this line calls nobody and waits for nobody.
    promise.set_result(42)
    #: Still `main`. Neither of the two has run.
    print("set_result has returned")
    #? output
    #: `main` gives up control, and the two have their turn.
    await reader


asyncio.run(main())
