#!/usr/bin/env python3
"""POST /api/v1/auth/refresh at 64 connections on SQLite with synchronous=FULL, against the same requests
with one transaction each (`database.writer_group` is 1), and against the same UPDATE in one transaction
each, made by a program that does nothing else. All answer once the commit is durable."""

import json
import subprocess

from figures import Figure, median, show
from people import sqlite_people, write_sessions
from programs import BUILD, CONNECTIONS, Gatehouse, folder, load, p99_of, rate_of
from statements import rotation

ROUNDS, SECONDS, SESSIONS = 3, 5, 1024


def refreshes(path, settings=None) -> tuple[float, float]:
    """How many a second, and their p99 in milliseconds."""
    lines = write_sessions(path / "sessions", path / "keys", sqlite_people(path, SESSIONS))
    with Gatehouse(path, settings) as server:
        report = load(server.port, "refresh", lines, SECONDS, CONNECTIONS)
    return rate_of(report), p99_of(report)


def updates_alone(path) -> float:
    done = subprocess.run([BUILD / "gatehouse-raw-sqlite", path / "auth.sqlite", str(SECONDS)],
                          input=rotation(), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)["per_second"]


def measure() -> list[Figure]:
    rates, slowest, one_each, alone = [], [], [], []
    for _ in range(ROUNDS):
        with folder() as path:
            rate, p99 = refreshes(path)
            rates.append(rate)
            slowest.append(p99)
            alone.append(updates_alone(path))
        with folder() as path:
            one_each.append(refreshes(path, {"database.writer_group": 1})[0])
    name = f"refresh, SQLite, {CONNECTIONS} connections"
    return [
        Figure(name, "requests/s", median(rates), reference_name="one transaction each",
               reference=median(one_each), at_least=5),
        Figure(name, "requests/s", median(rates),
               reference_name="the UPDATE alone, one transaction each, no HTTP",
               reference=median(alone),
               note=f"such a transaction takes {1e6 / median(alone):.0f} us on this disk; the slower "
                    "it flushes, the larger the ratio, up to where the processor, which the load "
                    "client shares, is the limit"),
        Figure(f"{name}, p99", "ms", median(slowest)),
    ]


if __name__ == "__main__":
    show(measure())
