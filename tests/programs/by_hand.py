import asyncio

loop = asyncio.new_event_loop()
order = []
loop.call_later(0.3, order.append, "later 2")
loop.call_later(0.1, order.append, "later 1")
loop.call_later(0.4, loop.stop)
cancelled = loop.call_later(0.05, order.append, "never")
cancelled.cancel()
handle = loop.call_soon(order.append, "never either")
handle.cancel()
loop.call_soon(order.append, "soon")
loop.call_at(loop.time() + 0.2, order.append, "at")
loop.run_forever()
print(order, cancelled.cancelled(), handle.cancelled())
print(loop.is_running(), loop.is_closed(), loop.get_debug())


def boom():
    raise ZeroDivisionError("in a callback")


loop.set_exception_handler(lambda loop, context: print(context["message"].split("(")[0], repr(context["exception"])))
loop.call_soon(boom)
loop.call_soon(loop.stop)
loop.run_forever()
f = loop.create_future()
loop.call_soon(f.set_result, 42)
print(loop.run_until_complete(f))
try:
    loop.call_soon(print)
    loop.close()
    loop.call_soon(print)
except RuntimeError as e:
    print(e)
