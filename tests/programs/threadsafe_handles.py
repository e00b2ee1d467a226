# The handle of call_soon_threadsafe: since 3.14 its cancel() waits for a callback that runs to end.
import asyncio
import threading


async def cancelled_from_a_thread(loop):
    started, cancelled = threading.Event(), threading.Event()
    order = []

    def callback():
        started.set()
        order.append(('told while it ran', cancelled.wait(0.3)))

    def cancel():
        started.wait()
        handle.cancel()
        cancelled.set()

    handle = loop.call_soon_threadsafe(callback)
    thread = threading.Thread(target=cancel)
    thread.start()
    await asyncio.sleep(0.01)
    await asyncio.to_thread(thread.join)
    print(order, handle.cancelled(), handle._callback)


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 10
    await cancelled_from_a_thread(loop)
    ran = []
    handle = loop.call_soon_threadsafe(ran.append, 'never')
    print(type(handle).__name__, isinstance(handle, asyncio.Handle), hasattr(handle, '_lock'))
    handle.cancel()
    handle.cancel()
    print(handle.cancelled(), str(handle)[:28])

    def cancels_itself():
        itself.cancel()
        ran.append(itself.cancelled())

    itself = loop.call_soon_threadsafe(cancels_itself)
    loop.call_soon_threadsafe(ran.append, 'last')
    await asyncio.sleep(0.01)
    print(ran)


asyncio.run(main())
asyncio.run(main(), debug=True)
