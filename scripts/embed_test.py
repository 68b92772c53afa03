#!/usr/bin/env python3
"""Tests of embed.py: what it writes is read back as C++ would, whose escapes are Python's here."""

import ast
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from embed import literal


def read_back(text: str) -> bytes:
    assert text.endswith("sv")
    lines = text.removesuffix("sv").split("\n")
    return b"".join(ast.literal_eval("b" + line) for line in lines)


class EmbedTest(unittest.TestCase):
    def test_every_byte(self):
        for data in (b"", b"\n", bytes(range(256)) * 2, b'1"2\\3?\0' + b"9", "größe\r\n".encode()):
            with self.subTest(data):
                self.assertEqual(read_back(literal(data)), data)
                self.assertTrue(literal(data).isascii())

    def test_files(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "a.sql").write_text("SELECT 1;\n")
            (folder / "x.list").write_text("a.sql\n")
            subprocess.run(
                [sys.executable, Path(__file__).with_name("embed.py")]
                + ["--list", folder / "x.list", "--folder", folder, "--include", "p/sign_up.hpp"]
                + ["--namespace", "gatehouse::auth", "--output", folder / "sign_up"],
                check=True,
            )
            header = (folder / "sign_up.hpp").read_text()
            self.assertIn("extern const std::array<EmbeddedFile, 1> kSignUp;", header)
            source = (folder / "sign_up.cpp").read_text()
            self.assertIn('{"a.sql"sv,\n"SELECT 1;\\n"sv},', source)


if __name__ == "__main__":
    unittest.main()
