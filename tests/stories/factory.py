# Tasks that a task factory makes, and that nobody names.
import asyncio


def factory(loop, coroutine, **more):
    return asyncio.Task(coroutine, loop=loop, **more)


async def nap():
    await asyncio.sleep(0.1)


async def main():
    asyncio.get_running_loop().set_task_factory(factory)
    await asyncio.gather(asyncio.create_task(nap()), asyncio.create_task(nap()))


asyncio.run(main())
