
#! topic: tasks
#! level: 1
"""What is the difference between a coroutine and a task?

A coroutine is an object that can be run. A task is the loop's own wrapper that runs one: it has a place in the ready
queue, a state and a result. Calling an `async def` makes the first, `create_task` the second.
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
