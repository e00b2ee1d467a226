
#! topic: tasks
#! level: 1
"""What is the difference between a coroutine and a task?

Calling an `async def` function makes a coroutine: an object that does nothing until
something runs it. `create_task` wraps it in a task, which the loop runs: a task has a
place in the ready queue, a state and a result.
"""
import asyncio


async def greet():
    print("hello")


async def main():
    #? output
    coroutine = greet()
    print("nothing has run yet")
    await asyncio.create_task(coroutine)


asyncio.run(main())
