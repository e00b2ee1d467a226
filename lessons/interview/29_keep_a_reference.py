
#! topic: tasks
#! level: 2
"""Why should you keep the result of create_task?

The loop holds only weak references to its tasks. A task that nothing else refers to can
be garbage-collected in the middle of its work. Keep it in a variable or a set, or use a
`TaskGroup`.
"""
import asyncio
import gc


async def lost():
    await asyncio.get_running_loop().create_future()


async def main():
    asyncio.create_task(lost(), name="lost").set_name("lost")
    await asyncio.sleep(0)
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    #? state lost
    gc.collect()
    print("collected")


asyncio.run(main())
