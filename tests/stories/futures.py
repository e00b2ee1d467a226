"""Futures of the program's own: a result, an exception, a cancellation."""
import asyncio


async def asker(future, name):
    try:
        print(name, 'got', await future)
    except (KeyError, asyncio.CancelledError) as error:
        print(name, 'got', type(error).__name__)


async def main():
    loop = asyncio.get_running_loop()
    answer = loop.create_future()
    failure = asyncio.get_running_loop().create_future()
    never = asyncio.Future()
    async with asyncio.TaskGroup() as group:
        for future, name in (answer, 'A'), (failure, 'F'), (never, 'N'):
            group.create_task(asker(future, name), name=name)
        await asyncio.sleep(0.1)
        answer.set_result(42)
        failure.set_exception(KeyError('no such thing'))
        never.cancel()

asyncio.run(main())
