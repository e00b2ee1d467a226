# What is unfinished when the program ends: async generators, tasks, an executor's jobs, a second run on the same loop.
import asyncio
import time


async def numbers(name):
    try:
        for n in range(10):
            yield n
            await asyncio.sleep(0)
    finally:
        await asyncio.sleep(0.001)
        print("closed", name)


async def forever(name):
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("cancelled", name)
        raise


async def stubborn():
    try:
        await asyncio.sleep(3600)
    finally:
        await asyncio.sleep(0.001)
        raise ValueError("while being cancelled")

kept = []


async def main():
    generator = numbers("a")
    kept.append(generator)
    print(await anext(generator))
    async for n in numbers("c"):
        if n == 2:
            break
    asyncio.create_task(forever("a task"), name="left")
    asyncio.create_task(stubborn(), name="stubborn")
    asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.01)
    await asyncio.sleep(0)
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: print(context["message"], repr(context["exception"])))
    return "main is done"


print(asyncio.run(main()))
kept.clear()
loop = asyncio.new_event_loop()
task = loop.create_task(forever("by hand"))
loop.call_later(0.001, loop.stop)
loop.run_forever()
print(task.done())
task.cancel()
loop.run_until_complete(asyncio.wait([task]))
agen = numbers("by hand")
print(loop.run_until_complete(anext(agen)))
loop.run_until_complete(loop.shutdown_asyncgens())
loop.run_until_complete(loop.shutdown_default_executor())
loop.close()
with asyncio.Runner() as runner:
    runner.run(asyncio.sleep(0))
    runner.get_loop().create_task(forever("of the runner"))
    print(runner.run(asyncio.sleep(0, "again")))
