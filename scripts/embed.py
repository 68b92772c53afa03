#!/usr/bin/env python3
"""Writes a C++ array of files: called by embed_files() of cmake/embed_files.cmake."""

import argparse
from pathlib import Path

HEADER = """#pragma once

#include <array>

#include "platform/embed/embedded_file.hpp"

namespace {namespace} {{
extern const std::array<EmbeddedFile, {count}> {constant};
}}
"""

SOURCE = """#include "{include}"

#include <string_view>

namespace {namespace} {{
using namespace std::string_view_literals;
constinit const std::array<EmbeddedFile, {count}> {constant}{{{{
{entries}
}}}};
}}
"""


def literal(data: bytes) -> str:
    """The bytes as C++ string literals, one for each line, in plain ASCII."""
    lines = []
    for line in data.splitlines(keepends=True) or [b""]:
        text = ""
        for byte in line:
            char = chr(byte)
            if char == "\n":
                text += "\\n"
            elif char in '"\\':
                text += "\\" + char
            elif 32 <= byte < 127:
                text += char
            else:
                # Three octal digits always: a digit that follows cannot become part of it.
                text += f"\\{byte:03o}"
        lines.append(f'"{text}"')
    return "\n".join(lines) + "sv"


def main() -> None:
    parser = argparse.ArgumentParser()
    for option in ("list", "folder", "include", "namespace", "output"):
        parser.add_argument("--" + option, required=True)
    args = parser.parse_args()

    names = Path(args.list).read_text().split("\n")
    names = [name for name in names if name]
    entries = [
        "{" + literal(name.encode()) + ",\n" + literal((Path(args.folder) / name).read_bytes()) + "},"
        for name in names
    ]
    words = Path(args.output).name.split("_")
    values = {
        "include": args.include,
        "namespace": args.namespace,
        "count": len(names),
        "constant": "k" + "".join(word.capitalize() for word in words),
        "entries": "\n".join(entries),
    }
    Path(args.output + ".hpp").write_text(HEADER.format(**values))
    Path(args.output + ".cpp").write_text(SOURCE.format(**values))


if __name__ == "__main__":
    main()
