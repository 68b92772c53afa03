#!/usr/bin/env python3
"""Compares docs/security.md with the tests: each requirement has a test that names its id, and no test names an unknown one."""

import argparse
import re
import sys
from pathlib import Path

ROW = re.compile(r"^\| ([A-Z]{1,2})-(\d\d) \|", re.M)
# IDs as test names write them: PW01, RT03, F01; several may stand in one name.
NAMED = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2})(\d\d)(?![0-9a-z])")
CPP_TEST = re.compile(r"\bTEST(?:_[FP])?\s*\(\s*\w+\s*,\s*(\w+)\s*\)")
PYTHON_TEST = re.compile(r"\bdef (test_\w+)\(")
SCRIPT_TEST = re.compile(r"\b(?:test|it)\(\s*['\"`]([^'\"`]+)")
SOURCES = [("*_test.cpp", CPP_TEST), ("test_*.py", PYTHON_TEST), ("*.test.ts", SCRIPT_TEST),
           ("*.test.tsx", SCRIPT_TEST), ("*.test.mjs", SCRIPT_TEST)]
NOT_OURS = {"build", "node_modules", "dist", ".git"}


def ids_in(text: str) -> set[str]:
    return {f"{letters}-{digits}" for letters, digits in NAMED.findall(text.replace("-", ""))}


def named_by_tests(root: Path) -> dict[str, str]:
    """Each id with one test that names it."""
    found: dict[str, str] = {}
    for pattern, expression in SOURCES:
        for path in sorted(root.rglob(pattern)):
            if NOT_OURS & set(path.relative_to(root).parts):
                continue
            for name in expression.findall(path.read_text(encoding="utf-8")):
                for identity in ids_in(name.removeprefix("test_")):
                    found.setdefault(identity, f"{path.relative_to(root)}: {name}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1])
    root = parser.parse_args().root
    document = (root / "docs/security.md").read_text(encoding="utf-8")
    rows = [f"{letters}-{digits}" for letters, digits in ROW.findall(document)]
    tests = named_by_tests(root)
    problems = [f"docs/security.md: {row} stands there twice" for row in set(rows) if rows.count(row) > 1]
    problems += [f"docs/security.md: no test names {row}" for row in rows if row not in tests]
    problems += [f"{where}: {identity} is not in docs/security.md"
                 for identity, where in sorted(tests.items()) if identity not in rows]
    print("\n".join(problems) or f"{len(rows)} requirements, each named by a test")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
