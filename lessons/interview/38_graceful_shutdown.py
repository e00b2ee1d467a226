
#! topic: practice
#! level: 3
#! clock: real
"""How does a service stop on SIGTERM?

A signal handler sets an event; then: take no new work, wait for what is under way with a timeout, cancel the rest, close.
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
    #?  - it ends at once
    #?  * the event is set, and main goes on
    #?  - a KeyboardInterrupt is raised
    #?  because add_signal_handler turns the signal into a callback of the loop.
    await stop.wait()
    print("closing")


asyncio.run(main())
