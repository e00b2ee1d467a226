
#! topic: io
#! level: 2
#! clock: real
"""How do you run another program without blocking the loop?

With `asyncio.create_subprocess_exec`: the loop watches the program's pipes, and you
await its end.
"""
import asyncio
import sys


async def main():
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "print(6 * 7)", stdout=asyncio.subprocess.PIPE)
    #? output
    out, _ = await child.communicate()
    print("it said", out.decode().strip())
    print("it ended with", child.returncode)


asyncio.run(main())
