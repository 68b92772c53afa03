#!/usr/bin/env python3
"""Tests of results.py: no failure may be lost and no case counted twice."""

import tempfile
import unittest
from pathlib import Path

from results import Result, of_ctest, of_output, of_program

GOOD = '<testsuites><testsuite><testcase name="a" status="run"/></testsuite></testsuites>'
MIXED = """<testsuites><testsuite>
<testcase classname="S" name="good"/>
<testcase classname="S" name="bad"><failure message="one"/><failure message="two"/></testcase>
<testcase classname="S" name="skipped"><skipped/></testcase>
<testcase classname="S" name="off" status="notrun"/>
</testsuite></testsuites>"""


class ResultsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, text: str, name: str = "x.xml") -> Path:
        (self.folder / name).write_text(text)
        return self.folder / name

    def assert_counts(self, result: Result, passed: int, failed: int) -> None:
        self.assertEqual((result.passed, len(result.failures)), (passed, failed), result)

    def test_cases_of_a_file(self):
        result = of_program("s", self.file(MIXED), 1, "")
        self.assert_counts(result, 1, 1)
        self.assertEqual(result.failures[0].name, "s: S.bad")
        self.assertEqual(result.failures[0].text, "one\ntwo")

    def test_colours_in_a_message(self):
        text = '<testsuite><testcase name="a"><failure message="\x1b[2mwaiting\x1b[22m"/></testcase></testsuite>'
        self.assert_counts(of_program("s", self.file(text), 1, ""), 0, 1)

    def test_status_and_cases_that_disagree(self):
        self.assert_counts(of_program("s", self.file(GOOD), 0, ""), 1, 0)
        self.assert_counts(of_program("s", self.file(GOOD), 1, "leak"), 1, 1)
        self.assert_counts(of_program("s", self.file(MIXED), 0, ""), 1, 2)

    def test_a_program_that_did_not_finish(self):
        self.assert_counts(of_program("s", self.folder / "none.xml", 134, "abort"), 0, 1)
        self.assert_counts(of_program("s", self.file(GOOD[:40]), 134, "abort"), 0, 1)
        self.assert_counts(of_program("s", self.file(""), 134, "abort"), 0, 1)

    def test_a_program_that_ran_nothing(self):
        self.assert_counts(of_program("s", self.file("<testsuites/>"), 0, ""), 0, 1)

    def test_counts_in_text(self):
        self.assert_counts(of_output("s", 0, "e2e: 12 passed, 0 failed\n"), 12, 0)
        self.assert_counts(of_output("s", 1, "e2e: 10 passed, 2 failed\n"), 10, 2)
        self.assert_counts(of_output("s", 1, "12 passed, 0 failed\n"), 12, 1)
        self.assert_counts(of_output("s", 0, "Ran 7 tests in 0.1s\n\nOK\n"), 7, 0)
        self.assert_counts(of_output("s", 1, "Ran 7 tests in 0.1s\n\nFAILED\n"), 0, 1)
        self.assert_counts(of_output("s", 0, "fine\n"), 1, 0)
        self.assert_counts(of_output("s", 1, "not fine\n"), 0, 1)

    def test_a_ctest_run(self):
        self.file(MIXED, "mixed.xml")
        junit = self.file(
            """<testsuite>
            <testcase name="mixed" status="fail"><failure message="Failed"/></testcase>
            <testcase name="crashed" status="fail"><failure message="Timeout"/></testcase>
            <testcase name="unbuilt" status="notrun"><skipped message="Unable"/></testcase>
            <testcase name="layers" status="run"><system-out>fine</system-out></testcase>
            </testsuite>""",
            "ctest.out",
        )
        result = of_ctest("asan", junit, self.folder)
        self.assert_counts(result, 2, 3)
        self.assertEqual(result.failures[1].name, "asan crashed: Timeout")


if __name__ == "__main__":
    unittest.main()
