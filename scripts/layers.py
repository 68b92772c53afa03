#!/usr/bin/env python3
"""Who may include whom, and what nothing may be called.

The rules are those of ARCHITECTURE.md. component(NAME DEPENDS ...) says what a component uses; this
check compares that with its #include lines and with the table of levels below.
"""

import argparse
import json
import os
import re
import sys
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

# A component may depend on components of lower levels only, never on one of its own level.
LEVELS = [
    ["platform/base", "platform/boost", "platform/embed"],
    ["platform/json", "platform/log", "platform/metrics", "platform/trace", "platform/crypto",
     "platform/limits"],
    ["platform/async", "platform/config", "contracts"],
    ["platform/sql", "platform/http", "platform/cache", "platform/events"],
    ["platform/service"],
    ["platform/testing"],
    ["services/*"],
    ["apps/*", "tests/*", "bench/*"],
]

# The libraries behind a seam: header prefix, and where it may be included.
RESTRICTED = [
    ("boost/beast", ["platform/http/*.cpp", "platform/boost/*.cpp"]),
    ("libpq-fe.h", ["platform/sql/postgres/*"]),
    ("sqlite3.h", ["platform/sql/sqlite/*", "bench/raw_sqlite/*"]),
]

# Names that say nothing about what is inside.
FORBIDDEN_NAMES = {"util", "utils", "common", "helper", "helpers", "misc", "manager", "managers"}

TESTING = "platform/testing"
CODE_FOLDERS = ("apps", "bench", "contracts", "platform", "services", "tests")
CODE_SUFFIXES = {".hpp", ".cpp"}
NOT_OURS = {".git", "build", "node_modules", "dist", "data", "__pycache__", ".cache"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


@dataclass
class Component:
    """What component() declared: the components its code uses, and those only its tests use."""

    name: str
    depends: list[str]
    test_depends: list[str] = field(default_factory=list)

    @property
    def level(self) -> int | None:
        for level, patterns in enumerate(LEVELS):
            if any(fnmatch(self.name, pattern) for pattern in patterns):
                return level
        return None


def is_test(path: str) -> bool:
    return path.endswith(("_test.cpp", "_test.hpp", "_fuzz.cpp")) or path.startswith(TESTING)


def walk(root: Path) -> list[str]:
    """All files and folders of ours below root, as paths relative to it."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS)
        relative = Path(folder).relative_to(root)
        found += [(relative / name).as_posix() for name in folders + sorted(files)]
    return found


class Check:
    """One run over one tree; the violations it finds are lines for people."""

    def __init__(self, root: Path, components: dict[str, Component]):
        self.root = root
        self.components = components
        self.paths = walk(root)
        self.violations: list[str] = []

    def run(self) -> list[str]:
        self.check_names()
        for component in self.components.values():
            self.check_depends(component)
        self.check_loops()
        for path in self.paths:
            if path.startswith(tuple(f + "/" for f in CODE_FOLDERS)):
                if Path(path).suffix in CODE_SUFFIXES:
                    self.check_file(path)
        return self.violations

    def check_names(self) -> None:
        for path in self.paths:
            if Path(path).name.split(".")[0].lower() in FORBIDDEN_NAMES:
                self.violations.append(f"{path}: name the thing, not its kind")

    def check_depends(self, component: Component) -> None:
        if component.level is None:
            self.violations.append(f"{component.name}: has no level (scripts/layers.py)")
            return
        for name in component.depends + component.test_depends:
            used = self.components.get(name)
            if used is None:
                self.violations.append(f"{component.name}: DEPENDS on {name}, which is no component")
            elif name == TESTING:
                if name in component.depends and not component.name.startswith("tests/"):
                    self.violations.append(f"{component.name}: {name} is for TEST_DEPENDS only")
            elif used.level is not None and used.level >= component.level:
                self.violations.append(
                    f"{component.name} (level {component.level}): DEPENDS on {name} "
                    f"(level {used.level}), which is not below it"
                )

    def check_loops(self) -> None:
        finished: set[str] = set()

        def visit(name: str, trail: list[str]) -> None:
            if name in trail:
                loop = trail[trail.index(name) :] + [name]
                self.violations.append("loop: " + " -> ".join(loop))
                return
            if name in finished or name not in self.components:
                return
            for used in self.components[name].depends:
                visit(used, trail + [name])
            finished.add(name)

        for name in sorted(self.components):
            visit(name, [])

    def owner(self, path: str) -> Component | None:
        """The component whose folder holds the path; of nested ones the innermost."""
        parts = path.split("/")
        for length in range(len(parts) - 1, 0, -1):
            component = self.components.get("/".join(parts[:length]))
            if component:
                return component
        return None

    def check_file(self, path: str) -> None:
        owner = self.owner(path)
        text = (self.root / path).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                self.check_include(f"{path}:{number}", path, owner, match.group(1))

    def check_include(self, where: str, path: str, owner: Component | None, header: str) -> None:
        for prefix, places in RESTRICTED:
            if header.startswith(prefix) and not any(fnmatch(path, place) for place in places):
                self.violations.append(f"{where}: {header} is for {' and '.join(places)} only")
        if header.startswith((".", "/")) or "../" in header:
            self.violations.append(f"{where}: {header} is not a path from the top of the tree")
        if not header.startswith(tuple(f + "/" for f in CODE_FOLDERS)):
            if Path(header).suffix == ".hpp" and (self.root / path).parent.joinpath(header).exists():
                self.violations.append(f"{where}: {header} is not a path from the top of the tree")
            return
        used = self.owner(header)
        if owner is None or used is None:
            missing = path if owner is None else header
            violation = f"no component() owns {missing}"
            if violation not in self.violations:
                self.violations.append(violation)
        elif used is not owner:
            self.check_component_include(where, path, owner, used, header)
        elif owner.name.startswith("services/"):
            self.check_feature_include(where, path, owner, header)

    def check_component_include(
        self, where: str, path: str, owner: Component, used: Component, header: str
    ) -> None:
        allowed = set(owner.depends)
        if is_test(path):
            allowed |= {*owner.test_depends, TESTING}
        if used.name not in allowed:
            self.violations.append(f"{where}: {owner.name} does not DEPEND on {used.name}")
        if used.name.startswith("services/") and header != f"{used.name}/service.hpp":
            self.violations.append(f"{where}: of a service only its service.hpp is public")

    def check_feature_include(self, where: str, path: str, owner: Component, header: str) -> None:
        """Inside a service a feature uses itself, the service's stores, and its top-level files."""
        feature, _, inner = path.removeprefix(owner.name + "/").partition("/")
        if not inner:
            return
        used, _, used_inner = header.removeprefix(owner.name + "/").partition("/")
        if not used_inner:
            if used == "service.hpp" and not is_test(path):
                self.violations.append(f"{where}: a feature does not use the service it is part of")
        elif used != feature and not self.holds_store(f"{owner.name}/{used}"):
            self.violations.append(f"{where}: feature {feature} uses feature {used}")

    def holds_store(self, folder: str) -> bool:
        return any((self.root / folder).glob("*_store.hpp"))


def load_components(text: str) -> dict[str, Component]:
    return {
        name: Component(name, entry["depends"], entry.get("test_depends", []))
        for name, entry in json.loads(text).items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--components", type=Path, required=True, help="as written by CMake")
    args = parser.parse_args()
    violations = Check(args.root, load_components(args.components.read_text())).run()
    print("\n".join(violations) if violations else "layers: nothing to complain about")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
