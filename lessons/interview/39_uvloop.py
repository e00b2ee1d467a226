
#! topic: loop
#! level: 2
"""What is uvloop?

Another event loop for asyncio, written in Cython on libuv. The tasks, futures and locks are asyncio's own, so a program behaves the same and spends less time between its steps.
It makes nothing quicker that waits or counts.
"""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    #? choice Which part of asyncio would uvloop replace here?
    #?  - Task and Future
    #?  * the loop
    #?  - asyncio.run
    #?  because a loop is chosen by the policy, or by a runner's loop_factory, and all else stays.
    print(isinstance(loop, asyncio.AbstractEventLoop))


asyncio.run(main())
