#!/usr/bin/env python3
"""Checks that a program was linked and compiled as hardened as cmake/compiler.cmake asks for."""

import os
import re
import subprocess
import sys
from pathlib import Path

ENDBR64 = b"\xf3\x0f\x1e\xfa"


def readelf(*arguments: str) -> str:
    done = subprocess.run(
        ["readelf", "--wide", *arguments],
        env=os.environ | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def findings(program: str) -> list[str]:
    header = readelf("--file-header", program)
    segments = readelf("--segments", program)
    dynamic = readelf("--dynamic", program)
    symbols = set(re.findall(r" (__\w+)@", readelf("--dyn-syms", program)))
    loads = re.findall(r"^\s+LOAD\s.*?\s((?:[RWE] ?)+)\s*0x", segments, re.MULTILINE)
    stack = re.search(r"^\s+GNU_STACK\s.*?\s([RWE ]+?)\s+0x", segments, re.MULTILINE)

    expected = {
        "position independent": "DYN (Position-Independent Executable" in header,
        "relocations read-only": "GNU_RELRO" in segments,
        "symbols bound at start": re.search(r"\bNOW\b", dynamic) is not None,
        "cannot be loaded by dlopen": "NOOPEN" in dynamic,
        "no code on the stack": stack is not None and "E" not in stack.group(1),
        "nothing both writable and executable": bool(loads)
        and not any("W" in flags and "E" in flags for flags in loads),
        "no relocations in code": "TEXTREL" not in dynamic,
        "no library path of its own": "RPATH" not in dynamic and "RUNPATH" not in dynamic,
        "stack protector": "__stack_chk_fail" in symbols,
        "fortified library calls": any(name.endswith("_chk") for name in symbols),
    }
    if "X86-64" in header:
        # The linker marks the program only if the C library's start files are marked, which Debian's
        # are not: so look for the landing pads themselves.
        expected["landing pads"] = Path(program).read_bytes().count(ENDBR64) > 100
    return [f"{program}: missing: {what}" for what, fulfilled in expected.items() if not fulfilled]


def main() -> int:
    found = [finding for program in sys.argv[1:] for finding in findings(program)]
    print("\n".join(found) if found else "hardening: as asked for")
    return 1 if found or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
