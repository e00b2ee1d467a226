
#! topic: threads
"""All tasks of a loop run in one thread

Only functions that are passed to an executor run in other threads.
"""
import asyncio
import threading


async def which():
    return threading.get_ident()


async def main():
    a, b = await asyncio.gather(which(), which())
    #? choice Myth or fact?
    #?  - myth
    #?  * fact
    #?  because both tasks run in the same thread.
    print("the same thread:", a == b)


asyncio.run(main())
