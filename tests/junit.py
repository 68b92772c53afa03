"""Runs unittest modules and writes their results as JUnit XML."""

import os
import pathlib
import sys
import time
import unittest
import xml.etree.ElementTree as tree

ROOT = pathlib.Path(__file__).resolve().parents[1]


class Result(unittest.TextTestResult):
    """Keeps each test's outcome and time; a failed subTest fails its test."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.outcomes = {}
        self.times = {}

    def startTest(self, test):
        super().startTest(test)
        self.outcomes[test.id()] = None
        self.times[test.id()] = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        self.times[test.id()] = time.monotonic() - self.times[test.id()]

    def note(self, test, text):
        self.outcomes[test.id()] = (self.outcomes.get(test.id()) or "") + text

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, self._exc_info_to_string(err, test))

    def addError(self, test, err):
        super().addError(test, err)
        self.note(test, self._exc_info_to_string(err, test))

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.note(test, f"{subtest}\n{self._exc_info_to_string(err, test)}")


def main(folder, suite_name):
    """Runs `test_*.py` of `folder` (those whose names contain a command-line word) and exits with 1 on a failure."""
    folder = pathlib.Path(folder).resolve()
    sys.path.insert(0, str(folder))
    sys.path.insert(0, str(ROOT / "tests/e2e"))
    words = sys.argv[1:]
    names = [
        path.stem for path in sorted(folder.glob("test_*.py"))
        if not words or any(word in path.stem for word in words)
    ]
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    result = unittest.TextTestRunner(resultclass=Result, verbosity=2).run(suite)
    output = ROOT / "build/test-results"
    output.mkdir(parents=True, exist_ok=True)
    failures = sum(1 for text in result.outcomes.values() if text)
    top = tree.Element(
        "testsuite", name=suite_name, tests=str(len(result.outcomes)), failures=str(failures)
    )
    for name, text in result.outcomes.items():
        case = tree.SubElement(
            top, "testcase", classname=suite_name, name=name, time=f"{result.times.get(name, 0):.3f}"
        )
        if text:
            tree.SubElement(case, "failure").text = text
    tree.ElementTree(top).write(output / f"{suite_name}.xml")
    passed = len(result.outcomes) - failures
    print(f"{suite_name}: {passed} passed, {failures} failed", flush=True)
    # A suite that ran nothing has proved nothing.
    os._exit(0 if result.outcomes and not failures and result.wasSuccessful() else 1)
