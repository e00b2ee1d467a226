
#! topic: threads
#! level: 3
#! clock: real
"""What is the difference between call_soon and call_soon_threadsafe?

The second may be called from another thread: it also wakes the loop, which may be waiting in its selector and would not notice otherwise.
"""
import asyncio
import threading


async def main():
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    thread = threading.Timer(0.2, loop.call_soon_threadsafe, [done.set])
    thread.start()
    #? choice Who wakes the loop from its wait?
    #?  - a timer of the loop's own
    #?  * the other thread, through a descriptor of the loop's
    #?  - nobody, it looks every few milliseconds
    #?  because call_soon_threadsafe writes a byte to a socket that the loop watches.
    await done.wait()
    print("set from another thread")


asyncio.run(main())
