#!/usr/bin/env python3
"""How slow GET /users/me becomes while five times as many people sign in as the machine can hash for."""

import json
import os
import subprocess

from figures import Figure, median, show
from people import access_tokens, sqlite_people, write_accounts, write_lines
from programs import Gatehouse, folder, load, load_command, p99_of

ROUNDS, SECONDS, PEOPLE, READERS, FLOODERS, COST = 3, 6, 256, 16, 256, 12
READS_A_SECOND = 2000
SIGN_INS_A_CORE = 4.7  # at this cost; the flood is five times as many


def measure() -> list[Figure]:
    idle, flood, refused, good = [], [], 0, 0
    rate = 5 * SIGN_INS_A_CORE * os.cpu_count()
    with folder() as path:
        # A trusted proxy's connections are not counted: all of the flood comes from this machine.
        settings = {"password.bcrypt_cost": COST, "server.trusted_proxies": "127.0.0.1/32"}
        people = sqlite_people(path, PEOPLE, settings=settings)
        write_accounts(path / "accounts", people)
        with Gatehouse(path, settings) as server:
            tokens = write_lines(path / "tokens", access_tokens(server, people))
            reads = (server.port, "get:/api/v1/users/me", tokens, SECONDS)
            for _ in range(ROUNDS):
                idle.append(p99_of(load(*reads, connections=READERS, rate=READS_A_SECOND)))
                flooding = subprocess.Popen(
                    load_command(server.port, "sign-in", path / "accounts", SECONDS + 2, FLOODERS, rate),
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                flood.append(p99_of(load(*reads, connections=READERS, rate=READS_A_SECOND)))
                out, complaint = flooding.communicate()
                if flooding.returncode != 0:
                    raise RuntimeError(complaint)
                report = json.loads(out)
                if set(report["statuses"]) - {"200", "503"} or report["broken"]:
                    raise RuntimeError(f"a sign-in was answered otherwise: {report}")
                refused += report["statuses"].get("503", 0)
                good += report["statuses"].get("200", 0)
    share = refused / (refused + good)
    return [Figure("GET /users/me p99 in a sign-in flood", "ms", median(flood),
                   reference_name="p99 idle", reference=median(idle), at_most=2,
                   note=f"{rate:.0f} sign-ins/s offered, {share:.0%} answered 503 with Retry-After")]


if __name__ == "__main__":
    show(measure())
