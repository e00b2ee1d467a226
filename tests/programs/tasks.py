import asyncio


async def child(name, delay):
    print(name, "starts")
    await asyncio.sleep(delay)
    print(name, "ends")
    return name.upper()


async def main():
    a = asyncio.create_task(child("a", 0.02), name="first")
    b = asyncio.create_task(child("b", 0.01))
    print(a.get_name(), b.get_name(), a.done())
    print(await b, await a)
    print(repr(a).split(" coro=")[0], a.result())
    print(asyncio.current_task().get_name(), len(asyncio.all_tasks()))


asyncio.run(main())
