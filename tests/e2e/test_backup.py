"""`backup` beside a running server, `restore` elsewhere, and what comes of a damaged backup (F-22, RT-06)."""

import json
import os
import pathlib
import resource
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
import unittest

from gatehouse import BINARY, Browser, Server, environment, fresh_email, gatehouse
from postgres import Postgres


class Folder(unittest.TestCase):
    def folder(self):
        path = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-backup-"))
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return path

    def server(self, data=None, **kwargs):
        server = Server(data, **kwargs)
        self.addCleanup(server.close)
        return server

    def ok(self, result):
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def refused(self, result, text):
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn(text, result.stderr)


class Load(threading.Thread):
    """Registers people and refreshes their sessions until told to stop; keeps what was acknowledged."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server = server
        self.people = []
        self.refreshes = 0
        self.wrong = []
        self.stopping = False

    def wait_for(self, refreshes):
        deadline = time.monotonic() + 30
        while self.refreshes < refreshes:
            if self.wrong or time.monotonic() > deadline:
                raise AssertionError(f"{self.refreshes} refreshes, {self.wrong}")
            time.sleep(0.005)

    def run(self):
        while not self.stopping:
            person = Browser(self.server)
            answer = person.register(fresh_email("load"))
            if answer.status != 201:
                self.wrong.append(answer)
                return
            self.people.append(person)
            for _ in range(3):
                answer = person.refresh()
                if answer.status != 200:
                    self.wrong.append(answer)
                    return
                self.refreshes += 1


class UnderLoad(Folder):
    def test_F22_RT06_backup_under_load_and_restore_elsewhere(self):
        server = self.server()
        place = self.folder()
        load = Load(server)
        load.start()
        load.wait_for(6)
        before = list(load.people)
        self.ok(server.command("backup", place / "first"))
        during = load.refreshes
        load.wait_for(during + 3)
        load.stopping = True
        load.join()
        self.assertFalse(load.wrong, "the backup disturbed the server")
        after = Browser(server)
        after.register(fresh_email("after"))
        self.assertEqual(server.stop(), 0)
        before_restore = json.loads((server.data / "audit/latest.json").read_text())["seq"]

        self.check_private(place / "first")
        for line in subprocess.run(["sha256sum", "--check", "manifest.sha256"], cwd=place / "first",
                                   capture_output=True, text=True, check=True).stdout.splitlines():
            self.assertIn("OK", line)

        # Elsewhere, but where the newer checkpoints still are.
        data = self.folder() / "data"
        data.mkdir(mode=0o700)
        shutil.copytree(server.data / "audit", data / "audit")
        result = self.ok(gatehouse("restore", place / "first", "--data-dir", data))
        self.assertIn("everybody signs in again", result.stdout)
        self.assertEqual(len(list(data.glob("audit.before-restore-*/latest.json"))), 1)

        restored = self.server(data)
        for person in before:
            old = Browser(restored)
            old.refresh_token, old.access_token, old.csrf_token = person.refresh_token, person.access_token, person.csrf_token
            self.assertEqual(old.me().status, 401, "an access token of before the restore works")
            self.assertEqual(old.refresh().status, 401, "a refresh token of before the restore works")
            again = Browser(restored)
            self.assertEqual(again.login(person.user["email"]).status, 200, "an acknowledged account is gone")
            self.assertEqual(again.me().json["name"], "Ada Lovelace")
            self.assertEqual(again.refresh().status, 200)
        stranger = Browser(restored)
        stranger.refresh_token, stranger.access_token, stranger.csrf_token = (
            after.refresh_token, after.access_token, after.csrf_token)
        self.assertEqual(stranger.me().status, 401, "a token of after the backup works")
        self.assertEqual(stranger.refresh().status, 401)
        self.assertEqual(stranger.login(after.user["email"]).status, 401)

        verified = self.ok(restored.command("audit", "verify"))
        self.assertIn("as they were written", verified.stdout)
        self.assertIn("restored at", verified.stdout)
        self.assertIn(f"the trail had gone on to {before_restore}", verified.stdout)
        self.assertNotIn("tampered", restored.logs())
        self.assertEqual(restored.stop(), 0)
        self.ok(restored.command("audit", "verify"))

    def check_private(self, backup):
        self.assertFalse(backup.with_name("first.partial").exists())
        for path in [backup, *backup.rglob("*")]:
            mode = stat.S_IMODE(path.stat().st_mode)
            self.assertEqual(mode, 0o700 if path.is_dir() else 0o600, path)
        names = {str(path.relative_to(backup)) for path in backup.rglob("*") if path.is_file()}
        for name in ("databases/auth.sqlite", "databases/user.sqlite", "databases/notification.sqlite",
                     "keys/root.key", "keys/pepper-1.key", "manifest.json"):
            self.assertIn(name, names)


class Places(Folder):
    """Where backups go and come from; on the data of a server that has stopped."""

    @classmethod
    def setUpClass(cls):
        server = Server()
        cls.addClassCleanup(server.close)
        cls.email = fresh_email()
        person = Browser(server)
        assert person.register(cls.email).status == 201
        assert server.stop() == 0
        cls.data = server.data
        cls.backups = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-backup-"))
        cls.addClassCleanup(shutil.rmtree, cls.backups, ignore_errors=True)
        result = gatehouse("backup", cls.backups / "good", "--data-dir", cls.data)
        assert result.returncode == 0, result.stderr

    def copy(self):
        path = self.folder() / "backup"
        shutil.copytree(self.backups / "good", path)
        return path

    def restore(self, backup, data):
        return gatehouse("restore", backup, "--data-dir", data)

    def test_F22_a_damaged_backup_is_refused_and_changes_nothing(self):
        files = [path.relative_to(self.backups / "good") for path in (self.backups / "good").rglob("*") if path.is_file()]
        self.assertGreater(len(files), 7)

        def truncate(path):
            os.truncate(path, path.stat().st_size - 1)

        def flip(path):
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 4
            path.write_bytes(content)

        def link(path):
            path.rename(path.with_name("moved"))
            path.symlink_to(self.backups / "good" / path.relative_to(backup))

        data = self.folder() / "data"
        for damage in (truncate, flip, pathlib.Path.unlink, link):
            for file in files:
                with self.subTest(f"{damage.__name__} {file}"):
                    backup = self.copy()
                    damage(backup / file)
                    self.refused(self.restore(backup, data), str(file.name) if damage is not link else "")
                    self.assertFalse(data.exists(), "something was made of it")
                    shutil.rmtree(backup.parent)
        for extra in ("extra", "databases/other.sqlite", "keys/pepper-2.key"):
            with self.subTest(extra):
                backup = self.copy()
                (backup / extra).write_text("x")
                self.refused(self.restore(backup, data), "does not belong to the backup")
        self.refused(self.restore(self.folder(), data), "manifest.json")
        self.refused(self.restore(self.backups / "none", data), "is no folder")
        self.assertFalse(data.exists())

    def test_F22_nothing_is_restored_onto_data(self):
        before = {path: path.read_bytes() for path in self.data.glob("*.sqlite")}
        self.refused(self.restore(self.backups / "good", self.data), "holds data already")
        self.assertEqual({path: path.read_bytes() for path in self.data.glob("*.sqlite")}, before)
        self.assertFalse((self.data / "restore.unfinished").exists())

    def test_F22_nothing_is_restored_under_a_running_server(self):
        data = self.folder() / "data"
        self.ok(self.restore(self.backups / "good", data))
        server = self.server(data)
        for path in data.glob("*.sqlite*"):
            path.unlink()
        self.refused(self.restore(self.backups / "good", data), "is being served")
        server.kill()

    def test_F22_a_backup_without_keys_needs_them_in_place(self):
        backup = self.folder() / "backup"
        result = self.ok(gatehouse("backup", backup, "--without-keys", "--data-dir", self.data))
        self.assertIn("no keys", result.stdout)
        self.assertFalse((backup / "keys").exists())
        data = self.folder() / "data"
        self.refused(self.restore(backup, data), "made without keys")
        shutil.copytree(self.data / "keys", data / "keys")
        self.assertIn("were kept", self.ok(self.restore(backup, data)).stdout)
        self.assertEqual(Browser(self.server(data)).login(self.email).status, 200)

    def test_F22_keys_of_another_installation_are_not_mixed_in(self):
        other = self.server()
        self.assertEqual(other.stop(), 0)
        data = self.folder() / "data"
        shutil.copytree(other.data / "keys", data / "keys")
        self.refused(self.restore(self.backups / "good", data), "keys of another installation")

    def test_F22_a_restore_that_was_cut_off_is_not_served_and_can_be_repeated(self):
        data = self.folder() / "data"
        self.ok(self.restore(self.backups / "good", data))
        (data / "restore.unfinished").write_text('{"own_keys":true,"earlier_audit":""}\n')
        self.refused(gatehouse("serve", "--data-dir", data), "did not come to its end")
        self.refused(gatehouse("backup", self.folder() / "x", "--data-dir", data), "did not come to its end")
        self.ok(self.restore(self.backups / "good", data))
        self.assertEqual(Browser(self.server(data)).login(self.email).status, 200)

    def kill_after(self, seconds, *args):
        """Runs a command and kills it; gives its exit status, negative when it was killed."""
        process = subprocess.Popen([BINARY, *map(str, args)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=environment())
        time.sleep(seconds)
        process.kill()
        return process.wait()

    def test_F22_kill_leaves_no_half_backup_and_no_half_restore(self):
        begin = time.monotonic()
        self.ok(gatehouse("backup", self.folder() / "new", "--data-dir", self.data))
        takes = time.monotonic() - begin
        killed = 0
        for part in range(1, 5):
            place = self.folder()
            killed += self.kill_after(takes * part / 5, "backup", place / "new", "--data-dir", self.data) < 0
            if (place / "new").exists():
                self.ok(self.restore(place / "new", self.folder() / "data"))
        self.assertGreater(killed, 0)

        begin = time.monotonic()
        self.ok(self.restore(self.backups / "good", self.folder() / "data"))
        takes = time.monotonic() - begin
        killed = 0
        for part in range(1, 7):
            data = self.folder() / "data"
            killed += self.kill_after(takes * part / 7, "restore", self.backups / "good", "--data-dir", data) < 0
            unfinished = (data / "restore.unfinished").exists()
            if unfinished:
                self.refused(gatehouse("keys", "list", "--data-dir", data), "did not come to its end")
            again = self.restore(self.backups / "good", data)
            if unfinished or not (data / "auth.sqlite").exists():
                self.ok(again)
            verified = self.ok(gatehouse("audit", "verify", "--data-dir", data))
            self.assertEqual(verified.stdout.count("restored at"), 1, verified.stdout)
            self.ok(gatehouse("doctor", "--data-dir", data, env={"GATEHOUSE_OPERATIONS_LISTEN": "127.0.0.1:1"}))
        self.assertGreater(killed, 0)

    def test_F22_a_backup_is_new_or_nothing(self):
        place = self.folder()
        (place / "something").write_text("x")
        self.refused(gatehouse("backup", place, "--data-dir", self.data), "is not empty")
        (self.folder() / "empty").mkdir()
        empty = self.folder()
        self.ok(gatehouse("backup", empty, "--data-dir", self.data))
        self.assertTrue((empty / "manifest.json").exists())
        left = self.folder()
        (left / "new.partial").mkdir()
        self.refused(gatehouse("backup", left / "new", "--data-dir", self.data), "did not finish")
        self.refused(gatehouse("backup", place / "no/such/parent", "--data-dir", self.data), "no/such/parent")
        for inside in ("", "keys", "keys/new", "../" + self.data.name + "/new"):
            self.refused(gatehouse("backup", self.data / inside, "--data-dir", self.data), "is in the data directory")

        # A database that cannot be read whole: no backup, and nothing left of the attempt.
        data = self.folder() / "data"
        shutil.copytree(self.data, data)
        with open(data / "user.sqlite", "r+b") as file:
            file.seek(0, os.SEEK_END)
            size = file.tell()
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))
        broken = self.folder()
        self.assertEqual(gatehouse("backup", broken / "new", "--data-dir", data).returncode, 1)
        self.assertEqual(list(broken.iterdir()), [])

    def with_little_space(self, size, *args):
        """Runs a command that can make no file larger than `size` bytes: writing more fails as on a full disk."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        return gatehouse(*args, preexec_fn=limit, restore_signals=False)

    def test_F22_a_full_disk_leaves_no_half_backup_and_no_half_restore(self):
        largest = max(path.stat().st_size for path in (self.backups / "good").rglob("*.sqlite"))
        for size in range(4096, largest, 32768):
            with self.subTest(size):
                place = self.folder()
                self.refused(self.with_little_space(size, "backup", place / "new", "--data-dir", self.data), ".sqlite: ")
                self.assertEqual(list(place.iterdir()), [])
                data = self.folder() / "data"
                self.refused(self.with_little_space(size, "restore", self.backups / "good", "--data-dir", data),
                             ".sqlite: ")
                self.refused(gatehouse("keys", "list", "--data-dir", data), "did not come to its end")
                self.ok(self.restore(self.backups / "good", data))
                self.ok(gatehouse("audit", "verify", "--data-dir", data))

    def test_F22_without_an_installation_there_is_no_backup(self):
        data, place = self.folder() / "data", self.folder()
        self.assertEqual(gatehouse("backup", place / "new", "--data-dir", data).returncode, 1)
        self.assertFalse(data.exists())
        self.assertEqual(list(place.iterdir()), [])

    def test_F15_lost_keys_stop_the_start(self):
        data = self.folder() / "data"
        shutil.copytree(self.data, data)
        shutil.rmtree(data / "keys")
        for command in (["serve"], ["keys", "list"], ["keys", "rotate"], ["audit", "verify"]):
            with self.subTest(command):
                self.refused(gatehouse(*command, "--data-dir", data), "keys are missing")
                self.assertFalse((data / "keys").exists())
        self.refused(gatehouse("backup", self.folder() / "new", "--data-dir", data), "keys are missing")


