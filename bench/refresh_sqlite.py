#!/usr/bin/env python3
"""POST /api/v1/auth/refresh at 64 connections on SQLite with synchronous=FULL, against the same UPDATE in
one transaction for each request, made by a program that does nothing else. Both answer once the commit is
durable."""

import json
import subprocess

from figures import Figure, median, show
from people import sqlite_people, write_sessions
from programs import BUILD, Gatehouse, folder, load
from statements import rotation

ROUNDS, SECONDS, SESSIONS, CONNECTIONS = 3, 5, 1024, 64


def ours(path, people) -> tuple[float, float]:
    lines = write_sessions(path / "sessions", path / "keys", people)
    with Gatehouse(path) as server:
        report = load(server.port, "refresh", lines, SECONDS, CONNECTIONS)
    if set(report["statuses"]) != {"200"} or report["broken"]:
        raise RuntimeError(f"not every refresh was answered 200: {report['statuses']}")
    return report["good"]["count"] / report["seconds"], report["good"]["p99_us"] / 1000


def theirs(path) -> float:
    done = subprocess.run([BUILD / "gatehouse-raw-sqlite", path / "auth.sqlite", str(SECONDS)],
                          input=rotation(), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)["per_second"]


def measure() -> list[Figure]:
    rates, slowest, single = [], [], []
    for _ in range(ROUNDS):
        with folder() as path:
            rate, p99 = ours(path, sqlite_people(path, SESSIONS))
            rates.append(rate)
            slowest.append(p99)
            single.append(theirs(path))
    return [
        Figure(f"refresh, SQLite, {CONNECTIONS} connections", "requests/s", median(rates),
               reference_name="one transaction each", reference=median(single), at_least=5,
               note=f"a transaction alone takes {1e6 / median(single):.0f} us on this disk; the "
                    "slower it flushes, the larger the ratio, up to where the processor, which "
                    "the load client shares, is the limit"),
        Figure(f"refresh, SQLite, {CONNECTIONS} connections, p99", "ms", median(slowest)),
    ]


if __name__ == "__main__":
    show(measure())
