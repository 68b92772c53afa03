#!/usr/bin/env python3
"""The smallest answer against NGINX's `return 200`: one thread each on the same core, wrk on the other."""

from figures import Figure, median, show
from programs import SERVER_CORE, Gatehouse, Nginx, folder, wrk

ROUNDS, SECONDS = 3, 4


def measure() -> list[Figure]:
    ours, theirs, cpu = [], [], {"ours": [], "theirs": []}
    with folder() as path, folder() as nginx_path, \
            Gatehouse(path, {"server.threads": 1}, SERVER_CORE) as server, \
            Nginx(nginx_path, SERVER_CORE) as nginx:
        for _ in range(ROUNDS):
            for program, rates, times in ((server, ours, cpu["ours"]), (nginx, theirs, cpu["theirs"])):
                before = program.cpu_seconds()
                rates.append(wrk(program.port, "/livez", SECONDS))
                times.append((program.cpu_seconds() - before) / (rates[-1] * SECONDS) * 1e6)
    return [
        Figure("GET /livez", "requests/s", median(ours), reference_name="NGINX return 200",
               reference=median(theirs), at_least=0.9),
        Figure("GET /livez, processor time", "us/request", median(cpu["ours"]),
               reference_name="NGINX return 200", reference=median(cpu["theirs"])),
    ]


if __name__ == "__main__":
    show(measure())
