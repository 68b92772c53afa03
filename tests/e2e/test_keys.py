"""Signing keys: published, rotated, withdrawn (KY)."""

import json
import stat
import time
import unittest

from gatehouse import Browser, Server, fresh_email


class Keys(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.person = Browser(self.server)
        self.assertEqual(self.person.register(fresh_email()).status, 201)

    def key_set(self):
        return self.server.request("GET", "/.well-known/jwks.json")

    def test_KY01_only_public_members(self):
        answer = self.key_set()
        self.assertEqual(answer.status, 200)
        self.assertIn("max-age=300", answer.header("cache-control"))
        for key in answer.json["keys"]:
            self.assertEqual(set(key), {"kty", "crv", "x", "y", "kid", "alg", "use"})
            self.assertEqual((key["kty"], key["crv"], key["alg"], key["use"]), ("EC", "P-256", "ES256", "sig"))

    def test_key_files_are_private(self):
        files = [path for path in (self.server.data / "keys").rglob("*")]
        self.assertTrue(files)
        for path in files:
            mode = stat.S_IMODE(path.stat().st_mode)
            self.assertEqual(mode, 0o700 if path.is_dir() else 0o600, path)

    def test_KY02_rotation_publishes_the_new_key_and_refuses_nobody(self):
        before = {key["kid"] for key in self.key_set().json["keys"]}
        result = self.server.command("keys", "rotate")
        self.assertEqual(result.returncode, 0, result.stderr)
        deadline = time.monotonic() + 15
        while {key["kid"] for key in self.key_set().json["keys"]} == before:
            self.assertLess(time.monotonic(), deadline, "the new key was not published")
            time.sleep(0.1)
        self.assertEqual(self.person.me().status, 200)
        self.assertEqual(self.person.refresh().status, 200)
        self.assertEqual(self.person.me().status, 200)

    def test_KY03_a_withdrawn_key_is_refused(self):
        import base64

        head = self.person.access_token.split(".")[0]
        kid = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]
        result = self.server.command("keys", "revoke", kid)
        self.assertEqual(result.returncode, 0, result.stderr)
        deadline = time.monotonic() + 60
        while self.person.me().status == 200:
            self.assertLess(time.monotonic(), deadline, "a withdrawn key still counts after 60 s")
            time.sleep(0.2)
        self.assertEqual(self.person.refresh().status, 200, "a new key must sign by now")
        self.assertEqual(self.person.me().status, 200)
        self.assertNotIn(kid, {key["kid"] for key in self.key_set().json["keys"]})

    def test_a_readable_key_stops_the_start(self):
        self.server.stop()
        for path in (self.server.data / "keys").rglob("*"):
            if path.is_file():
                path.chmod(0o644)
        self.server.start(wait=False)
        self.assertNotEqual(self.server.process.wait(5), 0)
        self.assertIn("keys", self.server.logs())
