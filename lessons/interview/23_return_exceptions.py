
#! topic: errors
#! level: 1
"""What does gather(..., return_exceptions=True) change?

Exceptions are returned among the results instead of being raised, and `gather` waits
for everything.
"""
import asyncio


async def fails():
    raise ValueError("no")


async def works():
    return "yes"


async def main():
    #? output
    print(await asyncio.gather(works(), fails(), return_exceptions=True))
    print(["yes"])


asyncio.run(main())
