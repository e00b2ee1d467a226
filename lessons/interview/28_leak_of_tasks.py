
#! topic: practice
#! level: 2
"""How does a program leak tasks?

By making tasks that wait for something that never comes, and keeping them: nothing ends them. `asyncio.all_tasks()` lists them.
"""
import asyncio


async def forever():
    await asyncio.Event().wait()


async def main():
    kept = [asyncio.create_task(forever()) for _ in range(3)]
    await asyncio.sleep(0.2)
    #? output
    print(len(asyncio.all_tasks()), "tasks")
    print(len(kept), "tasks")


asyncio.run(main())
