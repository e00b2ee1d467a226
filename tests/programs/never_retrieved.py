import asyncio
import gc


async def fails():
    raise RuntimeError("nobody looks")


async def nothing():
    pass


async def main():
    asyncio.create_task(fails(), name="unlucky")
    await asyncio.sleep(0.01)
    gc.collect()
    print("main goes on")
    nothing()
    gc.collect()
    asyncio.get_running_loop().call_exception_handler({"message": "told by hand"})


asyncio.run(main())
