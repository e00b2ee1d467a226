
#! topic: loop
#! level: 1
#! ends: raises RuntimeError
"""What happens if asyncio.run is called inside a coroutine?

RuntimeError: a thread has at most one running loop. Await the coroutine instead.
"""
import asyncio


async def main():
    inner = asyncio.sleep(0)
    try:
        #? choice What comes of this line?
        #?  - it waits until the inner loop is done
        #?  - a second loop runs beside the first
        #?  * an exception
        #?  because asyncio.run() refuses where a loop runs already.
        asyncio.run(inner)
    finally:
        inner.close()


asyncio.run(main())
