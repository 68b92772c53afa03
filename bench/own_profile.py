#!/usr/bin/env python3
"""GET /api/v1/users/me with 1,000 different tokens on SQLite against NGINX's `return 200`: one thread each
on the same core, wrk on the other. NGINX gets the same requests."""

from figures import Figure, median, show
from people import access_tokens, sqlite_people, write_lines
from programs import SERVER_CORE, Gatehouse, Nginx, folder, wrk

ROUNDS, SECONDS, TOKENS = 3, 4, 1000


def measure() -> list[Figure]:
    ours, plain, same, ours_cpu, plain_cpu = [], [], [], [], []
    with folder() as path, folder() as nginx_path:
        people = sqlite_people(path, TOKENS)
        with Gatehouse(path, {"server.threads": 1}, SERVER_CORE) as server, \
                Nginx(nginx_path, SERVER_CORE) as nginx:
            tokens = write_lines(path / "tokens", access_tokens(server, people))
            for _ in range(ROUNDS):
                before = server.cpu_seconds()
                ours.append(wrk(server.port, "/api/v1/users/me", SECONDS, tokens=tokens))
                ours_cpu.append((server.cpu_seconds() - before) / (ours[-1] * SECONDS) * 1e6)
                before = nginx.cpu_seconds()
                plain.append(wrk(nginx.port, "/", SECONDS))
                plain_cpu.append((nginx.cpu_seconds() - before) / (plain[-1] * SECONDS) * 1e6)
                same.append(wrk(nginx.port, "/api/v1/users/me", SECONDS, tokens=tokens))
    return [
        Figure(f"GET /users/me, SQLite, {TOKENS:,} tokens", "requests/s", median(ours),
               reference_name="NGINX return 200", reference=median(plain), at_least=0.45),
        Figure(f"GET /users/me, SQLite, {TOKENS:,} tokens", "requests/s", median(ours),
               reference_name="NGINX return 200, same requests", reference=median(same)),
        Figure("GET /users/me, SQLite, processor time", "us/request", median(ours_cpu),
               reference_name="NGINX return 200", reference=median(plain_cpu)),
    ]


if __name__ == "__main__":
    show(measure())
