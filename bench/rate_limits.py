#!/usr/bin/env python3
"""What rate limits add to a request of two policies, on one thread, for one client and for a million in turn, and the memory that a million keys take."""

import json
import subprocess

from figures import Figure, median, show
from programs import BUILD

ROUNDS, SECONDS = 3, 2


def measure() -> list[Figure]:
    rounds = []
    for _ in range(ROUNDS):
        done = subprocess.run([BUILD / "gatehouse-rate-limits", str(SECONDS)],
                              capture_output=True, text=True, check=True)
        rounds.append(json.loads(done.stdout))
    return [
        Figure("rate limits, one client", "us/request", median([r["one_client_us"] for r in rounds]), limit=2),
        Figure("rate limits, 1,000,000 clients", "us/request", median([r["many_clients_us"] for r in rounds]), limit=2),
        Figure("rate limits, memory of 1,000,000 keys", "MiB", median([r["keys_mib"] for r in rounds]), limit=64),
    ]


if __name__ == "__main__":
    show(measure())
