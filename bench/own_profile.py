#!/usr/bin/env python3
"""GET /api/v1/users/me with 1,000 different tokens on SQLite against NGINX's `return 200`: one thread each
on the same core, the client on the other. NGINX gets the same requests."""

from figures import Figure, median, show
from people import access_tokens, sqlite_people, write_lines
from programs import CONNECTIONS, SERVER_CORE, Gatehouse, Nginx, folder, served

ROUNDS, SECONDS, TOKENS = 3, 4, 1000


def measure() -> list[Figure]:
    ours, plain, same, ours_cpu, plain_cpu = [], [], [], [], []
    with folder() as path, folder() as nginx_path:
        people = sqlite_people(path, TOKENS)
        with Gatehouse(path, {"server.threads": 1}, SERVER_CORE) as server, \
                Nginx(nginx_path, SERVER_CORE) as nginx:
            tokens = write_lines(path / "tokens", access_tokens(server, people))
            without_tokens = write_lines(path / "lines", CONNECTIONS * [""])
            for _ in range(ROUNDS):
                before = server.cpu_seconds()
                ours.append(served(server.port, "/api/v1/users/me", SECONDS, tokens))
                ours_cpu.append((server.cpu_seconds() - before) / (ours[-1] * SECONDS) * 1e6)
                before = nginx.cpu_seconds()
                plain.append(served(nginx.port, "/", SECONDS, without_tokens))
                plain_cpu.append((nginx.cpu_seconds() - before) / (plain[-1] * SECONDS) * 1e6)
                same.append(served(nginx.port, "/api/v1/users/me", SECONDS, tokens))
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
