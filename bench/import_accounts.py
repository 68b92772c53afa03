#!/usr/bin/env python3
"""`gatehouse user import` of 100,000 accounts with bcrypt hashes into an empty installation, with their
audit events and what tells other services of them, on SQLite and on PostgreSQL; then the same file again,
of which every account is there, and an export of all. What PostgreSQL alone
inserts of the same rows is measured beside it."""

import json
import pathlib
import subprocess
import time

from figures import Figure, median, show
from programs import BINARY, Postgres, environment, folder

ACCOUNTS, ROUNDS = 100_000, 1
WANTED = 10_000
HASH = "$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"


def write_file(path: pathlib.Path) -> None:
    with open(path, "w") as file:
        for number in range(ACCOUNTS):
            file.write(json.dumps({
                "email": f"person{number}@example.com", "name": f"Person Number {number}",
                "password_hash": HASH, "email_verified": True,
                "created_at": "2020-01-02T03:04:05Z"}) + "\n")


def seconds(data: pathlib.Path, settings: dict, *command) -> float:
    begin = time.monotonic()
    done = subprocess.run([BINARY, "user", *command], env=environment({"data.dir": data, **settings}),
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0 or not (f" {ACCOUNTS} " in done.stderr):
        raise RuntimeError(done.stderr)
    return time.monotonic() - begin


def rates(file: pathlib.Path, settings_of) -> list[float]:
    """Accounts a second: created, found again, exported; the median of some fresh installations."""
    rounds = []
    for turn in range(ROUNDS):
        with folder() as data:
            settings = settings_of(turn)
            rounds.append([ACCOUNTS / seconds(data, settings, *command) for command in (
                ("import", file), ("import", file), ("export", "--with-password-hashes"))])
    return [median(list(each)) for each in zip(*rounds)]


TABLES = ("users", "audit_events", "audit_personal", "outbox")


def server_alone(postgres: Postgres, database: str) -> float:
    """Accounts a second that the server itself inserts."""
    postgres.sql(database, "".join(
        f"CREATE TABLE copy_of_{table} AS SELECT * FROM {table};" for table in TABLES)
        + f"TRUNCATE {', '.join(TABLES)} CASCADE; CHECKPOINT;")
    begin = time.monotonic()
    postgres.sql(database, "BEGIN;" + "".join(
        f"INSERT INTO {table} SELECT * FROM copy_of_{table};" for table in TABLES) + "COMMIT;")
    took = time.monotonic() - begin
    if int(postgres.sql(database, "SELECT count(*) FROM users")) != ACCOUNTS:
        raise RuntimeError("the server did not insert what was imported")
    return ACCOUNTS / took


def others(database: str, again: float, exported: float) -> list[Figure]:
    return [Figure(f"the same file again, {database}", "accounts/s", again),
            Figure(f"export with hashes, {database}", "accounts/s", exported)]


def measure() -> list[Figure]:
    what = f"{ACCOUNTS:,} accounts"
    with folder() as path, folder() as postgres_path:
        file = path / "accounts.jsonl"
        write_file(file)
        created, *rest = rates(file, lambda _: {})
        found = [Figure(f"import, SQLite, {what}", "accounts/s", created, reference_name="wanted",
                        reference=WANTED, at_least=1, note="start of the program included"),
                 *others("SQLite", *rest)]
        with Postgres(postgres_path) as postgres:
            url = f"postgresql://gatehouse@127.0.0.1:{postgres.port}"
            created, *rest = rates(file, lambda turn: {"database.url": f"{url}/import{turn}"})
            alone = median([server_alone(postgres, f"import{turn}_auth") for turn in range(ROUNDS)])
            found += [Figure(f"import, PostgreSQL, {what}", "accounts/s", created,
                             reference_name="wanted", reference=WANTED, at_least=1),
                      Figure("the same rows, PostgreSQL alone", "accounts/s", alone,
                             note="copied from table to table in one transaction"),
                      *others("PostgreSQL", *rest)]
    return found


if __name__ == "__main__":
    show(measure())
