# Joins the loop's core, which is written in C, to asyncio: runs once, before the script, in a namespace of its own that goes away.
# `core` is the module of engine/loop.c; core.learn() is given what C must know of asyncio.

def bootstrap(core):
    # These keep the machine's clock: they are imported before the time module is changed.
    import collections
    import concurrent.futures.thread
    import heapq
    import logging
    import queue
    import selectors
    import subprocess
    import threading
    import warnings
    import _socket
    import asyncio
    from asyncio import (base_events, base_subprocess, events, futures, locks, queues, runners, selector_events, streams, taskgroups, tasks,
                         threads, timeouts, unix_events)

    class Queue:
        """A queue of the loop's as the rest of asyncio sees it."""
        __slots__ = ('_loop',)

        def __init__(self, loop):
            self._loop = loop

        def __len__(self):
            return len(self._list(self._loop))

        def __iter__(self):
            return iter(self._list(self._loop))

        def __getitem__(self, index):
            return self._list(self._loop)[index]

        def __repr__(self):
            return repr(self._list(self._loop))

        def clear(self):
            self._clear(self._loop)

        def pour(self, handles):
            handles = list(handles)
            self.clear()
            for handle in handles:
                self.append(handle)

    class Ready(Queue):
        __slots__ = ()
        _list = staticmethod(core.ready_list)
        _clear = staticmethod(core.ready_clear)

        def append(self, handle):
            core.ready_append(self._loop, handle)

        def popleft(self):
            first, *rest = self
            self.pour(rest)
            return first

    class Timers(Queue):
        __slots__ = ()
        _list = staticmethod(core.timer_list)
        _clear = staticmethod(core.timer_clear)

        def append(self, timer):
            self._loop.call_at(timer.when(), timer._callback, *timer._args, context=timer._context)

    class Selector(selectors.BaseSelector):
        """The loop's own poll set: to be looked at; descriptors are watched through the loop."""

        def __init__(self, loop):
            self._loop = loop

        def get_map(self):
            return {fd: selectors.SelectorKey(file, fd, modes, data) for fd, file, modes, data in core.watched(self._loop)}

        def get_key(self, fileobj):
            keys = self.get_map()
            for key in keys.values():
                if key.fileobj is fileobj or key.fileobj == fileobj:
                    return key
            try:
                return keys[fileobj if isinstance(fileobj, int) else fileobj.fileno()]
            except (KeyError, AttributeError, ValueError):
                raise KeyError(f'{fileobj!r} is not registered') from None

        def register(self, fileobj, events, data=None):
            raise NotImplementedError('use loop.add_reader() and loop.add_writer()')

        def unregister(self, fileobj):
            key = self.get_key(fileobj)
            self._loop._remove_reader(key.fd)
            self._loop._remove_writer(key.fd)
            return key

        def select(self, timeout=None):
            return []

        def close(self):
            core.poll_close(self._loop)

    def own_queues(ready, timers, watched, selector):
        """What a loop that takes its turns by itself has in _ready, _scheduled and _selector."""
        heapq.heapify(timers)
        if selector is None:
            selector = selectors.DefaultSelector()
            for fd, file, modes, data in watched:
                selector.register(file, modes, data)
        return collections.deque(ready), timers, selector

    def handle_failed(handle, exception):
        callback = events.format_helpers._format_callback_source(handle._callback, handle._args)
        context = {'message': f'Exception in callback {callback}', 'exception': exception, 'handle': handle}
        if handle._source_traceback:
            context['source_traceback'] = handle._source_traceback
        handle._loop.call_exception_handler(context)

    def handle_slow(handle, seconds):
        base_events.logger.warning('Executing %s took %.3f seconds', base_events._format_handle(handle), seconds)

    # --- what a task gives to call_soon, and to the future it waits for: from a task that runs on nothing -----------------
    class Probe:
        def get_debug(self):
            return False

        def call_soon(self, callback, *args, context=None):
            self.callback = callback

        def call_exception_handler(self, context):
            pass

    async def waiting(future):
        await future

    def probe():
        loop = Probe()
        future = asyncio.Future(loop=loop)
        coroutine = waiting(future)
        task = asyncio.Task(coroutine, loop=loop, name='probe')
        step = loop.callback
        events._set_running_loop(loop)  # which entering a task insists on since 3.14
        step()
        events._set_running_loop(None)
        wakeup = future._callbacks[0][0]
        tasks._unregister_task(task)
        task._log_destroy_pending = False
        future.remove_done_callback(wakeup)
        coroutine.close()
        return step, wakeup

    def inner(function, name):
        """The code of a function inside another one."""
        for constant in function.__code__.co_consts:
            if getattr(constant, 'co_name', None) == name:
                return constant

    selector_loop = selector_events.BaseSelectorEventLoop
    # A function inside as_completed until 3.13, a method since.
    as_completed = inner(tasks.as_completed, '_wait_for_one') or tasks._AsCompletedIterator._wait_for_one
    waits = [
        ('sleep', tasks.sleep), ('wait_for', tasks.wait_for), ('wait', tasks._wait), ('as_completed', as_completed),
        ('group', taskgroups.TaskGroup.__aexit__), ('lock', locks.Lock.acquire), ('semaphore', locks.Semaphore.acquire),
        ('event', locks.Event.wait), ('condition', locks.Condition.wait), ('barrier', locks.Barrier.wait), ('queue-get', queues.Queue.get),
        ('queue-put', queues.Queue.put), ('queue-join', queues.Queue.join),
        ('sock-read', selector_loop.sock_recv), ('sock-read', selector_loop.sock_recv_into), ('sock-read', selector_loop.sock_recvfrom),
        ('sock-read', selector_loop.sock_recvfrom_into), ('sock-write', selector_loop.sock_sendall), ('sock-write', selector_loop.sock_sendto),
        ('sock-write', unix_events._UnixSelectorEventLoop._sock_sendfile_native), ('sock-connect', selector_loop.sock_connect),
        ('sock-accept', selector_loop.sock_accept), ('stream-read', streams.StreamReader._wait_for_data),
        ('stream-write', streams.FlowControlMixin._drain_helper), ('connect', base_events.BaseEventLoop._create_connection_transport),
        ('connect', base_events.BaseEventLoop.create_datagram_endpoint), ('connect', base_events.BaseEventLoop.start_tls),
        ('connect', base_events.BaseEventLoop.connect_read_pipe), ('connect', base_events.BaseEventLoop.connect_write_pipe),
        ('connect', selector_loop._accept_connection2), ('serve', base_events.Server.serve_forever), ('close', base_events.Server.wait_closed),
        ('close', streams.StreamWriter.wait_closed), ('thread', threads.to_thread), ('thread', base_events.BaseEventLoop.getaddrinfo),
        ('thread', base_events.BaseEventLoop.getnameinfo), ('thread', base_events.BaseEventLoop.shutdown_default_executor),
        ('process', base_subprocess.BaseSubprocessTransport._wait), ('process', unix_events._UnixSelectorEventLoop._make_subprocess_transport),
    ]
    # Callbacks of timers that end somebody's time.
    ends = [timeouts.Timeout._on_timeout.__code__, tasks._release_waiter.__code__, inner(tasks.as_completed, '_on_timeout'),
            getattr(getattr(tasks, '_AsCompletedIterator', None), '_handle_timeout', inner).__code__]
    step, wakeup = probe()
    core.learn({
        'tasks': tasks, 'futures': futures, 'base': unix_events._UnixSelectorEventLoop, 'Ready': Ready, 'Timers': Timers, 'Selector': Selector,
        'ThreadPoolExecutor': concurrent.futures.thread.ThreadPoolExecutor, 'wrap_future': futures.wrap_future, 'own_queues': own_queues,
        'Handle': events.Handle, 'TimerHandle': events.TimerHandle, 'Task': asyncio.Task, 'Future': asyncio.Future,
        'step': step, 'wakeup': wakeup, 'sleep': futures._set_result_unless_cancelled, 'failed': handle_failed, 'slow': handle_slow,
        'worker': concurrent.futures.thread._worker.__code__,
        'timeouts': tuple(ends), 'locks': locks, 'queues': queues, 'process': base_subprocess.BaseSubprocessTransport,
        'warnings': warnings, 'events': events, 'runners': runners,
        'waits': [(getattr(function, '__code__', function), name) for name, function in waits],
        'types': {
            'gathering': tasks._GatheringFuture, 'python_task': tasks._PyTask, 'socket': _socket.socket,
            'shield': inner(tasks.shield, '_outer_done_callback'), 'chained': inner(futures._chain_future, '_call_check_cancel'),
            'as_completed': tasks.as_completed.__code__,
        },
    })

    # --- the loop under all its names --------------------------------------------------------------------------------------
    base = unix_events._UnixSelectorEventLoop
    loop_class = type(base.__name__, (core.Core, base), {'__module__': base.__module__, '__doc__': base.__doc__, '__qualname__': base.__qualname__})
    if hasattr(unix_events, '_UnixDefaultEventLoopPolicy'):  # policies are to go
        unix_events._UnixDefaultEventLoopPolicy._loop_factory = loop_class
    unix_events._UnixSelectorEventLoop = loop_class
    unix_events.SelectorEventLoop = asyncio.SelectorEventLoop = loop_class
    events._set_running_loop = asyncio._set_running_loop = core.watch_running(events._set_running_loop)
    if hasattr(asyncio, 'EventLoop'):  # 3.13
        unix_events.EventLoop = asyncio.EventLoop = loop_class


# The text of an uncaught exception, without a call of the script's own __str__; `message` is our picture of it.
def raised_text(exception, message, limit=50):
    import traceback

    def last_line(exc, text):
        if type(exc) in (SyntaxError, IndentationError, TabError):
            return ''.join(traceback.format_exception_only(exc))
        kind = type(exc)
        name = kind.__qualname__ if kind.__module__ in ('builtins', '__main__') else f'{kind.__module__}.{kind.__qualname__}'
        return f'{name}: {text}\n' if text else f'{name}\n'

    pieces = []
    if exception.__traceback__:
        pieces.append('Traceback (most recent call last):\n')
        frames = traceback.StackSummary.extract(traceback.walk_tb(exception.__traceback__))
        pieces += frames[-limit:].format()
    pieces.append(last_line(exception, message))
    return ''.join(pieces)[-16384:]
