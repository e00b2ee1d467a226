
#! topic: practice
#! level: 2
"""How does a program leak tasks?

It creates tasks that wait for something that never comes, and nothing ends them.
`asyncio.all_tasks()` lists the tasks that have not ended.
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
