#!/usr/bin/env python3
"""Whether the time of an answer tells if an address has an account: sign-in (unknown address against wrong
password), register with required verification and forgotten password (new address against taken), wrong codes
(unknown address against one that a code was sent to). Requests come in pairs, one of each kind in random
order, on one connection. The figure is the area under the ROC curve of telling the two kinds apart by their
times: 50 % means that they tell nothing."""

import argparse
import http.client
import json
import pathlib
import random
import secrets
import sys
import time
import uuid
from dataclasses import dataclass

from figures import Figure, median, show
from people import PASSWORD, Person, SqliteRows, sqlite_people
from programs import Gatehouse, folder

PEOPLE = 500
FRESH_PASSWORD = "seven lanterns over the harbour"


@dataclass(frozen=True)
class Extent:
    pairs: int
    cost: int  # of bcrypt
    tolerance: float  # how far from 50 % the area may be: about three standard deviations
    judge_medians: bool


FULL = Extent(1500, 12, 3.5, True)
# For ./test, on a machine that does other things as well: finds what is plainly different.
QUICK = Extent(60, 10, 16, False)


class Probe:
    """A client that times one kind of request for known and for unknown addresses."""

    def __init__(self, port: int, path: str, status: int, body: dict):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.path, self.status, self.body = path, status, body
        self.answers: dict[bool, set] = {True: set(), False: set()}

    def time(self, email: str, known: bool) -> float:
        """Milliseconds from sending to the end of the answer."""
        text = json.dumps({"email": email, **self.body})
        begin = time.perf_counter_ns()
        self.connection.request("POST", self.path, text, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        content = answer.read()
        took = (time.perf_counter_ns() - begin) / 1e6
        if answer.status != self.status:
            raise RuntimeError(f"{self.path} was answered {answer.status}: {content!r}")
        shape = json.loads(content)
        shape.pop("instance", None)  # the request's id
        fields = sorted(name.lower() for name, _ in answer.getheaders())
        self.answers[known].add(json.dumps([shape, fields], sort_keys=True))
        return took


def area_under_curve(known: list[float], unknown: list[float]) -> float:
    """How probably a time of `known` is longer than one of `unknown` (Mann and Whitney)."""
    ranked = sorted([(value, 1) for value in known] + [(value, 0) for value in unknown])
    wins, smaller, at = 0.0, 0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        ties = [kind for _, kind in ranked[at:end]]
        wins += sum(ties) * (smaller + (len(ties) - sum(ties)) / 2)
        smaller += len(ties) - sum(ties)
        at = end
    return wins / (len(known) * len(unknown))


def compare(name: str, probe: Probe, addresses: list[str], extent: Extent,
            source: random.Random) -> list[Figure]:
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(extent.pairs):
        pair = [(source.choice(addresses), True),
                (f"nobody{number}.{source.randrange(10)}@example.org", False)]
        source.shuffle(pair)
        for email, known in pair:
            times[known].append(probe.time(email, known))
    if probe.answers[True] != probe.answers[False]:
        raise RuntimeError(f"{name}: the answers differ: {probe.answers}")
    area = area_under_curve(times[True], times[False])
    known, unknown = median(times[True]), median(times[False])
    return [
        Figure(f"{name}: AUC's distance from 50 %", "%", 100 * abs(area - 0.5), limit=extent.tolerance,
               note=f"{extent.pairs} pairs, bcrypt {extent.cost}"),
        Figure(f"{name}: distance of the medians", "ms", abs(known - unknown),
               limit=max(1.0, 0.01 * known) if extent.judge_medians else None,
               note=f"known {known:.2f} ms, unknown {unknown:.2f} ms"),
    ]


def give_codes(path: pathlib.Path, people: list[Person]) -> None:
    """A mailed reset and a mailed verification for each of them."""
    auth = SqliteRows(path / "auth.sqlite")
    model = auth.first("one_time_tokens")
    auth.insert("one_time_tokens", list(model), (
        {**model, "id": str(uuid.uuid4()), "user_id": person.user_id, "email": person.email,
         "purpose": purpose, "token_hash": secrets.token_hex(32)}
        for purpose in ("reset_password", "verify_email") for person in people))


KINDS = {
    "sign-in": ("login", 401, {"password": PASSWORD + "x"}),
    "register": ("register", 202, {"password": FRESH_PASSWORD, "name": "Someone New"}),
    "forgotten password": ("password/forgot", 202, {}),
    "wrong reset code": ("password/reset", 410, {"code": "00000000", "password": FRESH_PASSWORD}),
    "wrong verification code": ("email/verify", 410, {"code": "00000000"}),
}


def measure(extent: Extent = FULL, kinds: list[str] | None = None) -> list[Figure]:
    source = random.Random(1)
    figures = []
    with folder() as path:
        settings = {"password.bcrypt_cost": extent.cost, "sign_up.verification": "deferred"}
        people = sqlite_people(path, PEOPLE, settings=settings)
        addresses = [person.email for person in people]
        give_codes(path, people)
        with Gatehouse(path, {**settings, "sign_up.verification": "required"}) as server:
            for name in kinds or KINDS:
                route, status, body = KINDS[name]
                probe = Probe(server.port, f"/api/v1/auth/{route}", status, body)
                figures += compare(name, probe, addresses, extent, source)
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0] + ".")
    parser.add_argument("--quick", action="store_true",
                        help=f"{QUICK.pairs} pairs at bcrypt {QUICK.cost}, not {FULL.pairs} at {FULL.cost}")
    parser.add_argument("--only", action="append", choices=list(KINDS), help="may be repeated")
    given = parser.parse_args()
    figures = measure(QUICK if given.quick else FULL, given.only)
    show(figures)
    return 0 if all(figure.reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
