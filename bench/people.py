"""Accounts and sessions for a benchmark. One person registers as people do; the others are copies of that
person's rows, with cookies made with the keys of the installation: each registration would cost a password
hash, which has a benchmark of its own."""

import base64
import concurrent.futures
import csv
import hashlib
import hmac
import http.client
import io
import json
import pathlib
import random
import sqlite3
import uuid
from dataclasses import dataclass

from programs import Gatehouse, Postgres

QUICK_HASH = {"password.bcrypt_cost": "10"}
PASSWORD = "quiet river stones under a bridge"
FIRST_MS = 1_700_000_000_000


@dataclass
class Person:
    user_id: str
    email: str
    session_id: str
    salt: str


class SqliteRows:
    """The tables of a stopped server."""

    def __init__(self, file: pathlib.Path):
        self.database = sqlite3.connect(file)
        self.database.row_factory = sqlite3.Row

    def first(self, table: str) -> dict:
        return dict(self.database.execute(f"SELECT * FROM {table} LIMIT 1").fetchone())

    def insert(self, table: str, columns: list[str], rows) -> None:
        places = ", ".join(f":{column}" for column in columns)
        with self.database:
            self.database.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class PostgresRows:
    def __init__(self, postgres: Postgres, database: str):
        self.postgres, self.database = postgres, database

    def first(self, table: str) -> dict:
        return json.loads(self.postgres.sql(
            self.database, f"SELECT row_to_json(one) FROM (SELECT * FROM {table} LIMIT 1) AS one"))

    def insert(self, table: str, columns: list[str], rows) -> None:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for row in rows:
            writer.writerow([r"\N" if row[column] is None else row[column] for column in columns])
        self.postgres.sql(self.database,
                          f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv, NULL '\\N');\n"
                          f"{text.getvalue()}\\.\n")
        self.postgres.sql(self.database, f"VACUUM ANALYZE {table}")


def register_model(server: Gatehouse) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    body = {"email": "model@example.org", "password": PASSWORD, "name": "A Model"}
    answer, content = post(connection, "/api/v1/auth/register", json.dumps(body))
    # The profile is made by an event: reading it waits for that.
    bearer = {"Authorization": f"Bearer {content['access_token']}"}
    connection.request("GET", "/api/v1/users/me", headers=bearer)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"the profile was answered {answer.status}")


def post(connection: http.client.HTTPConnection, path: str, body: str = "", headers: dict | None = None):
    connection.request("POST", path, body, {"Content-Type": "application/json", **(headers or {})})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status not in (200, 201):
        raise RuntimeError(f"{path} was answered {answer.status}: {content!r}")
    return answer, json.loads(content)


def ordered_uuid(number: int, source: random.Random) -> str:
    """UUID version 7: a millisecond for each, then random bits."""
    bits = (FIRST_MS + number) << 80 | 7 << 76 | source.getrandbits(12) << 64
    return str(uuid.UUID(int=bits | 2 << 62 | source.getrandbits(62)))


def multiply(auth, user, count: int, sessions: int | None = None, seed: int = 7) -> list[Person]:
    """Adds `count` accounts with profiles, and sessions for so many of them, evenly spread; gives those
    who have one."""
    source = random.Random(seed)
    model, profile = auth.first("users"), user.first("user_profiles")
    session = auth.first("refresh_tokens")
    ids = [ordered_uuid(number, source) for number in range(count)]
    auth.insert("users", list(model),
                ({**model, "id": ids[n], "email": f"someone{n}.{seed}@example.org",
                  "name": f"Someone {n}"} for n in range(count)))
    user.insert("user_profiles", list(profile),
                ({**profile, "id": ordered_uuid(n, source), "user_id": ids[n], "name": f"Someone {n}",
                  "name_key": f"someone {n}"} for n in range(count)))
    chosen = sorted(source.sample(range(count), sessions or count))
    people = [Person(ids[n], f"someone{n}.{seed}@example.org", ordered_uuid(n, source),
                     encode(source.randbytes(16))) for n in chosen]
    auth.insert("refresh_tokens", list(session),
                ({**session, "id": p.session_id, "user_id": p.user_id, "token": p.salt,
                  "generation": 0} for p in people))
    return people


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Cookies:
    """Makes what the service would have sent, as services/auth-service/tokens does."""

    def __init__(self, keys: pathlib.Path):
        root = bytes.fromhex((keys / "root.key").read_text().strip())
        pseudo_random = hmac.digest(bytes(32), root, "sha256")
        self.keys = {purpose: hmac.digest(pseudo_random, purpose.encode() + b"\x01", "sha256")
                     for purpose in ("refresh-inner", "refresh-outer", "csrf")}

    def code(self, purpose: str, message: bytes) -> bytes:
        return hmac.new(self.keys[purpose], message, hashlib.sha256).digest()

    def refresh(self, person: Person) -> str:
        head = uuid.UUID(person.session_id).bytes + bytes(4)
        token = head + self.code("refresh-inner", person.salt.encode() + head)[:16]
        return encode(token + self.code("refresh-outer", token)[:16])

    def csrf(self, person: Person) -> str:
        return encode(self.code("csrf", uuid.UUID(person.session_id).bytes))


def access_tokens(server: Gatehouse, people: list[Person]) -> list[str]:
    """Refreshes each session once."""
    cookies = Cookies(server.data / "keys")

    def some(part: list[Person]) -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        headers = {"Origin": f"http://127.0.0.1:{server.port}", "Sec-Fetch-Site": "same-origin"}
        tokens = []
        for person in part:
            _, content = post(connection, "/api/v1/auth/refresh", headers={
                **headers, "Cookie": f"__Host-refresh={cookies.refresh(person)}",
                "X-CSRF-Token": cookies.csrf(person)})
            tokens.append(content["access_token"])
        return tokens

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return sum(pool.map(some, [people[start::8] for start in range(8)]), [])


def write_lines(path: pathlib.Path, lines: list[str]) -> pathlib.Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def write_sessions(path: pathlib.Path, keys: pathlib.Path, people: list[Person]) -> pathlib.Path:
    cookies = Cookies(keys)
    return write_lines(path, [f"{cookies.refresh(p)}\t{cookies.csrf(p)}" for p in people])


def write_accounts(path: pathlib.Path, people: list[Person]) -> pathlib.Path:
    return write_lines(path, [f"{person.email}\t{PASSWORD}" for person in people])


def sqlite_people(path: pathlib.Path, count: int, sessions: int | None = None,
                  settings: dict | None = None) -> list[Person]:
    """A data directory with so many accounts; its server has stopped."""
    with Gatehouse(path, settings or QUICK_HASH) as server:
        register_model(server)
    return multiply(SqliteRows(path / "auth.sqlite"), SqliteRows(path / "user.sqlite"), count, sessions)
