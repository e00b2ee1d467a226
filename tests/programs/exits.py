import asyncio
import sys


async def child():
    await asyncio.sleep(0.001)
    print("leaving")
    sys.exit(5)


async def main():
    t = asyncio.create_task(child())
    try:
        await asyncio.sleep(10)
    finally:
        print("main unwinds", t.done())


asyncio.run(main())
