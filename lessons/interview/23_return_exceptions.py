
#! topic: errors
#! level: 1
"""What does gather(..., return_exceptions=True) change?

Exceptions stand among the results, and nothing is raised. All are waited for.
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
