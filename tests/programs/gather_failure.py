import asyncio

async def fail(after):
    await asyncio.sleep(after)
    raise ValueError(f'after {after}')

async def work(after):
    await asyncio.sleep(after)
    return after

async def main():
    print(await asyncio.gather(work(0.02), fail(0.01), work(0), return_exceptions=True))
    rest = asyncio.create_task(work(0.03))
    try:
        await asyncio.gather(fail(0.01), rest)
    except ValueError as error:
        print('gather:', error, rest.done())
    print(await rest)

asyncio.run(main())
