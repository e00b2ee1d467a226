"""CPython's own test.test_asyncio on our loop, compared with the same CPython's own loop, test by test.

    conformance.py STOCK ENGINE VIEWER [MODULE…]

STOCK is the python3 that the engine's CPython belongs to, ENGINE and VIEWER are our two programs. Each module runs in a process of its own in
three ways: under STOCK, on the bare ENGINE, and recorded. A test that ends differently is run again with its module; what differs both times is a
difference. Status 1 if there is one that docs/conformance.md does not name.
"""
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ONE_MODULE = os.path.join(HERE, 'one_module.py')
EXPLAINED = os.path.join(HERE, '..', '..', 'docs', 'conformance.md')
PATIENCE = 600  # seconds, for one module
WAYS = ('stock', 'ours', 'recorded')
OUTCOMES = ('failed', 'error', 'skipped')


def environment():
    """Nothing of the person who runs this may show."""
    return {name: value for name, value in os.environ.items() if not name.startswith('PYTHON') and name != 'VIRTUAL_ENV'}


class Programs:
    def __init__(self, stock, engine, viewer):
        self.stock, self.engine, self.viewer = stock, engine, viewer
        self.version = os.path.basename(engine).rpartition('-')[2]

    def command(self, way, recording):
        if way == 'stock':
            return [self.stock]
        if way == 'ours':
            return [self.engine]
        return [self.viewer, 'record', '--python', self.version, '-o', recording]

    def run(self, way, module):
        """{test: [outcome, made a loop of ours]}; a process that ends without results is an error of the whole module."""
        with tempfile.TemporaryDirectory() as folder:
            results, recording = os.path.join(folder, 'results.json'), os.path.join(folder, 'run.aioscope')
            command = self.command(way, recording) + [ONE_MODULE, results, module]
            try:
                done = subprocess.run(command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, timeout=PATIENCE)
                ended, told = f'status {done.returncode}', done.stdout.decode(errors='replace')
            except subprocess.TimeoutExpired:
                ended, told = f'more than {PATIENCE} s', ''
            try:
                with open(results) as file:
                    outcomes = json.load(file)
            except FileNotFoundError:
                return {f'test.test_asyncio.{module}': [f'error ({ended})', False]}, told
            if way == 'recorded' and not self.replays(recording):
                outcomes[f'test.test_asyncio.{module}'] = ['error (the recording does not replay)', False]
            return outcomes, told

    def replays(self, recording):
        return subprocess.run([self.viewer, 'replay', '--plain', recording], stdout=subprocess.DEVNULL).returncode == 0


def differences(stock, ours):
    return sorted(test for test in stock.keys() | ours.keys() if stock.get(test, ['absent'])[0] != ours.get(test, ['absent'])[0])


class Module:
    """What came of one module in each way, and the tests that differ from stock both times."""

    def __init__(self, programs, name):
        self.name, self.outcomes, self.differ, self.unsteady = name, {}, {}, set()
        for way in WAYS:
            self.outcomes[way], told = programs.run(way, name)
            if way == 'stock':
                continue
            first = differences(self.outcomes['stock'], self.outcomes[way])
            if first:
                stock_again, (again, told) = programs.run('stock', name)[0], programs.run(way, name)
                second = differences(stock_again, again)
                self.unsteady.update(test for test in first if test not in second)
                first = [test for test in first if test in second]
            self.differ[way] = {test: told for test in first}

    def counts(self, way):
        """run, failed, errors, skipped"""
        ends = [row[0].split()[0] for row in self.outcomes[way].values()]
        return [len(ends)] + [ends.count(outcome) for outcome in OUTCOMES]

    def on_our_loop(self):
        """Tests that made a loop of ours, both without recording and with it."""
        return sum(row[1] and self.outcomes['recorded'].get(test, row)[1] for test, row in self.outcomes['ours'].items())

    def row(self):
        return [*(self.counts(way) for way in WAYS), self.on_our_loop(), *(len(self.differ[way]) for way in WAYS[1:])]


HEAD = ['module (run/failed/errors/skipped)', *WAYS, 'on our loop', 'ours differs', 'recorded differs']


def cell(value):
    return '/'.join(map(str, value)) if isinstance(value, list) else str(value)


def add(column):
    return [sum(numbers) for numbers in zip(*column)] if isinstance(column[0], list) else sum(column)


def print_table(modules):
    rows = [module.row() for module in modules]
    table = [HEAD] + [[module.name, *map(cell, row)] for module, row in zip(modules, rows)]
    table.append(['together', *(cell(add(column)) for column in zip(*rows))])
    widths = [max(map(len, column)) for column in zip(*table)]
    for row in table:
        print('  '.join(text.rjust(width) if i else text.ljust(width) for i, (text, width) in enumerate(zip(row, widths))))


def explained():
    with open(EXPLAINED) as file:
        return set(re.findall(r'`(test_\w+(?:\.\w+)*)`', file.read()))


def print_differences(modules):
    """How many are not explained."""
    known, unknown = explained(), 0
    for module in modules:
        for way, tests in module.differ.items():
            for test, told in tests.items():
                is_known = test.removeprefix('test.test_asyncio.') in known
                unknown += not is_known
                print(f'{"explained" if is_known else "DIFFERENT"}: {test} ({way}): stock {module.outcomes["stock"].get(test, ["absent"])[0]}, '
                      f'here {module.outcomes[way].get(test, ["absent"])[0]}')
                if not is_known:
                    print('\n'.join('    ' + line for line in told.splitlines()[-60:]))
        for test in sorted(module.unsteady):
            print(f'ended differently once, the same when run again: {test}')
    return unknown


def all_modules(stock):
    found = subprocess.run([stock, '-c', 'import test.test_asyncio as t; print(*t.__path__)'], capture_output=True, text=True, env=environment())
    if found.returncode:
        sys.exit(f'aioscope: {stock} has no test.test_asyncio to run (Debian: libpython3.11-testsuite)')
    names = os.listdir(found.stdout.strip())
    return sorted(name[:-3] for name in names if name.startswith('test_') and name.endswith('.py') and 'windows' not in name)


def main(stock, engine, viewer, *names):
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell started us in the background, and tests raise it
    programs = Programs(stock, engine, viewer)
    names = names or all_modules(stock)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        modules = list(pool.map(lambda name: Module(programs, name), names))
    version = subprocess.run([stock, '--version'], capture_output=True, text=True).stdout.strip()
    print(f"{version}: test.test_asyncio under stock, on our loop, and on our loop while it is recorded")
    print_table(modules)
    unknown = print_differences(modules)
    print(f'{unknown} differences that docs/conformance.md does not name')
    return 1 if unknown else 0


if __name__ == '__main__':
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
