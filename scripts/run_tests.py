#!/usr/bin/env python3
"""Builds and runs all tests and checks; called by ./test, which has set up what they need.

The last line says how many cases passed and failed. A check such as the format counts as one case.
Name steps to run only those: ./test format asan
"""

import argparse
import difflib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from results import Failure, Result, check, of_ctest, of_program

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build/test-results"
CODE_FOLDERS = ("apps", "bench", "contracts", "platform", "services", "tests")
JOBS = os.cpu_count() or 2
PYTHON = (sys.executable, "-B")

ENVIRONMENT = os.environ | {
    "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:check_initialization_order=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1:"
    f"suppressions={ROOT}/scripts/tsan_suppressions.txt",
    "ASAN_SYMBOLIZER_PATH": "/usr/bin/llvm-symbolizer-19",
    "TSAN_SYMBOLIZER_PATH": "/usr/bin/llvm-symbolizer-19",
    "PATH": f"{ROOT}/build/tools/node_modules/node/bin:{os.environ['PATH']}",
}


def run(*command: str | Path, **more: str) -> tuple[int, str]:
    """Runs a command from the top of the tree; its exit status and all it wrote."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=ENVIRONMENT | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout


def run_check(name: str, *command: str | Path) -> Result:
    status, output = run(*command)
    return check(name, status == 0, output)


def step_format() -> Result:
    files = [
        path
        for folder in CODE_FOLDERS
        for suffix in ("*.hpp", "*.cpp")
        for path in sorted((ROOT / folder).rglob(suffix))
    ]
    return run_check("format", "clang-format-19", "--dry-run", "-Werror", *files)


def build(preset: str, *targets: str) -> Result:
    status, output = run("scripts/configure", preset)
    if status == 0:
        # As much as can be built: the tests of what cannot be built fail one by one.
        status, output = run("ninja", "-C", f"build/{preset}", "--quiet", "-k", "0", *targets)
    return check(f"build {preset}", status == 0, output)


def ctest(preset: str, *selection: str) -> Result:
    folder = ROOT / "build" / preset
    for old in (folder / "results").glob("*.xml"):
        old.unlink()
    junit = folder / "ctest.xml"
    junit.unlink(missing_ok=True)
    status, output = run(
        *("ctest", "--test-dir", folder, "--parallel", str(JOBS), "--output-junit", junit),
        *("--test-output-size-passed", "100000", "--test-output-size-failed", "1000000"),
        *selection,
    )
    if not junit.is_file():
        return Result(0, [Failure(f"ctest {preset}: status {status}", output)])
    return of_ctest(preset, junit, folder / "results")


def step_asan() -> Result:
    result = build("asan")
    result.add(ctest("asan"))
    return result


def step_tsan() -> Result:
    result = build("tsan", "tsan_tests")
    result.add(ctest("tsan", "--label-regex", "^tsan$"))
    return result


def step_tidy() -> Result:
    result = build("tidy", "generated_headers")
    result.add(run_check("tidy", *PYTHON, "scripts/tidy.py"))
    return result


def step_release() -> Result:
    result = run_check("build release", "scripts/build_release")
    result.add(run_check("hardening", *PYTHON, "scripts/hardening.py", "build/release/gatehouse"))
    return result


def whole_program(suite: str) -> Result:
    """The tests of the whole program in a folder of tests/, which has a program called `run`."""
    junit = RESULTS / f"{suite}.xml"
    junit.unlink(missing_ok=True)
    binary = str(ROOT / "build/release/gatehouse")
    status, output = run(f"tests/{suite}/run", GATEHOUSE_BINARY=binary)
    return of_program(suite, junit, status, output)


def whole_programs() -> dict:
    """A step for each folder of tests/ with a program called `run`."""
    suites = [program.parent.name for program in sorted((ROOT / "tests").glob("*/run"))]
    return {suite: partial(whole_program, suite) for suite in suites}


def check_contract() -> Result:
    """Whether the document that the portal's client is generated from is what the program prints."""
    binary = ROOT / "build/release/gatehouse"
    if not binary.is_file():
        return check("portal contract", False, f"{binary} is missing")
    done = subprocess.run([binary, "openapi"], capture_output=True, text=True, check=False)
    kept = (ROOT / "frontend/openapi.json").read_text()
    names = ("frontend/openapi.json", "gatehouse openapi")
    lines = (kept.splitlines(), done.stdout.splitlines())
    changes = "\n".join(difflib.unified_diff(*lines, *names, lineterm=""))
    advice = "build/release/gatehouse openapi > frontend/openapi.json && npm --prefix frontend run generate"
    return check(
        "portal contract", done.returncode == 0 and kept == done.stdout,
        f"{done.stderr}{changes}\nTo renew it: {advice}",
    )


