# A loop that is not asyncio's default one: asyncio's own parts in Python, put together by the program.
import asyncio
import asyncio.selector_events


class Homemade(asyncio.selector_events.BaseSelectorEventLoop):
    pass


async def child(n):
    await asyncio.sleep(0.001 * n)
    return n


async def main():
    print(type(asyncio.get_running_loop()).__name__, await asyncio.gather(child(1), child(2)))
    return await asyncio.to_thread(child, 3)


loop = Homemade()
loop.run_until_complete(main()).close()
loop.run_until_complete(loop.shutdown_default_executor())
loop.close()
print(asyncio.run(child(4)))
