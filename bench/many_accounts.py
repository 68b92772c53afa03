#!/usr/bin/env python3
"""The same people among 1,000,000 accounts as among 1,000: sign-in (with a quick hash, so that the look-up
shows) and GET /users/me, on SQLite."""

import pathlib
import random
import sqlite3
import uuid

from figures import Figure, median, show
from people import QUICK_HASH, register, sign_in, write_accounts, write_tokens
from programs import Gatehouse, folder, load

FEW, MANY, PEOPLE = 1_000, 1_000_000, 1_000
ROUNDS, SECONDS, READS_A_SECOND, READERS, SIGNERS = 3, 3, 2000, 16, 4
FIRST_MS = 1_700_000_000_000


def ordered_uuid(number: int, source: random.Random) -> str:
    """UUID version 7: a millisecond for each, then random bits."""
    bits = (FIRST_MS + number) << 80 | 7 << 76 | source.getrandbits(12) << 64
    return str(uuid.UUID(int=bits | 2 << 62 | source.getrandbits(62)))


def email_of(number: int) -> str:
    return f"someone{number}@example.org"


def multiply(path: pathlib.Path, table: str, change, count: int) -> None:
    """Adds `count` rows made from the only one, `change(row, number)` each."""
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    row = dict(database.execute(f"SELECT * FROM {table}").fetchone())
    columns = ", ".join(row)
    places = ", ".join(f":{column}" for column in row)
    with database:
        database.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})",
                             (change(dict(row), number) for number in range(count)))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def fill(path: pathlib.Path, count: int) -> str:
    """Makes the accounts; gives the password of all of them."""
    with Gatehouse(path, QUICK_HASH) as server:
        model = register(server.port, 1)[0]
    source = random.Random(7)
    ids = [ordered_uuid(number, source) for number in range(count)]
    profile_source = random.Random(8)

    def account(row: dict, number: int) -> dict:
        return {**row, "id": ids[number], "email": email_of(number), "name": f"Someone {number}"}

    def profile(row: dict, number: int) -> dict:
        return {**row, "id": ordered_uuid(number, profile_source), "user_id": ids[number],
                "name": f"Someone {number}", "name_key": f"someone {number}"}

    multiply(path / "auth.sqlite", "users", account, count)
    multiply(path / "user.sqlite", "user_profiles", profile, count)
    return model.password


class Installation:
    def __init__(self, path: pathlib.Path, count: int):
        password = fill(path, count)
        self.path = path
        self.server = Gatehouse(path, QUICK_HASH)
        chosen = random.Random(9).sample(range(count), PEOPLE)
        people = sign_in(self.server.port, [(email_of(number), password) for number in chosen])
        self.tokens = write_tokens(path / "tokens", people)
        self.accounts = write_accounts(path / "accounts", people)
        self.reads: list[float] = []
        self.sign_ins: list[float] = []

    def measure(self) -> None:
        self.reads.append(p99(load(self.server.port, "get:/api/v1/users/me", self.tokens, SECONDS,
                                   READERS, READS_A_SECOND)))
        self.sign_ins.append(p99(load(self.server.port, "sign-in", self.accounts, SECONDS, SIGNERS)))


def p99(report: dict) -> float:
    if set(report["statuses"]) != {"200"}:
        raise RuntimeError(f"not everything was answered 200: {report['statuses']}")
    return report["good"]["p99_us"] / 1000


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
               note="bcrypt cost 4"),
        Figure(f"GET /users/me p99, {MANY:,} accounts", "ms", median(many.reads),
               reference_name=f"{FEW:,} accounts", reference=median(few.reads), at_most=1.5),
    ]


if __name__ == "__main__":
    show(measure())
