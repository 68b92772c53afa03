"""The audit trail of a running server and `audit verify` (AU)."""

import sqlite3
import time
import unittest

from gatehouse import Browser, Server, fresh_email


class AuditTrail(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.person = Browser(self.server)
        self.email = fresh_email()
        self.assertEqual(self.person.register(self.email).status, 201)

    def verify(self):
        return self.server.command("audit", "verify")

    def tamper(self, statement):
        with sqlite3.connect(self.server.data / "auth.sqlite", timeout=10) as database:
            return database.execute(statement).rowcount

    def wait_for_checkpoint(self):
        deadline = time.monotonic() + 15
        while not (self.server.data / "audit" / "latest.json").exists():
            self.assertLess(time.monotonic(), deadline, "no checkpoint was written")
            time.sleep(0.05)

    def test_AU02_verify_beside_a_running_server(self):
        self.wait_for_checkpoint()
        result = self.verify()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("as they were written", result.stdout)

    def test_AU02_verify_names_a_changed_record(self):
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.tamper("UPDATE audit_events SET reason = 'x' WHERE seq = 1"), 1)
        result = self.verify()
        self.assertEqual(result.returncode, 1)
        self.assertIn("audit record 1 was changed", result.stderr)

    def test_AU02_verify_names_what_was_cut_off(self):
        self.assertEqual(self.server.stop(), 0)
        self.assertGreaterEqual(self.tamper("DELETE FROM audit_events"), 1)
        self.tamper("DELETE FROM audit_head")
        result = self.verify()
        self.assertEqual(result.returncode, 1)
        self.assertIn("audit record 1 is missing", result.stderr)

    def test_AU02_the_chain_goes_on_after_a_kill(self):
        self.wait_for_checkpoint()
        self.server.kill()
        self.server.start()
        person = Browser(self.server)
        self.assertEqual(person.register(fresh_email()).status, 201)
        self.assertEqual(self.server.stop(), 0)
        result = self.verify()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("2 audit records", result.stdout)


if __name__ == "__main__":
    unittest.main()
