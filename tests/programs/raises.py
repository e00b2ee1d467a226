import asyncio


class Oops(Exception):
    def __str__(self):
        return "told by " + self.args[0]


async def deep(n):
    if n:
        await deep(n - 1)
    await asyncio.sleep(0.001)
    raise Oops("deep")


async def main():
    try:
        await asyncio.create_task(deep(2))
    except Oops as e:
        print("caught", e)
    await deep(1)


asyncio.run(main())
