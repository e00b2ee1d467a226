"""Primitives of the program's own making: subclasses of asyncio's, attributes looked at, methods replaced, errors provoked."""
import asyncio
import copy
import inspect


class Loud(asyncio.Lock):
    def __init__(self):
        self.before = 'made before its base'
        super().__init__()

    async def acquire(self):
        print('acquire')
        return await super().acquire()

    def release(self):
        print('release')
        super().release()


class Bag(asyncio.Queue):
    """Keeps each item once, in its own way."""

    def _init(self, maxsize):
        self._queue = set()

    def _put(self, item):
        self._queue.add(item)

    def _get(self):
        return self._queue.pop()


class Counted(asyncio.Queue):
    def put_nowait(self, item):
        self.puts = getattr(self, 'puts', 0) + 1
        super().put_nowait(item)


class Lazy(asyncio.Event):
    def __init__(self):
        pass


def raises(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except Exception as error:
        print(type(error).__name__, error)


async def main():
    loud = Loud()
    async with loud:
        print(loud.locked(), loud._locked, vars(loud)['_locked'], loud.before)
    print(loud.locked(), repr(loud).split('object')[1].split('[')[1])
    raises(asyncio.Lock().release)

    bag = Bag()
    for item in 'abba':
        await bag.put(item)
    print(bag.qsize(), sorted([await bag.get(), await bag.get()]), bag._unfinished_tasks)
    raises(bag.get_nowait)

    counted = Counted(2)
    await counted.put(1)
    counted.put_nowait(2)
    raises(counted.put_nowait, 3)
    print(counted.puts, counted.full(), await counted.get())
    counted.task_done()
    counted.task_done()
    raises(counted.task_done)

    for queue in asyncio.PriorityQueue(), asyncio.LifoQueue():
        for item in 2, 3, 1:
            queue.put_nowait(item)
        print([queue.get_nowait() for _ in range(3)])

    lazy = Lazy()
    raises(lazy.is_set)
    lazy._value = True
    print(lazy.is_set())
    del lazy._value
    print(hasattr(lazy, '_value'))

    semaphore = asyncio.BoundedSemaphore(2)
    await semaphore.acquire()
    print(semaphore.locked(), semaphore._value)
    semaphore.release()
    raises(semaphore.release)
    raises(asyncio.Semaphore, -1)
    raises(asyncio.Barrier, 0)
    raises(asyncio.Condition().notify)
    raises(asyncio.Condition().notify, 1, 2)

    print(list(inspect.signature(asyncio.Condition.notify).parameters), inspect.signature(asyncio.Queue), inspect.signature(asyncio.Queue().task_done))
    print(inspect.iscoroutinefunction(asyncio.Lock.acquire), asyncio.Queue.task_done.__name__, asyncio.Queue.task_done.__qualname__)
    print(copy.copy(asyncio.Event()).is_set())

    future = asyncio.get_running_loop().create_future()
    raises(future.set_exception, StopIteration)
    raises(future.set_exception, 'no exception')
    raises(future.set_result)
    future.set_exception(ValueError)
    print(repr(future.exception()), future.cancel())
    raises(future.set_result, 1)
    cancelled = asyncio.Future()
    print(cancelled.cancel('enough'), cancelled.cancelled())
    try:
        await cancelled
    except asyncio.CancelledError as error:
        print(error.args)

asyncio.run(main())
