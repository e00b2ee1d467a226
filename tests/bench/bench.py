"""`make bench`: what recording costs, as ratios to stock asyncio's time in paired and interleaved runs.

    bench.py BUILD STOCK [WORKLOAD… | scale]

BUILD is the folder of the programs, STOCK the python to compare with. BENCH_ROUNDS says how often each is run (5).
"""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
ROUNDS = int(os.environ.get('BENCH_ROUNDS', 5))
SLOW_ROUNDS = min(ROUNDS, 2)  # asyncio's debug mode takes ten times as long as all else
WORKLOADS = {  # sizes that take about half a second on stock
    'a_sleep0': ('300000',), 'b_tasks': (), 'c_timers': (), 'd_queue': (), 'e_echo': ('100', '100'), 'f_callsoon': ('300000',),
    'g_gather': ('10000', '5'),
}
IS_WAITING = {'c_timers'}  # its elapsed time is mostly sleep: the CPU's time is compared


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'{" ".join(map(str, command))}: status {done.returncode}\n{done.stderr[-2000:]}')
    return done.stdout


def number(word, text):
    return float(re.search(rf'{word} (\S+)', text).group(1))


def measure(command, workload):
    return number('CPU' if workload in IS_WAITING else 'ELAPSED', run(command))


def columns(build, stock, file):
    record = [build / 'aioscope', 'record', '-o', file]
    under = [stock, HERE / 'under.py']
    found = {'record': record, 'record, lines': [*record, '--detail', 'lines'], 'not recording': [engine(build, stock)],
             'settrace': [*under, 'settrace'], 'debug': [*under, 'debug']}
    if subprocess.run([stock, '-c', 'import uvloop'], capture_output=True).returncode == 0:
        found['uvloop'] = [*under, 'uvloop']
    return found


def engine(build, stock):
    return build / f'aioscope-engine-{os.environ["AIOSCOPE_PYTHON"]}'


def ratios(workload, arguments, commands, stock):
    """Of every round: stock first, then each of the others; the ratio is to the stock of the same round."""
    script = [HERE / f'{workload}.py', *arguments]
    found = {name: [] for name in commands}
    for turn in range(ROUNDS):
        base = measure([stock, *script], workload)
        for name, command in commands.items():
            if name != 'debug' or turn < SLOW_ROUNDS:
                found[name].append(measure([*command, *script], workload) / base)
    return found


def cell(values):
    return f'{statistics.median(values):6.2f} ({min(values):.2f}-{max(values):.2f})'


def table(chosen, commands, stock):
    print('time / stock asyncio\'s time: median (min-max) of', ROUNDS, 'rounds\n')
    print(f'{"":11}' + ''.join(f'{name:>21}' for name in commands))
    medians = {name: [] for name in commands}
    for workload in chosen:
        found = ratios(workload, WORKLOADS[workload], commands, stock)
        for name in commands:
            medians[name].append(statistics.median(found[name]))
        print(f'{workload:11}' + ''.join(f'{cell(found[name]):>21}' for name in commands), flush=True)
    print(f'{"mean (geo)":11}' + ''.join(f'{statistics.geometric_mean(medians[name]):>9.2f}{"":12}' for name in commands))


def elapsed(command):
    begin = time.perf_counter()
    run(command)
    return time.perf_counter() - begin


def startup(build, stock, folder):
    """`aioscope record` of an empty script against a python that imports asyncio."""
    empty = folder / 'empty.py'
    empty.write_text('')
    found = [elapsed([build / 'aioscope', 'record', '-o', folder / 'empty.aioscope', empty]) / elapsed([stock, '-c', 'import asyncio'])
             for _ in range(4 * ROUNDS)]
    print(f'\nto record an empty script / to import asyncio:  {cell(found)}')


def memory(build, stock, folder):
    count = 100_000
    script = [HERE / 'live_tasks.py', str(count)]
    ours = number('BYTES', run([build / 'aioscope', 'record', '-o', folder / 'tasks.aioscope', *script]))
    theirs = number('BYTES', run([stock, *script]))
    print(f'memory of a live task, recorded: {(ours - theirs) / count:.0f} bytes beyond stock\'s {theirs / count:.0f}')


def connections(build, stock, folder):
    """Every task of the story must come to its end in it: an event that was lost would be missed."""
    count = 10_000
    file, script = folder / 'connections.aioscope', [HERE / 'connections.py', str(count)]
    ours = number('ELAPSED', run([build / 'aioscope', 'record', '-o', file, *script]))
    theirs = number('ELAPSED', run([stock, *script]))
    story = run([build / 'aioscope', 'replay', '--plain', file])
    made, done = len(re.findall(r' is made: | makes the task ', story)), len(re.findall(r' is (?:finished|cancelled)\b', story))
    print(f'{count} connections, recorded: {ours / theirs:.2f} of stock\'s time; {made} tasks made, {done} done, {made - done} lost')


def scale(build, folder, tasks, steps):
    """A long recording: how it opens, how it moves, what memory it takes."""
    file = folder / 'long.aioscope'
    if os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize < tasks * steps * 60:
        print(f'\n{tasks} tasks, {steps} steps each: left out, {folder} has no room for the recording')
        return
    run([build / 'aioscope', 'record', '-o', file, HERE / 'many.py', str(tasks), str(steps)])
    print(f'\na recording of {tasks} tasks, {file.stat().st_size >> 20} MB:', flush=True)
    told = run([build / 'tests/bench/history', file])
    print(told, end='', flush=True)
    print(run([sys.executable, HERE / 'screen.py', build / 'aioscope', file, told.split()[0]]), end='', flush=True)
    file.unlink()


def main():
    build, stock, *chosen = sys.argv[1:]
    build = pathlib.Path(build).resolve()
    os.environ['AIOSCOPE_PYTHON'] = run([stock, '-c', 'import platform; print(platform.python_version())']).strip()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if chosen not in (['scale'], ['manners']):
            table(chosen or WORKLOADS, columns(build, stock, folder / 'bench.aioscope'), stock)
        if not chosen:
            startup(build, stock, folder)
            memory(build, stock, folder)
            connections(build, stock, folder)
        if not chosen or chosen == ['scale']:
            scale(build, folder, 10_000, 333)
            scale(build, folder, 100_000, 333)
        if not chosen or chosen == ['manners']:
            print('\nwhat the screen costs:', flush=True)
            print(run([sys.executable, HERE / 'manners.py', build / 'aioscope']), end='')


main()
