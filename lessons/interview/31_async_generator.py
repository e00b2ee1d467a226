
#! topic: tasks
#! level: 3
"""What happens when you leave an async generator in the middle?

Its clean-up code may have to `await`, so leaving the `async for` does not run it. Call
`aclose()`, best through `contextlib.aclosing`; otherwise the loop does it later.
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
