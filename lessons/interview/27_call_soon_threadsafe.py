
#! topic: threads
#! level: 3
#! clock: real
"""What is the difference between call_soon and call_soon_threadsafe?

`call_soon_threadsafe` can be called from another thread. It also wakes the loop, which
may be waiting in its selector and would not notice the new callback.
"""
import asyncio
import threading


async def main():
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    thread = threading.Timer(0.2, loop.call_soon_threadsafe, [done.set])
    thread.start()
    #? choice What wakes the loop while it waits?
    #?  - one of the loop's own timers
    #?  * the other thread, through a socket that the loop watches
    #?  - nothing: it looks every few milliseconds
    #?  because `call_soon_threadsafe` writes a byte to that socket.
    await done.wait()
    print("set from another thread")


asyncio.run(main())
