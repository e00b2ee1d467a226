"""Coroutine and task

A *coroutine* is a piece of work that could be run. A *task* is a coroutine that the loop has been
told to run. `asyncio.create_task` makes a task out of a coroutine.

A task runs in *steps*: each of them lasts until the task gives up control. When does the first step
of a new task run? And what does the task that made it do meanwhile? The *state* of each task, such
as *running* or *waiting*, is shown in **tasks**.

Watch what changes in **tasks** and **ready** at each of the first two lines of `main`.
"""
import asyncio


async def greet(name):
    #: This is the first line of `greet` to run. Meanwhile `main` is waiting at its `await`.
    print(f"hello, {name}")
    #: Whatever a coroutine returns becomes the *result* of its task. The task keeps it.
    return len(name)


async def main():
    #: This line makes a coroutine. **tasks** and **ready** will not change.
    coroutine = greet("Ann")
    #? state Ann
    #? output
    #: This adds a task to **tasks** and its first step to **ready**. `main` keeps running.
    task = asyncio.create_task(coroutine, name="Ann")
    #: The line above made the task, but no line of `greet` has run: the task is *created*.
    print("main goes on")
    #? next
    #: Here `main` gives up control, so the task `Ann` can run.
    length = await task
    #: Awaiting a task gives you its result.
    print(f"the result is {length}")


#? goal Make a second task, named Bob, that greets Bob. Await it too. It should finish before Ann.
#?  finished Bob before Ann
#?  hint `asyncio.create_task` takes a name: `name="Bob"`.
#?  hint Tasks start in the order in which you create them, and here the first to start is the first to finish.
asyncio.run(main())
