
#! clock: real
"""Children and signals

You can wait for a child process as for anything else: the loop notices when the child writes
something, and when it ends. A signal can come from outside at any moment. With `add_signal_handler`
the loop runs a function for it: between two steps, never in the middle of one.

Watch **I/O** in the loop pane.
"""
import asyncio
import os
import signal
import sys


async def main():
    loop = asyncio.get_running_loop()
    rung = asyncio.Event()
    #: From here on a SIGUSR1 signal adds `rung.set` to **ready**.
    loop.add_signal_handler(signal.SIGUSR1, rung.set)
    program = f"import os, signal; print('child speaks', flush=True); os.kill({os.getpid()}, signal.SIGUSR1)"
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
    #? choice What does the loop do while the child starts?
    #?  - it checks the child a hundred times a second
    #?  * it waits, and whatever comes first wakes it
    #?  - it cannot do anything until the child has ended
    #?  because the loop watches the child's output like any other descriptor.
    #: The child's output is one of the descriptors in **I/O**.
    print((await child.stdout.readline()).decode().strip())
    #? output
    #: The child sends a signal. The loop calls `rung.set` for it, and that wakes this task.
    await rung.wait()
    print("the signal has come")
    #: This waits for the child to end.
    print("the child ended with", await child.wait())


asyncio.run(main())
