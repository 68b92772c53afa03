"""`user import` and `user export` with the real binary: people move in with their passwords."""

import base64
import json
import pathlib
import shutil
import sqlite3
import stat
import subprocess
import tempfile
import threading
import time
import unittest

from gatehouse import BINARY, Browser, Server, fresh_email

BCRYPT = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"  # U*U
ARGON2 = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
FIREBASE = ("$firescrypt$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3ao"
            "Itz+VHjoZilo78198JAdRuid5lQ==")
SIGNER_KEY = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="
PROJECT = {"algorithm": "SCRYPT", "base64_signer_key": SIGNER_KEY, "base64_salt_separator": "Bw==",
           "rounds": 8, "mem_cost": 14}


CLEAN = {"PATH": "/usr/bin:/bin"}


def account(email, **more):
    return {"email": email, "name": "Ada Lovelace", **more}


def lines(accounts):
    return "".join(json.dumps(each) + "\n" for each in accounts)


class Transfer(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-import-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / "data"

    def gatehouse(self, *args, data=None, stdin=""):
        return subprocess.run([BINARY, "user", *args, "--data-dir", data or self.data], input=stdin, text=True,
                              capture_output=True, timeout=60, env=CLEAN)

    def imported(self, accounts, *args, data=None, code=0):
        result = self.gatehouse("import", "-", *args, data=data, stdin=lines(accounts))
        self.assertEqual(result.returncode, code, result.stderr)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def server(self, data=None):
        data = data or self.data
        data.mkdir(mode=0o700, exist_ok=True)
        server = Server(data=data)
        self.addCleanup(server.close)
        return server

    def count(self, statement, file="auth"):
        with sqlite3.connect(self.data / f"{file}.sqlite", timeout=10) as database:
            return database.execute(statement).fetchone()[0]

    def test_people_move_in_with_their_passwords(self):
        (self.folder / "project.json").write_text(json.dumps(PROJECT))
        report = self.imported(
            [account("bcrypt@example.com", password_hash=BCRYPT, email_verified=True),
             account("argon2@example.com", password_hash=ARGON2),
             account("firebase@example.com", password_hash=FIREBASE),
             account("none@example.com")],
            "--firebase-project", self.folder / "project.json")
        self.assertEqual([line["outcome"] for line in report], ["created"] * 4)
        stored = b"".join(path.read_bytes() for path in self.data.glob("auth.sqlite*"))
        self.assertNotIn(SIGNER_KEY[:40].encode(), stored)
        self.assertNotIn(base64.b64decode(SIGNER_KEY), stored)
        server = self.server()
        for email, password in [("bcrypt@example.com", "U*U"), ("argon2@example.com", "password"),
                                ("firebase@example.com", "user1password")]:
            with self.subTest(email):
                person = Browser(server)
                self.assertEqual(Browser(server).login(email, "wrong").status, 401)
                self.assertEqual(person.login(email, password).status, 200)
                self.assertEqual(person.user["email_verified"], email.startswith("bcrypt"))
                me = person.me()
                self.assertEqual((me.status, me.json["name"]), (200, "Ada Lovelace"))
                stored = self.count(f"SELECT password FROM users WHERE email = '{email}'")
                self.assertTrue(stored.startswith("$gh1$"), stored)
                self.assertEqual(Browser(server).login(email, password).status, 200)
        self.assertEqual(Browser(server).login("none@example.com", "!").status, 401)
        self.assertEqual(self.count("SELECT count(*) FROM mails", "notification"), 0, "nobody gets a mail")
        server.stop()
        verified = subprocess.run([BINARY, "audit", "verify", "--data-dir", self.data], env=CLEAN, text=True,
                                  capture_output=True)
        self.assertEqual(verified.returncode, 0, verified.stderr)

    def test_killed_in_the_middle_and_run_again(self):
        total = 40_000
        file = self.folder / "accounts.jsonl"
        file.write_text(lines(account(f"p{number}@example.com") for number in range(total)))
        process = subprocess.Popen([BINARY, "user", "import", file, "--data-dir", self.data], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=CLEAN)
        reported = [json.loads(process.stdout.readline()) for _ in range(5000)]
        process.kill()
        process.stdout.close()
        process.wait()
        before = self.count("SELECT count(*) FROM users")
        self.assertGreaterEqual(before, len(reported), "what was reported is there")
        self.assertLess(before, total, "the kill came too late to prove anything")
        result = self.gatehouse("import", str(file), "--report", str(self.folder / "report.jsonl"))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"{total} lines: {total - before} created, {before} were there, 0 differ, 0 are invalid",
                      result.stderr)
        for statement in ("SELECT count(*) FROM users",
                          "SELECT count(*) FROM audit_events WHERE action = 'user.imported'",
                          "SELECT sum(json_array_length(payload, '$.users')) FROM outbox"):
            self.assertEqual(self.count(statement), total, statement)

    def test_beside_a_server_that_works_on(self):
        server = self.server()
        answers, stop = [], threading.Event()

        def register():
            while not stop.is_set():
                begin = time.monotonic()
                answer = Browser(server).register(fresh_email("meanwhile"))
                answers.append((answer.status, time.monotonic() - begin))

        people = threading.Thread(target=register)
        people.start()
        try:
            report = self.imported([account(f"beside{n}@example.com", password_hash=BCRYPT) for n in range(3000)])
        finally:
            stop.set()
            people.join()
        self.assertEqual({line["outcome"] for line in report}, {"created"})
        self.assertTrue(answers)
        self.assertEqual({status for status, _ in answers}, {201})
        self.assertLess(max(seconds for _, seconds in answers), 5)
        person = Browser(server)
        self.assertEqual(person.login("beside2999@example.com", "U*U").status, 200)
        self.assertEqual(person.me().status, 200)

    def test_export_and_import_move_an_installation(self):
        self.imported([account("moved@example.com", password_hash=BCRYPT, disabled=False,
                               created_at="2020-01-02T03:04:05Z"), account("off@example.com", disabled=True)])
        server = self.server()
        person = Browser(server)
        person.login("moved@example.com", "U*U")
        own = Browser(server)
        own.register("own@example.com")
        server.stop()

        file = self.folder / "export.jsonl"
        result = self.gatehouse("export", "--file", str(file), "--with-password-hashes")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertNotEqual(self.gatehouse("export", "--file", str(file)).returncode, 0, "never overwritten")
        self.assertEqual(len(file.read_text().splitlines()), 3)
        self.assertNotIn("password", self.gatehouse("export").stdout)

        stranger = self.folder / "stranger"
        refused = self.gatehouse("import", str(file), data=stranger)
        self.assertEqual(refused.returncode, 1)
        reasons = [json.loads(line)["reason"] for line in refused.stdout.splitlines()]
        self.assertEqual(sorted(reasons, key=str), [None, "other_keys", "other_keys"])

        home = self.folder / "home"
        home.mkdir(mode=0o700)
        shutil.copytree(self.data / "keys", home / "keys")
        moved = self.gatehouse("import", str(file), data=home)
        self.assertEqual(moved.returncode, 0, moved.stderr)
        server = self.server(home)
        for email, password, before in [("moved@example.com", "U*U", person), ("own@example.com", None, own)]:
            after = Browser(server)
            answer = after.login(email, password) if password else after.login(email)
            self.assertEqual(answer.status, 200, answer)
            self.assertEqual(after.user["id"], before.user["id"])
            self.assertEqual(after.user["created_at"], before.user["created_at"])
        self.assertEqual(Browser(server).login("off@example.com").status, 401)

    def test_exit_codes_and_reports(self):
        good, bad = account("good@example.com"), account("bad@example.com", password_hash="md5")
        tried = self.imported([good, bad, good], "--dry-run", code=1)
        self.assertEqual([line["outcome"] for line in tried], ["created", "invalid", "exists"])
        self.assertEqual((tried[1]["reason"], tried[1]["pointer"]), ("unknown_format", "/password_hash"))
        self.assertEqual(self.count("SELECT count(*) FROM users"), 0)
        self.imported([good, bad], code=1)
        self.imported([good])
        self.imported([account("good@example.com", disabled=True)], code=1)
        self.imported([account("root@example.com", roles=["admin"])], code=1)
        self.imported([account("root@example.com", roles=["admin"])], "--allow-admins")

        report = self.folder / "report.jsonl"
        result = self.gatehouse("import", "-", "--report", str(report), stdin=lines([good]))
        self.assertEqual((result.returncode, result.stdout), (0, ""))
        self.assertEqual(json.loads(report.read_text())["outcome"], "exists")
        self.assertEqual(stat.S_IMODE(report.stat().st_mode), 0o600)
        self.assertEqual(self.gatehouse("import", "-", "--report", str(report), stdin=lines([good])).returncode, 1)
        self.assertEqual(self.gatehouse("import", "/nonexistent.jsonl").returncode, 1)
        self.assertEqual(self.gatehouse("import").returncode, 2)
        (self.folder / "project.json").write_text(json.dumps({**PROJECT, "mem_cost": 40}))
        result = self.gatehouse("import", "-", "--firebase-project", str(self.folder / "project.json"))
        self.assertEqual(result.returncode, 2)
        self.assertNotIn(SIGNER_KEY[:10], result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
