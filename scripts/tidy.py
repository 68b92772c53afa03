#!/usr/bin/env python3
"""Runs clang-tidy over the code (neither tests nor bench/), except files that passed as they are now.

  scripts/tidy.py [PART...]   only the files with one of these in their names

A file is known by a hash of itself, of all headers of ours it includes, of its compile command and
of .clang-tidy; build/tidy-cache holds the hashes of those that passed.
"""

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/tidy"
CACHE = ROOT / "build/tidy-cache"
TIDY = "clang-tidy-19"
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


@cache
def content(path: Path) -> bytes:
    return path.read_bytes()


@cache
def included(path: Path) -> frozenset[Path]:
    """The files of ours that path includes itself; all are named from the top of the tree."""
    names = [match.decode() for match in INCLUDE.findall(content(path))]
    places = [folder / name for name in names for folder in (ROOT, BUILD / "generated")]
    return frozenset(place for place in places if place.is_file())


def closure(path: Path) -> list[Path]:
    found = {path}
    waiting = [path]
    while waiting:
        new = included(waiting.pop()) - found
        found |= new
        waiting += new
    return sorted(found)


def key(entry: dict, rules: bytes) -> str:
    digest = hashlib.sha256(rules)
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for path in closure(Path(entry["file"])):
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + content(path))
    return digest.hexdigest()


def is_code(path: Path) -> bool:
    """Neither generated, nor a test, nor a program that measures others."""
    outside = path.is_relative_to(ROOT / "build") or path.is_relative_to(ROOT / "bench")
    return not outside and not path.name.endswith(("_test.cpp", "_fuzz.cpp"))


def lint(entry: dict) -> str:
    """What clang-tidy says about a file; nothing when it passed."""
    done = subprocess.run(
        [TIDY, "-p", str(BUILD), "--quiet", entry["file"]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return ""
    return done.stdout or done.stderr or f"{entry['file']}: status {done.returncode}\n"


def main() -> int:
    parts = sys.argv[1:] or [""]
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    rules = version + (ROOT / ".clang-tidy").read_bytes()
    CACHE.mkdir(parents=True, exist_ok=True)

    entries = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        path = Path(entry["file"])
        if is_code(path) and any(part in entry["file"] for part in parts):
            if "-c" in shlex.split(entry["command"]):
                entries[key(entry, rules)] = entry
    todo = {name: entry for name, entry in entries.items() if not (CACHE / name).exists()}

    failed = 0
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for name, output in zip(todo, pool.map(lint, todo.values())):
            if output:
                failed += 1
                print(output.replace(f"{ROOT}/", ""), end="", flush=True)
            else:
                (CACHE / name).touch()
    print(f"tidy: {len(entries)} files, {len(todo)} looked at, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
