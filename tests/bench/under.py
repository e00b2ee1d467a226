"""Run a workload on stock asyncio under something else: `under.py debug|uvloop|settrace SCRIPT ARG…`."""
import os
import runpy
import sys


def trace(frame, event, arg):
    return trace


how, script = sys.argv[1:3]
sys.argv[:] = sys.argv[2:]
if how == 'uvloop':
    import uvloop
    uvloop.install()
elif how == 'debug':
    os.environ['PYTHONASYNCIODEBUG'] = '1'
    import logging
    logging.disable(logging.CRITICAL)
elif how == 'settrace':
    sys.settrace(trace)
runpy.run_path(script, run_name='__main__')
