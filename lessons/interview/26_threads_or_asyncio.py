
#! topic: threads
#! level: 2
#! clock: real
"""When would you take threads rather than asyncio?

For libraries that block, and where the code is not async. Each thread costs memory and a switch by the system, and it may be interrupted anywhere;
a task is cheap and gives up control only at an await.
"""
import asyncio
import threading


def which():
    return threading.current_thread() is threading.main_thread()


async def main():
    #? output
    print("in the main thread:", await asyncio.to_thread(which))
    print("in the main thread:", which())


asyncio.run(main())
