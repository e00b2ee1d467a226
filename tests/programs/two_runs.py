import asyncio


async def one(n):
    await asyncio.sleep(0.001)
    return n, asyncio.current_task().get_name()


print(asyncio.run(one(1)))
print(asyncio.run(one(2), debug=True)[0])
with asyncio.Runner() as runner:
    print(runner.run(one(3))[0], runner.run(one(4))[0])
    loop = runner.get_loop()
print(loop.is_closed(), loop.is_running())
try:
    asyncio.run(asyncio.run(one(5)))
except (ValueError, TypeError) as e:
    print(type(e).__name__, e)


async def nested():
    c = one(6)
    try:
        asyncio.run(c)
    except RuntimeError as e:
        print(e)
    c.close()


asyncio.run(nested())
