# Tasks that begin at once, where asyncio has them (3.12).
import asyncio


async def quick(n):
    return n


async def slow(n):
    print("begins", n, asyncio.current_task().get_name())
    await asyncio.sleep(0.001)
    print("goes on", n)
    return n


async def outer():
    inner = asyncio.create_task(slow("inner"), name="inner")
    print("outer made inner")
    await asyncio.sleep(0)
    return await inner


async def fails():
    raise ValueError("at once")


async def main():
    if hasattr(asyncio, "eager_task_factory"):
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    done = asyncio.create_task(quick(1), name="quick")
    print("done", await done)
    print(await asyncio.gather(slow("a"), slow("b"), outer()))
    failed = asyncio.create_task(fails(), name="fails")
    print(repr(await asyncio.gather(failed, return_exceptions=True)))
    asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(slow("from a callback")))
    await asyncio.sleep(0.01)
    async with asyncio.timeout(1), asyncio.TaskGroup() as group:
        print([await task for task in [group.create_task(slow(n)) for n in range(2)]])


asyncio.run(main())
