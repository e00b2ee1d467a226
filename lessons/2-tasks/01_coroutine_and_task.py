"""Coroutine and task

A *coroutine* is a piece of work that could be run. A *task* is one that the loop has been given to run.
`asyncio.create_task` makes the second out of the first.

That alone does not start anything yet. The new task gets an entry in **ready** and waits for its turn,
while whoever made it simply goes on. Such a task is *created*: that is the first state in the life of a
task, and the **tasks** pane says so.

Watch what changes at each of the first two lines of `main`.
"""
import asyncio


async def greet(name):
    #: The first line of `greet` to run. Meanwhile `main` has come as far as its `await`.
    print(f"hello, {name}")
    #: What a coroutine returns becomes the *result* of its task, and is kept there.
    return len(name)


async def main():
    #: This makes a coroutine. **tasks** and **ready** will stay as they are.
    coroutine = greet("Ann")
    #? state Ann
    #? output
    #: A task will appear in **tasks**, and its first step in **ready**. `main` runs on.
    task = asyncio.create_task(coroutine, name="Ann")
    #: The task was made on the line above, and no line of `greet` has run.
    print("main goes on")
    #? next
    #: Here `main` gives up control, and the task `Ann` gets its turn.
    length = await task
    #: `await` on a task gives its result.
    print(f"the result is {length}")


#? goal Make a second task, named Bob, that greets Bob, and await it too. It should be finished before Ann.
#?  finished Bob before Ann
#?  hint `asyncio.create_task` takes a name: `name="Bob"`.
#?  hint Tasks begin in the order in which they were made. Who begins first here is finished first.
asyncio.run(main())
