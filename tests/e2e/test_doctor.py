"""`doctor` on the real binary: what is wrong is named, and nothing is changed (F-15)."""

import json
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

from gatehouse import Browser, Server, free_port, fresh_email, gatehouse
from postgres import Postgres


def report(*args, env=None):
    """The findings by check, and the exit status."""
    result = gatehouse("doctor", "--json", *args, env={"GATEHOUSE_OPERATIONS_LISTEN": f"127.0.0.1:{free_port()}",
                                                      **(env or {})})
    content = json.loads(result.stdout)
    findings = {finding["check"]: finding for finding in content["findings"]}
    assert content["errors"] == sum(f["verdict"] == "error" for f in content["findings"])
    assert result.returncode == (1 if content["errors"] else 0), result
    return findings


class SmtpServer(threading.Thread):
    """Speaks as much SMTP as a probe hears; keeps the commands."""

    def __init__(self, extensions=()):
        super().__init__(daemon=True)
        self.extensions = extensions
        self.commands = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                def say(*lines):
                    stream.write(b"".join(line + b"\r\n" for line in lines))
                    stream.flush()

                say(b"220 test")
                for line in stream:
                    word = line.split()[0].upper().decode() if line.split() else ""
                    self.commands.append(word)
                    if word == "EHLO":
                        say(*[b"250-" + extension for extension in self.extensions], b"250 HELP")
                    elif word == "QUIT":
                        say(b"221 bye")
                        break
                    else:
                        say(b"250 ok")

    def close(self):
        self.listener.close()


