
#! clock: real
"""Debug mode

`asyncio.run(main(), debug=True)`, or `PYTHONASYNCIODEBUG=1`, makes asyncio watch itself. It complains of
callbacks that keep the loop for more than a tenth of a second, remembers where each coroutine was made, and refuses
`call_soon` from a wrong thread. All that costs time: a program takes several times as long.
"""
import asyncio
import logging
import time


class Listener(logging.Handler):
    def emit(self, record):
        #: [each] asyncio has something to say: only its debug mode looks at the clock for each step.
        print("asyncio says:", record.getMessage().split(" took ")[-1][:3], "seconds")


async def main():
    loop = asyncio.get_running_loop()
    print("debug mode:", loop.get_debug())
    #? choice What is wrong with the next line?
    #?  - nothing, half a second is short
    #?  * it keeps the loop from turning
    #?  - sleep needs an await before it
    #?  because time.sleep blocks the one thread there is.
    #: Half a second in which nobody else can run.
    time.sleep(0.5)
    #? output
    #: This step ends here, and the debug mode looks how long it took.
    await asyncio.sleep(0)
    print("done")


logging.getLogger("asyncio").addHandler(Listener())
logging.getLogger("asyncio").propagate = False
asyncio.run(main(), debug=True)
