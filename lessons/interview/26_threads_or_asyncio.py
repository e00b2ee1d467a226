
#! topic: threads
#! level: 2
#! clock: real
"""When would you use threads instead of asyncio?

For libraries that block, and for code that is not async. A thread costs more memory
than a task, and the system can switch to another thread at any point. A task gives up
control only at an `await`.
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
