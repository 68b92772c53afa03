#!/usr/bin/env python3
"""Refresh and GET /users/me on PostgreSQL against pgbench running the same statements on the same tables:
rotation with as many connections as the service writes with, the profile with eight."""

from figures import Figure, median, show
from people import (PostgresRows, QUICK_HASH, access_tokens, multiply, register_model, write_lines,
                    write_sessions)
from programs import CONNECTIONS, Gatehouse, Postgres, folder, load, rate_of
from statements import profile, rotation, with_values

ROUNDS, SECONDS, PEOPLE, WRITERS, READERS = 3, 4, 1024, 8, 8
ROWS_EACH = PEOPLE // WRITERS

# Row :row of the copies below; pgbench has no text functions of its own.
ROW_ID = "('00000000-0000-7000-8000-' || lpad(to_hex(:row::int), 12, '0'))::uuid"

COPIED_SESSIONS = """
TRUNCATE users, refresh_tokens CASCADE;
INSERT INTO users (id, email, password, name, roles, status, version, created_at, updated_at)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(row), 12, '0'))::uuid,
       'person' || row || '@example.org', repeat('x', 66), 'Person ' || row, 'user', 'active', 1,
       1800000000000, 1800000000000
FROM generate_series(0, {people} - 1) AS row;
INSERT INTO refresh_tokens (id, user_id, token, generation, rotated_at, last_seen_at, expires_at,
                            absolute_expires_at, authenticated_at, created_at, ip, user_agent)
SELECT id, id, repeat('s', 22), 0, 0, 0, 4000000000000, 5000000000000, 0, 0, '127.0.0.1', ''
FROM users;
VACUUM ANALYZE users, refresh_tokens;
"""

COPIED_PROFILES = """
TRUNCATE user_profiles;
INSERT INTO user_profiles (id, user_id, name, name_key, bio, preferences, version, created_at, updated_at)
SELECT id, id, 'Person ' || row, 'person ' || row, '', '{{}}', 1, 1800000000000, 1800000000000
FROM (SELECT row, ('00000000-0000-7000-8000-' || lpad(to_hex(row), 12, '0'))::uuid AS id
      FROM generate_series(0, {people} - 1) AS row) AS rows;
VACUUM ANALYZE user_profiles;
"""

# Each client goes round rows of its own and so always knows their generation.
ROTATION_SCRIPT = r"""
\set row :client_id * {rows} + mod(:n, {rows})
\set generation :n / {rows}
\set n :n + 1
{statement};
"""

PROFILE_SCRIPT = r"""
\set row random(0, {people} - 1)
{statement};
"""


def copy_tables(postgres: Postgres, source: str, fill: str) -> str:
    copy = f"{source}_copy"
    postgres.sql("postgres", f"DROP DATABASE IF EXISTS {copy}")
    postgres.sql("postgres", f"CREATE DATABASE {copy} TEMPLATE {source}")
    postgres.sql(copy, fill.format(people=PEOPLE))
    return copy


def database_named(postgres: Postgres, service: str) -> str:
    names = postgres.sql("postgres", "SELECT datname FROM pg_database").split()
    return next(name for name in names if name.endswith("_" + service))


def measure() -> list[Figure]:
    refresh, refresh_peer, me, me_peer = [], [], [], []
    with folder() as path, folder() as postgres_path, Postgres(postgres_path) as postgres:
        settings = {"database.url": f"postgresql://gatehouse@127.0.0.1:{postgres.port}/bench",
                    "database.write_connections": WRITERS, **QUICK_HASH}
        with Gatehouse(path, settings) as server:
            register_model(server)
        names = [database_named(postgres, service) for service in ("auth", "user")]
        auth, user = (copy_tables(postgres, name, fill)
                      for name, fill in zip(names, (COPIED_SESSIONS, COPIED_PROFILES)))
        rows = [PostgresRows(postgres, name) for name in names]
        rotate = path / "rotate.sql"
        rotate.write_text(ROTATION_SCRIPT.format(
            rows=ROWS_EACH,
            statement=with_values(rotation(), [ROW_ID, ":generation", "1900000000000",
                                               "1900000604800"])))
        find = path / "find.sql"
        find.write_text(PROFILE_SCRIPT.format(people=PEOPLE,
                                              statement=with_values(profile(), [ROW_ID])))
        readers = multiply(*rows, PEOPLE)
        # Each round rotates fresh sessions: the cookies of the one before have been used.
        rounds = [write_sessions(path / f"sessions{turn}", path / "keys",
                                 multiply(*rows, PEOPLE, seed=100 + turn)) for turn in range(ROUNDS)]
        # As the copies, and as autovacuum does within a minute: a planner that has never seen the
        # tables takes other plans.
        for name in names:
            postgres.sql(name, "VACUUM ANALYZE")
        with Gatehouse(path, settings) as server:
            tokens = write_lines(path / "tokens", access_tokens(server, readers))
            for sessions in rounds:
                refresh.append(rate_of(load(server.port, "refresh", sessions, SECONDS, CONNECTIONS)))
                postgres.sql(auth, "UPDATE refresh_tokens SET generation = 0")
                postgres.sql(auth, "VACUUM refresh_tokens")
                refresh_peer.append(postgres.pgbench(auth, rotate, WRITERS, SECONDS, {"n": 0}))
                me.append(rate_of(load(server.port, "get:/api/v1/users/me", tokens, SECONDS,
                                       CONNECTIONS)))
                me_peer.append(postgres.pgbench(user, find, READERS, SECONDS))
            check_rotations(postgres, auth)
    return [
        Figure(f"refresh, PostgreSQL, {CONNECTIONS} connections", "requests/s", median(refresh),
               reference_name=f"pgbench, same statement, {WRITERS} clients",
               reference=median(refresh_peer), at_least=0.8),
        Figure(f"GET /users/me, PostgreSQL, {CONNECTIONS} connections", "requests/s", median(me),
               reference_name=f"pgbench, prepared SELECT, {READERS} clients",
               reference=median(me_peer), at_least=0.6),
    ]


def check_rotations(postgres: Postgres, database: str) -> None:
    """pgbench does not look at what a statement returns: see that it did rotate."""
    least = int(postgres.sql(database, "SELECT min(generation) FROM refresh_tokens"))
    if least < 2:
        raise RuntimeError("pgbench's rotations changed nothing")


if __name__ == "__main__":
    show(measure())
