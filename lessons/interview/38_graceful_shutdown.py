
#! topic: practice
#! level: 3
#! clock: real
"""How does a service stop cleanly on SIGTERM?

Its signal handler sets an event. Then the service takes no new work, waits for
unfinished work with a timeout, cancels the rest and closes.
"""
import asyncio
import os
import signal


async def main():
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.call_later(0.2, os.kill, os.getpid(), signal.SIGTERM)
    #? choice What does SIGTERM do to this program?
    #?  - it ends it at once
    #?  * it sets the event, and main carries on
    #?  - it raises KeyboardInterrupt
    #?  because `add_signal_handler` turns the signal into a callback of the loop.
    await stop.wait()
    print("closing")


asyncio.run(main())