class Doctor(unittest.TestCase):
    def folder(self):
        path = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-doctor-"))
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return path

    def assert_finding(self, findings, check, verdict, text=""):
        self.assertEqual(findings[check]["verdict"], verdict, findings[check])
        self.assertIn(text, findings[check]["found"] + findings[check]["advice"])

    def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(self):
        data = self.folder() / "data"
        findings = report("--data-dir", data)
        self.assertNotIn("error", {finding["verdict"] for finding in findings.values()})
        self.assert_finding(findings, "keys", "ok", "first start")
        self.assertFalse(data.exists())

    def test_misuse_and_wrong_settings(self):
        self.assertEqual(gatehouse("doctor", "--nonsense").returncode, 2)
        result = gatehouse("doctor", env={"GATEHOUSE_SERVER_LISTEN": "nowhere", "GATEHOUSE_NO_SUCH": "s3cret"})
        self.assertEqual(result.returncode, 1)
        self.assertEqual(len(result.stdout.splitlines()), 2, result.stdout)
        self.assertIn("server.listen", result.stdout)
        self.assertIn("GATEHOUSE_NO_SUCH", result.stdout)
        self.assertNotIn("s3cret", result.stdout)

    def test_F15_a_running_installation_and_what_goes_wrong_with_it(self):
        server = Server()
        self.addCleanup(server.close)
        self.assertEqual(Browser(server).register(fresh_email()).status, 201)
        running = {"GATEHOUSE_OPERATIONS_LISTEN": f"127.0.0.1:{server.operations_port}"}
        where = ("--data-dir", server.data)
        deadline = time.monotonic() + 10
        while not (server.data / "audit/latest.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        findings = report(*where, env=running)
        self.assertNotIn("error", {finding["verdict"] for finding in findings.values()}, findings)
        self.assert_finding(findings, "server", "ok", "is ready")
        self.assert_finding(findings, "audit trail", "ok", "1 records")
        self.assert_finding(findings, "backup", "warning", "none")
        self.assertEqual(gatehouse("backup", self.folder() / "new", *where).returncode, 0)
        self.assert_finding(report(*where, env=running), "backup", "ok")
        self.assertEqual(server.stop(), 0)
        self.assert_finding(report(*where), "server", "ok", "none answers")

        def copy():
            data = self.folder() / "data"
            shutil.copytree(server.data, data)
            for file in data.glob("*.sqlite"):
                with sqlite3.connect(file) as database:  # what the log still holds would hide what is done to the file
                    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return data

        with self.subTest("keys are lost"):
            data = copy()
            shutil.rmtree(data / "keys")
            self.assert_finding(report("--data-dir", data), "keys", "error", "put the keys")
            self.assertFalse((data / "keys").exists(), "doctor made new ones")
        with self.subTest("keys of another installation"):
            data = copy()
            (data / "keys/pepper-1.key").write_text("ab" * 32 + "\n")
            self.assert_finding(report("--data-dir", data), "database auth", "error", "pepper-1.key")
        with self.subTest("keys open to others"):
            data = copy()
            (data / "keys/root.key").chmod(0o644)
            self.assert_finding(report("--data-dir", data), "keys", "error", "root.key")
        with self.subTest("a damaged database"):
            data = copy()
            with open(data / "user.sqlite", "r+b") as file:
                file.seek(8192)
                file.write(b"\x55" * 4096)
            self.assert_finding(report("--data-dir", data), "database user", "error")
        with self.subTest("no database at all"):
            data = copy()
            (data / "user.sqlite").write_bytes(b"x" * 8192)
            self.assert_finding(report("--data-dir", data), "database user", "error", "cannot be checked")
        with self.subTest("a migration is pending"):
            data = copy()
            with sqlite3.connect(data / "auth.sqlite") as database:
                database.execute("DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)")
            for _ in range(2):  # the first one must not have applied it
                self.assert_finding(report("--data-dir", data), "database auth", "warning", "1 migrations are pending")
        with self.subTest("somebody else's tables"):
            data = copy()
            with sqlite3.connect(data / "user.sqlite") as database:
                database.execute("DROP TABLE schema_migrations")
            self.assert_finding(report("--data-dir", data), "database user", "error", "of its own")
        with self.subTest("the audit trail was cut off"):
            data = copy()
            with sqlite3.connect(data / "auth.sqlite") as database:
                database.execute("DELETE FROM audit_events")
            self.assert_finding(report("--data-dir", data), "audit trail", "error", "record 1")

    def test_mail_is_asked_for_and_none_is_sent(self):
        data = self.folder() / "data"
        server = SmtpServer()
        self.addCleanup(server.close)
        url = {"GATEHOUSE_EMAIL_SMTP_URL": f"smtp://127.0.0.1:{server.port}", "GATEHOUSE_EMAIL_FROM": "a@example.com"}
        secret = {**url, "GATEHOUSE_EMAIL_SMTP_URL": f"smtp://user:s3cret-canary@127.0.0.1:{server.port}"}
        self.assertNotIn("canary", str(report("--data-dir", data, env=secret)))
        self.assert_finding(report("--data-dir", data, env=url), "mail", "error")
        self.assertNotIn("NOOP", server.commands, "spoken to without the TLS that is required")
        plain = {**url, "GATEHOUSE_EMAIL_SMTP_TLS": "off"}
        self.assert_finding(report("--data-dir", data, env=plain), "mail", "warning", "without TLS")
        self.assertIn("NOOP", server.commands)
        self.assertFalse({"MAIL", "RCPT", "DATA"} & set(server.commands))
        server.close()
        gone = {**plain, "GATEHOUSE_EMAIL_SMTP_URL": f"smtp://127.0.0.1:{free_port()}"}
        self.assert_finding(report("--data-dir", data, env=gone), "mail", "error", "connect")

    @unittest.skipUnless(Postgres.installed, "PostgreSQL is not installed")
    def test_F15_a_postgresql_that_loses_what_was_answered(self):
        postgres = Postgres("fsync=off")
        self.addCleanup(postgres.close)
        data, url = self.folder() / "data", {"GATEHOUSE_DATABASE_URL": postgres.url("one")}
        self.assert_finding(report("--data-dir", data, env=url), "database auth", "ok", "first start")
        self.assertNotIn("one_auth", postgres.sql("postgres", "SELECT datname FROM pg_database"))
        self.assertEqual(gatehouse("migrate", "--data-dir", data, env=url).returncode, 0)
        made = gatehouse("user", "create", "--email", "ada@example.com", "--name", "Ada", "--data-dir", data, env=url,
                         input="correct horse battery staple 9\n")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assert_finding(report("--data-dir", data, env=url), "database auth", "error", "fsync")
        away = {"GATEHOUSE_DATABASE_URL": f"postgresql://gatehouse:s3cret-canary@127.0.0.1:{free_port()}/one"}
        findings = report("--data-dir", data, env=away)
        self.assert_finding(findings, "database auth", "error", "cannot be checked")
        self.assertNotIn("canary", str(findings))


if __name__ == "__main__":
    unittest.main()
