#!/usr/bin/env python3
"""The same people among 1,000,000 accounts as among 1,000: sign-in (with the quickest hash
allowed, so that the look-up shows) and GET /users/me, on SQLite."""

import pathlib

from figures import Figure, median, show
from people import QUICK_HASH, access_tokens, sqlite_people, write_accounts, write_lines
from programs import Gatehouse, folder, load, p99_of

FEW, MANY, PEOPLE = 1_000, 1_000_000, 1_000
ROUNDS, SECONDS, READS_A_SECOND, READERS = 3, 3, 2000, 16


class Installation:
    def __init__(self, path: pathlib.Path, count: int):
        people = sqlite_people(path, count, PEOPLE)
        self.server = Gatehouse(path, QUICK_HASH)
        self.tokens = write_lines(path / "tokens", access_tokens(self.server, people))
        self.accounts = write_accounts(path / "accounts", people)
        self.reads: list[float] = []
        self.sign_ins: list[float] = []

    def measure(self) -> None:
        self.reads.append(p99_of(load(self.server.port, "get:/api/v1/users/me", self.tokens, SECONDS,
                                      READERS, READS_A_SECOND)))
        self.sign_ins.append(p99_of(load(self.server.port, "sign-in", self.accounts, SECONDS, 1)))


def measure() -> list[Figure]:
    with folder() as few_path, folder() as many_path:
        few = Installation(few_path, FEW)
        with few.server:
            many = Installation(many_path, MANY)
            with many.server:
                for _ in range(ROUNDS):
                    few.measure()
                    many.measure()
    return [
        Figure(f"sign-in p99, {MANY:,} accounts", "ms", median(many.sign_ins),
               reference_name=f"{FEW:,} accounts", reference=median(few.sign_ins), at_most=1.5,
               note="bcrypt cost 10, one after the other"),
        Figure(f"GET /users/me p99, {MANY:,} accounts", "ms", median(many.reads),
               reference_name=f"{FEW:,} accounts", reference=median(few.reads), at_most=1.5),
    ]


if __name__ == "__main__":
    show(measure())
