"""Answers and their times do not tell whether an address has an account (EN-01 to EN-04), in short; the
whole measurement is `bench/address_timing.py` without `--quick`."""

import os
import subprocess
import unittest

from gatehouse import BINARY, ROOT


class AddressTiming(unittest.TestCase):
    def test_EN02_EN03_EN04_times_tell_nothing(self):
        done = subprocess.run(
            [ROOT / "bench/address_timing.py", "--quick"], capture_output=True, text=True, timeout=180,
            env={**os.environ, "GATEHOUSE_BUILD": str(BINARY.parent), "PYTHONDONTWRITEBYTECODE": "1"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
