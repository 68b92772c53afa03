#!/usr/bin/env python3
"""The smallest answer against NGINX's `return 200`: one thread each on the same core, the client on the other."""

import urllib.request

from figures import Figure, median, show
from people import write_lines
from programs import CONNECTIONS, SERVER_CORE, Gatehouse, Nginx, folder, served

ROUNDS, SECONDS = 7, 3


def fields_of(server: Gatehouse) -> dict:
    """What each answer of ours carries beyond the fields that NGINX writes itself."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/livez") as answer:
        own = {"date", "content-length", "content-type", "connection"}
        return {name: value for name, value in answer.getheaders() if name.lower() not in own}


def measure() -> list[Figure]:
    rates, times = {}, {}
    with folder() as path, folder() as nginx_path, \
            Gatehouse(path, {"server.threads": 1}, SERVER_CORE) as server, \
            Nginx(nginx_path, SERVER_CORE, fields_of(server)) as nginx:
        without_tokens = write_lines(path / "lines", CONNECTIONS * [""])
        for _ in range(ROUNDS):
            for name, program, target in (("ours", server, "/livez"), ("plain", nginx, "/"),
                                          ("same", nginx, "/same")):
                before = program.cpu_seconds()
                rate = served(program.port, target, SECONDS, without_tokens)
                times.setdefault(name, []).append(
                    (program.cpu_seconds() - before) / (rate * SECONDS) * 1e6)
                rates.setdefault(name, []).append(rate)
    rate = {name: median(values) for name, values in rates.items()}
    time = {name: median(values) for name, values in times.items()}
    plain, same = "NGINX return 200", "NGINX return 200 with the same header fields"
    return [
        Figure("GET /livez", "requests/s", rate["ours"], reference_name=plain,
               reference=rate["plain"], at_least=0.9),
        Figure("GET /livez", "requests/s", rate["ours"], reference_name=same, reference=rate["same"]),
        Figure("GET /livez, processor time", "us/request", time["ours"], reference_name=plain,
               reference=time["plain"]),
        Figure("GET /livez, processor time", "us/request", time["ours"], reference_name=same,
               reference=time["same"]),
    ]


if __name__ == "__main__":
    show(measure())
