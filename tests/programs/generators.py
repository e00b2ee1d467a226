import asyncio
import contextlib


async def count(n):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            yield i
    finally:
        print("closed", n)


@contextlib.asynccontextmanager
async def place(name):
    await asyncio.sleep(0.001)
    print("enter", name)
    try:
        yield name
    finally:
        await asyncio.sleep(0.001)
        print("leave", name)


async def main():
    print([x async for x in count(3)])
    async for x in count(9):
        if x == 1:
            break
    async with place("outer"), place("inner"):
        print("inside")
    agen = count(2)
    print(await anext(agen))
    await agen.aclose()


asyncio.run(main())
