
#! topic: tasks
#! level: 3
"""What happens to an async generator that is left in the middle?

Its cleaning up may have to await, so leaving the loop is not enough: `aclose()` it, best by `contextlib.aclosing`. Otherwise the loop does it later.
"""
import asyncio
from contextlib import aclosing


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed")


async def main():
    async with aclosing(numbers()) as all_of_them:
        async for number in all_of_them:
            #? output
            break
    print("after the loop")


asyncio.run(main())
