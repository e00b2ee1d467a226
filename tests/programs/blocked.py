import asyncio
import time


async def ticker():
    for n in range(3):
        await asyncio.sleep(0.01)
        print("tick", n)


async def hog():
    await asyncio.sleep(0.005)
    time.sleep(0.05)
    print("hog done")


async def main():
    await asyncio.gather(ticker(), hog())


asyncio.run(main())
