import asyncio


async def work(n):
    await asyncio.sleep(0.01 * (3 - n))
    if n == 1:
        raise ValueError(f"no {n}")
    print("done", n)
    return n


async def main():
    print(await asyncio.gather(work(0), work(2), work(3)))
    print(await asyncio.gather(work(0), work(1), return_exceptions=True))
    try:
        await asyncio.gather(work(0), work(1))
    except ValueError as e:
        print("raised", e)
    await asyncio.sleep(0.05)
    print(await asyncio.gather())


asyncio.run(main())