def step_portal() -> Result:
    """Contract, lint, generated client, types, unit and browser tests of the portal."""
    result = check_contract()
    result.add(run_check("portal check", "npm", "--prefix", "frontend", "run", "check"))
    junit = RESULTS / "portal.xml"
    junit.unlink(missing_ok=True)
    status, output = run(
        *("npm", "--prefix", "frontend", "test", "--"),
        *("--reporter=default", "--reporter=junit", f"--outputFile.junit={junit}"),
    )
    result.add(of_program("portal", junit, status, output))
    junit = RESULTS / "portal-e2e.xml"
    junit.unlink(missing_ok=True)
    if (ROOT / "frontend/e2e/run.mjs").is_file():
        status, output = run("npm", "--prefix", "frontend", "run", "e2e")
        result.add(of_program("portal e2e", junit, status, output))
    return result


# Looking at every file takes clang-tidy longer, in a fresh checkout, than all tests together.
ON_REQUEST = {"tidy"}
# What does not look at the program that `release` builds.
WITHOUT_PROGRAM = {"format", "asan", "tsan", "tidy"}
# Mostly waiting, for the disk, a mail server and a browser: they leave processors to each other.
TOGETHER = {"faults", "mail", "portal"}


def steps() -> dict:
    portal = {"portal": step_portal} if (ROOT / "frontend/package.json").is_file() else {}
    return {
        "format": step_format,
        "asan": step_asan,
        "tsan": step_tsan,
        "tidy": step_tidy,
        "release": step_release,
        **whole_programs(),
        **portal,
    }


def groups(chosen: list[str]) -> list[list[str]]:
    """The steps in order, those of TOGETHER that follow each other in one group."""
    result: list[list[str]] = []
    for name in chosen:
        if result and name in TOGETHER and result[-1][-1] in TOGETHER:
            result[-1].append(name)
        else:
            result.append([name])
    return result


def timed(name: str, step) -> Result:
    """Runs a step and says what it found, how long it took and how its failures look."""
    started = time.monotonic()
    result = step()
    seconds = time.monotonic() - started
    counts = f"{result.passed} passed, {len(result.failures)} failed"
    lines = [f"{name}: {counts} ({seconds:.0f} s)"] + [failure.shown() for failure in result.failures]
    print("\n".join(lines), flush=True)
    return result


def main() -> int:
    known = steps()
    parser = argparse.ArgumentParser(prog="./test", description=__doc__.splitlines()[0])
    parser.add_argument("steps", nargs="*", metavar="step", help=" ".join(known))
    chosen = parser.parse_args().steps or [name for name in known if name not in ON_REQUEST]
    if unknown := set(chosen) - set(known):
        parser.error(f"unknown: {' '.join(sorted(unknown))}; there are: {' '.join(known)}")

    if "release" not in chosen and set(chosen) - WITHOUT_PROGRAM:
        chosen = ["release", *chosen]  # lest the others test an old one
    RESULTS.mkdir(parents=True, exist_ok=True)
    total = Result()
    for together in groups(chosen):
        print(f"{', '.join(together)} ...", flush=True)
        with ThreadPoolExecutor(len(together)) as pool:
            for result in pool.map(lambda name: timed(name, known[name]), together):
                total.add(result)

    if total.failures:
        print("\nFailed:")
        for failure in total.failures:
            print(f"  {failure.name}")
    print(f"{total.passed} passed, {len(total.failures)} failed")
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main())
