
#! topic: tasks
"""await always gives up control

Only an `await` that has to wait gives up control.
"""
import asyncio


async def quick():
    return 1


async def main():
    asyncio.get_running_loop().call_soon(print, "somebody else")
    await quick()
    #? choice Myth or fact?
    #?  * myth
    #?  - fact
    #?  because `quick` never waits, so nothing else ran in between.
    print("main was not interrupted")
    await asyncio.sleep(0)


asyncio.run(main())
