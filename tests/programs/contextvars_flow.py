import asyncio
import contextvars

v = contextvars.ContextVar("v", default="unset")


async def child():
    print("child sees", v.get())
    v.set("child")
    await asyncio.sleep(0)
    print("child keeps", v.get())


async def main():
    v.set("main")
    await asyncio.create_task(child())
    print("after a task", v.get())
    await child()
    print("after an await", v.get())
    loop = asyncio.get_running_loop()
    ctx = contextvars.copy_context()
    ctx.run(v.set, "ctx")
    done = loop.create_future()
    loop.call_soon(lambda: (print("callback sees", v.get()), done.set_result(None)), context=ctx)
    await done
    await asyncio.create_task(child(), context=ctx)
    print(ctx[v])


asyncio.run(main())
