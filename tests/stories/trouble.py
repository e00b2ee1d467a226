"""What people forget: to await, to ask for an exception, to keep a task, to let a cancellation go on."""
import asyncio
import gc


async def fetch(name):
    return name


async def fails():
    raise ValueError('nobody hears this')


async def hangs():
    await asyncio.get_running_loop().create_future()


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print('not me')


async def main():
    fetch('page')
    asyncio.create_task(fails(), name='failing')
    asyncio.create_task(hangs(), name='hanging')
    refusing = asyncio.create_task(stubborn(), name='stubborn')
    await asyncio.sleep(0.1)
    gc.collect()
    refusing.cancel()
    await refusing
    late = fetch('late')
    try:
        asyncio.run(late)
    except RuntimeError as error:
        print(error)
    await late
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)

asyncio.run(main())
