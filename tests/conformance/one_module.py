"""Run one module of CPython's test.test_asyncio and write what came of each test: one_module.py RESULTS MODULE

RESULTS is a JSON file: {test: [outcome, did it make a loop of ours]}. Whoever starts it decides under which loop it runs.
"""
import asyncio
import json
import sys
import unittest

WORST_LAST = ('passed', 'skipped', 'failed', 'error')


class Outcomes(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.outcomes = {}
        self.loops = 0

    def made_a_loop(self):
        self.loops += 1

    def note(self, test, outcome):
        name = test.id().split(' ')[0]  # without the values of a subTest
        before = self.outcomes.get(name, ['passed', False])
        worst = max(before[0], outcome, key=WORST_LAST.index)
        self.outcomes[name] = [worst, before[1] or self.loops > 0]

    def startTest(self, test):
        self.loops = 0
        super().startTest(test)

    def addSuccess(self, test):
        self.note(test, 'passed')

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.note(test, 'failed')

    def addError(self, test, error):
        super().addError(test, error)
        self.note(test, 'error')

    def addSkip(self, test, reason):
        self.note(test, 'skipped')

    def addExpectedFailure(self, test, error):
        self.note(test, 'passed')

    def addUnexpectedSuccess(self, test):
        self.note(test, 'failed')

    def addSubTest(self, test, subtest, error):
        if error:
            (self.addFailure if issubclass(error[0], test.failureException) else self.addError)(test, error)


def count_loops(outcomes):
    """The class of our loop is told of each loop that is made, under whatever name a test makes it."""
    loop_class = asyncio.SelectorEventLoop
    if not any(base.__name__ == 'Core' for base in loop_class.__mro__):
        return
    init = loop_class.__init__

    def counted(self, *args, **keywords):
        outcomes.made_a_loop()
        init(self, *args, **keywords)
    loop_class.__init__ = counted


def main(results, module):
    from test import support
    support.use_resources = ['audio', 'cpu', 'subprocess', 'walltime']  # no network
    support.verbose = False
    outcomes = Outcomes()
    count_loops(outcomes)
    unittest.defaultTestLoader.loadTestsFromName(f'test.test_asyncio.{module}').run(outcomes)
    with open(results, 'w') as file:
        json.dump(outcomes.outcomes, file)
    for test, text in outcomes.failures + outcomes.errors:
        print(test, text, sep='\n')


if __name__ == '__main__':
    main(*sys.argv[1:])
