"""Counts of test cases, read from what the test programs leave behind."""

import re
import xml.etree.ElementTree as tree
from dataclasses import dataclass, field
from pathlib import Path

COUNT_LINE = re.compile(r"(\d+) passed, (\d+) failed")
UNITTEST_LINE = re.compile(r"^Ran (\d+) tests? in ", re.MULTILINE)
NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SHOWN_LINES = 60


@dataclass
class Failure:
    name: str
    text: str = ""

    def shown(self) -> str:
        lines = self.text.strip().splitlines()
        if len(lines) > SHOWN_LINES:
            lines = [f"[{len(lines) - SHOWN_LINES} lines more]"] + lines[-SHOWN_LINES:]
        return "\n".join([f"--- {self.name}"] + lines)


@dataclass
class Result:
    """What a step found: each passed case counts one, each failure has a name."""

    passed: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: "Result") -> None:
        self.passed += other.passed
        self.failures += other.failures


def check(name: str, ok: bool, text: str = "") -> Result:
    """A step that is one case."""
    return Result(1) if ok else Result(0, [Failure(name, text)])


def read_junit(suite: str, path: Path) -> Result:
    """The cases of a JUnit or GoogleTest file; skipped and disabled ones count for nothing."""
    result = Result()
    # Colours of a terminal in a message are not XML.
    text = NOT_XML.sub(b"", path.read_bytes())
    for case in tree.fromstring(text).iter("testcase"):
        name = f"{suite}: {case.get('classname', '')}.{case.get('name', '')}"
        problems = case.findall("failure") + case.findall("error")
        if problems:
            texts = [problem.text or problem.get("message", "") for problem in problems]
            result.failures.append(Failure(name, "\n".join(texts)))
        elif case.find("skipped") is None and case.get("status") not in ("notrun", "disabled"):
            result.passed += 1
    return result


def of_program(suite: str, junit: Path, status: int, output: str) -> Result:
    """The cases of a program that wrote `junit`, if it came that far, and ended with `status`."""
    if junit.is_file() and junit.stat().st_size > 0:
        try:
            result = read_junit(suite, junit)
        except tree.ParseError as error:
            return Result(0, [Failure(f"{suite}: {junit.name} is cut off ({error})", output)])
        if status != 0 and not result.failures:
            # All cases passed and it failed still: a sanitizer's finding at exit, for one.
            result.failures.append(Failure(f"{suite}: ended with status {status}", output))
        elif status == 0 and result.failures:
            result.failures.append(Failure(f"{suite}: failed and said it did not"))
        elif result.passed == 0 and not result.failures:
            result.failures.append(Failure(f"{suite}: ran no test", output))
        return result
    return of_output(suite, status, output)


def of_output(suite: str, status: int, output: str) -> Result:
    """As of_program, from the text alone: a line `N passed, N failed`, or unittest's own, or none."""
    passed = 1 if status == 0 else 0
    counted = COUNT_LINE.findall(output)
    if counted:
        passed = int(counted[-1][0])
        failed = int(counted[-1][1])
        if failed > 0 or status != 0:
            failures = [Failure(f"{suite}: {failed} cases failed, status {status}", output)]
            failures += [Failure(f"{suite}: another case, shown above")] * max(0, failed - 1)
            return Result(passed, failures)
    elif status == 0 and UNITTEST_LINE.search(output):
        passed = sum(int(number) for number in UNITTEST_LINE.findall(output))
    if status != 0:
        return Result(0, [Failure(f"{suite}: did not finish, status {status}", output)])
    return Result(passed)


def of_ctest(preset: str, junit: Path, results: Path) -> Result:
    """The cases of a CTest run: of GoogleTest programs from results/<test>.xml, others as text."""
    result = Result()
    for case in tree.parse(junit).getroot().iter("testcase"):
        name = case.get("name", "")
        output = case.findtext("system-out") or ""
        status = 0 if case.get("status") == "run" else 1
        found = of_program(f"{preset} {name}", results / f"{name}.xml", status, output)
        if status != 0 and not (results / f"{name}.xml").is_file():
            reason = case.find("failure")
            why = reason.get("message") if reason is not None else None
            why = why or case.get("status", "")
            found = Result(found.passed, [Failure(f"{preset} {name}: {why}", output)])
        result.add(found)
    return result
