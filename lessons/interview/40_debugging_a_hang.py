
#! topic: practice
#! level: 3
"""A service hangs. How do you find out what it waits for?

List its tasks and where each one stands, with `asyncio.all_tasks()` and
`task.get_stack()`; switch on asyncio's debug mode; or look at a recording of the
service.
"""
import asyncio


async def stuck():
    await asyncio.Event().wait()


async def main():
    task = asyncio.create_task(stuck(), name="stuck")
    await asyncio.sleep(0.2)
    #? state stuck
    frame = task.get_stack()[-1]
    print(task.get_name(), "stands in", frame.f_code.co_name)


asyncio.run(main())
