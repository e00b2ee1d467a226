
#! topic: loop
#! level: 2
"""What is uvloop?

Another event loop for asyncio, written in Cython on top of libuv. Tasks, futures and
locks are still asyncio's own, so a program behaves the same, with less time spent
between steps. It makes neither waiting nor calculating faster.
"""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    #? choice Which part of asyncio would uvloop replace here?
    #?  - Task and Future
    #?  * the loop
    #?  - asyncio.run
    #?  because the loop comes from the event loop policy or from a runner's `loop_factory`, and everything else stays.
    print(isinstance(loop, asyncio.AbstractEventLoop))


asyncio.run(main())
