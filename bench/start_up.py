#!/usr/bin/env python3
"""How soon the program is ready with existing data, what it takes idle, and how large it is."""

import shutil
import subprocess
import time

from figures import Figure, median, show
from people import sqlite_people
from programs import BINARY, Gatehouse, folder

STARTS = 15


def measure() -> list[Figure]:
    with folder() as path:
        sqlite_people(path, 1000)
        seconds, resident = [], []
        for start in range(STARTS):
            begin = time.monotonic()
            with Gatehouse(path) as server:
                seconds.append(time.monotonic() - begin)
                if start == 0:
                    time.sleep(3)
                    resident.append(server.resident_mib())
        stripped = path / "gatehouse"
        shutil.copy(BINARY, stripped)
        subprocess.run(["strip", "--strip-all", stripped], check=True)
        size = stripped.stat().st_size / 2**20
    return [
        Figure("ready with existing data", "ms", median(seconds) * 1000, limit=50,
               note=f"median of {STARTS} starts, from fork to the first 200 of /readyz"),
        Figure("resident memory, idle", "MiB", resident[0], limit=20),
        Figure("program, stripped", "MiB", size, limit=12),
    ]


if __name__ == "__main__":
    show(measure())
