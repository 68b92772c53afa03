"""A PostgreSQL server of the tests' own."""

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import time

from gatehouse import free_port


def programs():
    """The newest installed version's folder of programs."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise AssertionError("PostgreSQL is not installed")
    return found[-1].parent


class Postgres:
    """One server on a free loopback port, in a folder that goes with it."""

    def __init__(self):
        # It refuses root.
        owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-pg-", dir=place))
        os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self.port = free_port()
        (self.folder / "password").write_text("only-for-tests")
        os.chmod(self.folder / "password", 0o644)
        self.process = None
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self):
        bin = programs()
        subprocess.run(
            [bin / "initdb", "-D", self.folder / "data", "-U", "gatehouse", "-A", "scram-sha-256",
             "--pwfile", self.folder / "password", "--no-sync", "-E", "UTF8", "--locale=C"],
            check=True, capture_output=True, cwd="/", **self.user,
        )
        self.process = subprocess.Popen(
            [bin / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", "",
             "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **self.user,
        )
        deadline = time.monotonic() + 30
        while subprocess.run([bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("PostgreSQL did not start")
            time.sleep(0.05)

    def url(self, prefix="gatehouse"):
        """As `database.url` takes it."""
        return f"postgresql://gatehouse:only-for-tests@127.0.0.1:{self.port}/{prefix}"

    def query(self, database, sql):
        """The rows of a query, each a list of texts."""
        done = subprocess.run(
            [programs() / "psql", "-X", "-A", "-t", "-F", "\t", "-c", sql, self.url(database)],
            check=True, capture_output=True, text=True,
        )
        return [line.split("\t") for line in done.stdout.splitlines()]

    def dump(self, database):
        """All rows of all tables, as text."""
        return subprocess.run([programs() / "pg_dump", "--data-only", self.url(database)],
                              check=True, capture_output=True, text=True).stdout

    def close(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