@unittest.skipUnless(Postgres.installed, "PostgreSQL is not installed")
class OnPostgres(Folder):
    def test_F22_backup_under_load_and_restore_into_other_databases(self):
        postgres = Postgres("fsync=off")
        self.addCleanup(postgres.close)
        server = self.server(settings={"database.url": postgres.url("one")})
        load = Load(server)
        load.start()
        load.wait_for(3)
        before = list(load.people)
        backup = self.folder() / "backup"
        self.ok(server.command("backup", backup))
        load.stopping = True
        load.join()
        self.assertFalse(load.wrong)
        self.assertEqual({path.suffix for path in (backup / "databases").iterdir()}, {".dump"})

        data, there = self.folder() / "data", {"GATEHOUSE_DATABASE_URL": postgres.url("two")}
        self.refused(gatehouse("restore", backup, "--data-dir", self.folder() / "data"), "database.url")
        self.refused(gatehouse("restore", backup, "--data-dir", data, env={
            "GATEHOUSE_DATABASE_URL": postgres.url("one")}), "holds data already")
        shutil.rmtree(data, ignore_errors=True)
        self.ok(gatehouse("restore", backup, "--data-dir", data, env=there))
        restored = self.server(data, settings={"database.url": postgres.url("two")})
        for person in before:
            old = Browser(restored)
            old.refresh_token, old.access_token, old.csrf_token = person.refresh_token, person.access_token, person.csrf_token
            self.assertEqual((old.me().status, old.refresh().status), (401, 401))
            again = Browser(restored)
            self.assertEqual(again.login(person.user["email"]).status, 200)
            self.assertEqual(again.me().status, 200)
        self.assertIn("restored at", self.ok(restored.command("audit", "verify")).stdout)

        # Without its keys it does not start, as with files.
        self.assertEqual(restored.stop(), 0)
        shutil.rmtree(data / "keys")
        self.refused(gatehouse("serve", "--data-dir", data, env=there), "keys are missing")


if __name__ == "__main__":
    unittest.main()
