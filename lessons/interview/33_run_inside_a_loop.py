
#! topic: loop
#! level: 1
#! ends: raises RuntimeError
"""What happens if you call asyncio.run inside a coroutine?

It raises `RuntimeError`: a thread can have only one running loop. Await the coroutine
instead.
"""
import asyncio


async def main():
    inner = asyncio.sleep(0)
    try:
        #? choice What does this line do?
        #?  - it waits until an inner loop has finished
        #?  - it runs a second loop beside the first
        #?  * it raises an exception
        #?  because `asyncio.run` refuses to start while a loop runs in the same thread.
        asyncio.run(inner)
    finally:
        inner.close()


asyncio.run(main())
