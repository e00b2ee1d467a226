
#! clock: real
"""Children and signals

A child process is waited for like anything else: the loop hears when it writes, and when it ends. A signal
comes from outside at any moment. `add_signal_handler` makes a callback of it, which runs between two steps and never in
the middle of one.
"""
import asyncio
import os
import signal
import sys


async def main():
    loop = asyncio.get_running_loop()
    rung = asyncio.Event()
    #: From here on SIGUSR1 puts `rung.set` into the ready queue.
    loop.add_signal_handler(signal.SIGUSR1, rung.set)
    program = f"import os, signal; print('child speaks', flush=True); os.kill({os.getpid()}, signal.SIGUSR1)"
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
    #? choice What does the loop do while the child starts?
    #?  - it polls the child a hundred times a second
    #?  * it waits, and whatever comes first wakes it
    #?  - it cannot turn until the child has ended
    #?  because the child's pipe is a descriptor like any other.
    #: The child's output is a descriptor in **I/O**.
    print((await child.stdout.readline()).decode().strip())
    #? output
    #: The child sends a signal, and the callback wakes this task.
    await rung.wait()
    print("the signal has come")
    #: Now its end is waited for.
    print("the child ended with", await child.wait())


asyncio.run(main())
