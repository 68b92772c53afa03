"""Whoever deletes their account is gone from every store within a minute (GD-01)."""

import re
import sqlite3
import time
import unittest

from gatehouse import PASSWORD, Browser, Server
from mails import code_of, mails_to, token_of, wait_for_mail
from postgres import Postgres

ADDRESS = "canary.quetzal@example.com"
NEW_ADDRESS = "canary.heron@example.com"
THIRD_ADDRESS = "canary.stork@example.com"
NAMES = ("Quetzalcanary First", "Quetzalcanary Second", "Quetzalcanary Third")
AGENT = "KestrelBrowser/1.0 (Perch OS)"
NAMED = re.compile(r"canary|quetzal", re.I)
# The log of requests has user agents, no store has.
CANARY = re.compile(r"canary|quetzal|kestrel", re.I)


def sqlite_rows(folder):
    """Every value of every row of every table of every database."""
    for path in sorted(folder.glob("*.sqlite*")):
        if path.name.endswith(("-wal", "-shm")):
            continue
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                for row in database.execute(f'SELECT * FROM "{table}"'):
                    yield f"{path.name} {table}: {row}"


class Erasure(unittest.TestCase):
    def live_a_little(self, server, admin):
        """A person who leaves something in every store."""
        person = Browser(server)
        person.call("POST", "/api/v1/auth/login", {"email": ADDRESS, "password": PASSWORD})
        registered = person.call("POST", "/api/v1/auth/register",
                                 {"email": ADDRESS, "password": PASSWORD, "name": NAMES[0]},
                                 {"User-Agent": AGENT, "Accept-Language": "de"})
        self.assertEqual(registered.status, 201, registered)
        person.keep(registered)
        tag = person.me().header("etag")
        changed = person.call("PATCH", "/api/v1/users/me",
                              {"name": NAMES[1], "bio": "I am a canary", "preferences": {"locale": "en"},
                               "avatar_url": "https://canary.example.com/quetzal.png"}, {"If-Match": tag})
        self.assertEqual(changed.status, 200, changed)
        verify = wait_for_mail(server, ADDRESS, "verify_email")
        proven = person.call("POST", "/api/v1/auth/email/verify", {"token": token_of(verify)})
        self.assertEqual(proven.status, 204, proven)
        self.assertEqual(
            person.call("POST", "/api/v1/auth/email/change", {"email": NEW_ADDRESS}).status, 202)
        confirmation = wait_for_mail(server, NEW_ADDRESS, "confirm_new_email")
        confirmed = server.request("POST", "/api/v1/auth/email/change/confirm",
                                   {"email": NEW_ADDRESS, "code": code_of(confirmation)})
        self.assertEqual(confirmed.status, 204, confirmed)
        self.assertEqual(
            person.call("POST", "/api/v1/auth/email/change", {"email": THIRD_ADDRESS}).status, 202)
        wait_for_mail(server, THIRD_ADDRESS, "confirm_new_email")
        elsewhere = Browser(server)
        signed_in = elsewhere.call("POST", "/api/v1/auth/login", {"email": NEW_ADDRESS, "password": PASSWORD},
                                   {"User-Agent": AGENT.replace("Browser", "Phone")})
        self.assertEqual(signed_in.status, 200, signed_in)
        wait_for_mail(server, NEW_ADDRESS, "new_sign_in")
        self.assertEqual(Browser(server).login(NEW_ADDRESS, "wrong canary password").status, 401)
        server.request("POST", "/api/v1/auth/password/forgot", {"email": NEW_ADDRESS})
        wait_for_mail(server, NEW_ADDRESS, "reset_password")
        path = f"/api/v1/auth/admin/users/{person.user['id']}"
        shown = admin.call("GET", path)
        renamed = admin.call("PATCH", path, {"name": NAMES[2]}, {"If-Match": shown.header("etag")})
        self.assertEqual(renamed.status, 200, renamed)
        self.wait_until(lambda: person.me().json["name"] == NAMES[2])
        return person

    def wait_until(self, done, seconds=60):
        deadline = time.monotonic() + seconds
        while not done():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)

    def check(self, server, found):
        """`found` gives what is stored, as texts."""
        made = server.command("user", "create", "--email", "admin@example.com", "--name", "Admin", "--admin",
                              stdin=PASSWORD + "\n", env=server.env)
        self.assertEqual(made.returncode, 0, made.stderr)
        admin = Browser(server)
        self.assertEqual(admin.login("admin@example.com").status, 200)
        bystander = Browser(server)
        self.assertEqual(bystander.register("bystander@example.com", name="Somebody Else").status, 201)
        person = self.live_a_little(server, admin)
        before = [text for text in found() if CANARY.search(text)]
        for table in ("users", "user_profiles", "refresh_tokens", "audit_personal", "one_time_tokens"):
            self.assertTrue(any(re.search(rf"\b{table}\b", text) for text in before), f"nothing in {table}")

        deleted = person.call("DELETE", "/api/v1/auth/account")
        self.assertEqual(deleted.status, 202, deleted)
        # Mails are sealed, so their rows say nothing; each service erases in its own time.
        self.wait_until(lambda: not any(CANARY.search(text) for text in found())
                        and not any(mails_to(server, address)
                                    for address in (ADDRESS, NEW_ADDRESS, THIRD_ADDRESS)))
        self.assertIsNone(NAMED.search(server.logs()))
        for path in server.data.rglob("*"):
            if path.is_file() and ".sqlite" not in path.name:
                self.assertIsNone(NAMED.search(path.read_text(errors="replace")), path)

        self.assertEqual(person.me().status, 401)
        self.assertEqual(Browser(server).login(NEW_ADDRESS).status, 401)
        self.assertEqual(admin.call("GET", f"/api/v1/users/{person.user['id']}").status, 404)
        events = admin.call("GET", f"/api/v1/auth/admin/audit-events?action=user.deleted").json["data"]
        self.assertEqual([event["target"] for event in events], [person.user["id"]])
        # Nobody else lost anything, and the address is free again, for another id.
        self.assertEqual(bystander.me().json["name"], "Somebody Else")
        again = Browser(server)
        self.assertEqual(again.register(ADDRESS).status, 201)
        self.assertNotEqual(again.user["id"], person.user["id"])
        audit = server.command("audit", "verify", env=server.env)
        self.assertEqual(audit.returncode, 0, audit.stdout + audit.stderr)

    def test_GD01_sqlite_keeps_nothing(self):
        server = Server()
        self.addCleanup(server.close)
        self.check(server, lambda: list(sqlite_rows(server.data)))

    def test_GD01_postgresql_keeps_nothing(self):
        postgres = Postgres("fsync=off", "max_connections=200")
        self.addCleanup(postgres.close)
        server = Server(settings={"database.url": postgres.url("gatehouse")})
        self.addCleanup(server.close)

        def found():
            for name in ("auth", "user", "notification"):
                table = ""
                for line in postgres.dump(f"gatehouse_{name}").splitlines():
                    table = line if line.startswith("COPY ") else table
                    yield f"{table.split('(')[0]} {line}"

        self.check(server, lambda: list(found()))


if __name__ == "__main__":
    unittest.main()
