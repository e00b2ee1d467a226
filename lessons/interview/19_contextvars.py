
#! topic: tasks
#! level: 3
"""Does a task see a ContextVar that was changed after it was made?

No. A task gets a copy of the context when it is created, and its own changes stay in it.
"""
import asyncio
from contextvars import ContextVar

user = ContextVar("user", default="nobody")


async def show():
    print("user is", user.get())


async def main():
    user.set("Ann")
    task = asyncio.create_task(show(), name="show")
    user.set("Bob")
    #? output
    await task
    print("user is", user.get())


asyncio.run(main())
