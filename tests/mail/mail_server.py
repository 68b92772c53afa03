"""The mail server of the tests, in a process of its own, and certificates for it."""

import email
import email.policy
import json
import pathlib
import subprocess
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent


class Authority:
    """A certificate authority that nobody knows, with one certificate for a mail server."""

    def __init__(self, folder, host="localhost"):
        self.folder = pathlib.Path(folder)
        self.ca = self.folder / "ca.pem"
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                      "-days", "2", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem")
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                      "-subj", f"/CN={host}", "-keyout", "server.key", "-out", "server.csr")
        (self.folder / "names").write_text(f"subjectAltName=DNS:{host}\n")
        self._openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
                      "-CAcreateserial", "-extfile", "names", "-out", "server.pem")

    def _openssl(self, *args):
        subprocess.run(["openssl", *args], cwd=self.folder, check=True, capture_output=True)

    def options(self):
        return {"key": (self.folder / "server.key").read_text(), "cert": (self.folder / "server.pem").read_text()}


class MailServer:
    """One running smtp_server.mjs; `options` are those of smtp-server."""

    def __init__(self, **options):
        self.events = []
        self.changed = threading.Condition()
        self.process = subprocess.Popen(
            ["node", HERE / "smtp_server.mjs", json.dumps(options)], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        threading.Thread(target=self._read, daemon=True).start()
        self.port = self.wait_for("listening")["port"]

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.events.append(json.loads(line))
                self.changed.notify_all()

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def script(self, *entries):
        """What the next connections get, one each: `hang rcpt`, `cut dot`, `451 mail`."""
        self.process.stdin.write(json.dumps(entries) + "\n")
        self.process.stdin.flush()
        self.wait_for("script")

    def of(self, kind):
        with self.changed:
            return [event for event in self.events if event["event"] == kind]

    def wait_for(self, kind, count=1, seconds=15):
        """The `count`-th event of a kind."""
        with self.changed:
            if not self.changed.wait_for(lambda: self._count(kind) >= count, seconds):
                raise AssertionError(f"{self._count(kind)} of {count} {kind} after {seconds} s")
            return [event for event in self.events if event["event"] == kind][count - 1]

    def _count(self, kind):
        return sum(event["event"] == kind for event in self.events)

    def mails(self):
        """What was delivered: (recipient, parsed message)."""
        return [(event["to"][0], parse(event)) for event in self.of("mail")]

    def stays_at(self, kind, count, seconds):
        """That no more than `count` events of a kind come within some seconds."""
        time.sleep(seconds)
        return self._count(kind) == count


def parse(event):
    return email.message_from_string(event["raw"], policy=email.policy.default)
