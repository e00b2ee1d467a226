
#! clock: real
"""Debug mode

With `asyncio.run(main(), debug=True)` or `PYTHONASYNCIODEBUG=1` asyncio watches itself. It reports
steps of tasks that keep the loop busy for more than a tenth of a second, remembers where each
coroutine was created, and refuses `call_soon` from the wrong thread. This costs time: a program
takes several times as long.

Watch **output** to see what it reports.
"""
import asyncio
import logging
import time


class Listener(logging.Handler):
    def emit(self, record):
        #: [each] asyncio has something to report. It measures each step only in debug mode.
        print("asyncio says:", record.getMessage().split(" took ")[-1][:3], "seconds")


async def main():
    loop = asyncio.get_running_loop()
    print("debug mode:", loop.get_debug())
    #? choice What is wrong with the next line?
    #?  - nothing, half a second is short
    #?  * it keeps the loop from doing anything else
    #?  - the call needs an `await` before it
    #?  because `time.sleep` blocks the only thread there is.
    #: For half a second nothing else can run.
    time.sleep(0.5)
    #? output
    #: This step ends here, and debug mode checks how long it took.
    await asyncio.sleep(0)
    print("done")


logging.getLogger("asyncio").addHandler(Listener())
logging.getLogger("asyncio").propagate = False
asyncio.run(main(), debug=True)
