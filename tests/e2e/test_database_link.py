"""The connection to PostgreSQL: TLS 1.2 or newer with a verified certificate when it is asked for (TL-01)."""

import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from gatehouse import gatehouse
from postgres import Postgres


@unittest.skipUnless(Postgres.installed, "PostgreSQL is not installed")
class DatabaseLink(unittest.TestCase):
    def folder(self):
        path = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-link-"))
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return path

    def certificate(self, folder, name):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}",
                        "-addext", "subjectAltName=IP:127.0.0.1"], cwd=folder, check=True, capture_output=True)

    def migrate(self, host, query):
        url = f"postgresql://gatehouse@{host}:{self.postgres.port}/link?{query}"
        return gatehouse("migrate", "--data-dir", self.data, env={"GATEHOUSE_DATABASE_URL": url})

    def change(self, **settings):
        for name, value in settings.items():
            self.postgres.sql("postgres", f"ALTER SYSTEM SET {name} = '{value}'")
        self.postgres.sql("postgres", "SELECT pg_reload_conf()")
        deadline = time.monotonic() + 10
        while any(self.postgres.sql("postgres", f"SHOW {name}") != value for name, value in settings.items()):
            self.assertLess(time.monotonic(), deadline, settings)
            time.sleep(0.02)

    def test_TL01_no_other_server_no_plain_text_and_no_old_version(self):
        self.postgres = Postgres("fsync=off")
        self.addCleanup(self.postgres.close)
        self.data = self.folder() / "data"
        place = self.postgres.folder / "data"
        self.certificate(place, "server")
        other = self.folder()
        self.certificate(other, "other")
        for file in ("server.key", "server.pem"):
            if self.postgres.identity:
                shutil.chown(place / file, self.postgres.identity["user"], self.postgres.identity["group"])
        (place / "server.key").chmod(0o600)
        trusted = self.folder() / "server.pem"
        shutil.copy(place / "server.pem", trusted)
        verified = f"sslmode=verify-full&sslrootcert={trusted}"

        self.assertEqual(self.migrate("127.0.0.1", verified).returncode, 1, "plain text was good enough")
        self.change(ssl_cert_file="server.pem", ssl="on")
        good = self.migrate("127.0.0.1", verified)
        self.assertEqual(good.returncode, 0, good.stderr)
        for name, (host, query) in {
            "wrong authority": ("127.0.0.1", f"sslmode=verify-full&sslrootcert={other / 'other.pem'}"),
            "wrong name": ("localhost", verified),
        }.items():
            with self.subTest(name):
                refused = self.migrate(host, query)
                self.assertEqual(refused.returncode, 1, refused.stdout)
                self.assertRegex(refused.stderr, "certificate|SSL")
        self.change(ssl_min_protocol_version="TLSv1", ssl_max_protocol_version="TLSv1.1")
        self.assertEqual(self.migrate("127.0.0.1", verified).returncode, 1, "TLS 1.1 was good enough")
        self.change(ssl_max_protocol_version="TLSv1.2")
        self.assertEqual(self.migrate("127.0.0.1", verified).returncode, 0)


if __name__ == "__main__":
    unittest.main()
