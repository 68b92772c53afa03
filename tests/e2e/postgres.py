"""A PostgreSQL server of a test's own."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

from gatehouse import free_port

PROGRAMS = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class Postgres:
    """A fresh cluster on a free loopback port; the server refuses root, so it runs as postgres then."""

    installed = bool(PROGRAMS)

    def __init__(self, *settings):
        self.bin = PROGRAMS[-1].parent
        self.port = free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-postgres-"))
        self.identity = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        data = self.folder / "data"
        subprocess.run([self.bin / "initdb", "--no-sync", "--auth=trust", "--username=gatehouse", "--encoding=UTF8",
                        "--locale=C.UTF-8", f"--pgdata={data}"],
                       check=True, stdout=subprocess.DEVNULL, cwd="/", **self.identity)
        options = [part for setting in settings for part in ("-c", setting)]
        self.process = subprocess.Popen(
            [self.bin / "postgres", "-D", data, "-p", str(self.port), "-k", self.folder,
             "-c", "listen_addresses=127.0.0.1", *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/", **self.identity)
        deadline = time.monotonic() + 30
        while subprocess.run([self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.close()
                raise AssertionError("PostgreSQL did not start")
            time.sleep(0.02)

    def url(self, prefix):
        return f"postgresql://gatehouse@127.0.0.1:{self.port}/{prefix}"

    def sql(self, database, statement):
        """Runs one statement; gives its rows as text."""
        return subprocess.run(
            [self.bin / "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U",
             "gatehouse", "-d", database, "-c", statement], check=True, capture_output=True, text=True).stdout.strip()

    def dump(self, database):
        """All rows of all tables, as text."""
        return subprocess.run(
            [self.bin / "pg_dump", "--data-only", "-h", "127.0.0.1", "-p", str(self.port), "-U", "gatehouse", database],
            check=True, capture_output=True, text=True).stdout

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
