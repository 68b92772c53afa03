"""Parallel use of one refresh token never forks its session (RT-03)."""

import asyncio
import os
import sqlite3
import unittest

from gatehouse import Browser, Server, fresh_email

ROUNDS = int(os.environ.get("GATEHOUSE_RACE_ROUNDS", "1000"))
PARALLEL = 64


async def exchange(stream, request):
    """One request on a kept connection; gives (status, new refresh token or None)."""
    reader, writer = stream
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length, cookie = 0, None
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
        elif name.lower() == "set-cookie":
            cookie = value.strip().split(";")[0].partition("=")[2]
    await reader.readexactly(length)
    return int(head.split(" ", 2)[1]), cookie


class RefreshRace(unittest.TestCase):
    def test_RT03_sixty_four_parallel_refreshes_never_fork(self):
        server = Server()
        self.addCleanup(server.close)
        browser = Browser(server)
        browser.register(fresh_email())
        asyncio.run(self.rounds(server, browser))
        with sqlite3.connect(server.data / "auth.sqlite") as database:
            (live,) = database.execute(
                "SELECT count(*) FROM refresh_tokens WHERE ended_at IS NULL"
            ).fetchone()
            (generation,) = database.execute("SELECT generation FROM refresh_tokens").fetchone()
        self.assertEqual(live, 1)
        self.assertGreaterEqual(generation, ROUNDS)

    async def rounds(self, server, browser):
        streams = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(PARALLEL)]
        token = browser.refresh_token
        for number in range(ROUNDS):
            request = (
                f"POST /api/v1/auth/refresh HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
                f"Origin: {server.origin}\r\nSec-Fetch-Site: same-origin\r\n"
                f"Content-Type: application/json\r\nContent-Length: 0\r\n"
                f"Cookie: __Host-refresh={token}\r\nX-CSRF-Token: {browser.csrf_token}\r\n\r\n"
            ).encode()
            answers = await asyncio.gather(*(exchange(stream, request) for stream in streams))
            self.assertEqual({status for status, _ in answers}, {200}, f"round {number}")
            successors = {cookie for _, cookie in answers}
            self.assertEqual(len(successors), 1, f"round {number}: the session forked")
            self.assertNotIn(token, successors)
            (token,) = successors
        for _, writer in streams:
            writer.close()
