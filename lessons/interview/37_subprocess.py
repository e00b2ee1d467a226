
#! topic: io
#! level: 2
#! clock: real
"""How do you run a program without blocking the loop?

`asyncio.create_subprocess_exec`: its pipes are descriptors that the loop watches, and its end is awaited.
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
