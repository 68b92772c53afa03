#!/usr/bin/env python3
"""Sign-ins a second at bcrypt cost 12 against bcrypt itself on as many threads."""

import json
import os
import subprocess

from figures import Figure, median, show
from people import sqlite_people, write_accounts
from programs import BUILD, Gatehouse, all_good, folder, load

ROUNDS, SECONDS, COST = 2, 12, 12


def raw(threads: int) -> float:
    done = subprocess.run([BUILD / "gatehouse-raw-bcrypt", str(threads), str(SECONDS), str(COST)],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["per_second"]


def measure() -> list[Figure]:
    threads = os.cpu_count()
    ours, theirs = [], []
    with folder() as path:
        settings = {"password.bcrypt_cost": COST}
        accounts = write_accounts(path / "accounts", sqlite_people(path, 64, settings=settings))
        with Gatehouse(path, settings) as server:
            for _ in range(ROUNDS):
                report = load(server.port, "sign-in", accounts, SECONDS, connections=threads * 4)
                ours.append(whole_rate(all_good(report), threads * 4))
                theirs.append(raw(threads))
    return [Figure("sign-in, bcrypt 12", "requests/s", median(ours),
                   reference_name=f"libxcrypt on {threads} threads", reference=median(theirs),
                   at_least=0.95)]


def whole_rate(report: dict, connections: int) -> float:
    """Answers a second. Those under way when the time is over are answered after it: the last
    `connections` answers take as long as the queue is deep."""
    tail = report["good"]["p50_us"] / 1e6
    return report["good"]["count"] / (report["seconds"] + tail)


if __name__ == "__main__":
    show(measure())
