
#! topic: tasks
#! level: 3
"""Does a task see a ContextVar that changes after the task was created?

No. A task gets a copy of the context when it is created, and what the task changes
stays in its copy.
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
