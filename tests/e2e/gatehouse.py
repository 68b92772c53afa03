"""Starts the real binary for a test and speaks HTTP to it."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("GATEHOUSE_BINARY", ROOT / "build/release/gatehouse"))
PASSWORD = "correct horse battery staple 9"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(env=None):
    """What a command outside of any server sees: settings come from `env` alone."""
    others = {key: value for key, value in os.environ.items() if not key.startswith("GATEHOUSE_")}
    return {**others, "GATEHOUSE_PASSWORD_BCRYPT_COST": "10", "GATEHOUSE_RATE_LIMIT_ENABLED": "false", **(env or {})}


def gatehouse(*args, env=None, **more):
    """Runs a command outside of any server; `more` is what subprocess.run takes."""
    return subprocess.run([BINARY, *map(str, args)], capture_output=True, text=True, timeout=60, env=environment(env),
                          **more)


class Answer:
    """One HTTP answer, body decoded when it is JSON."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # list of (lower-case name, value)
        self.body = body

    def header(self, name, default=None):
        values = self.all(name)
        return values[0] if values else default

    def all(self, name):
        return [value for key, value in self.headers if key == name.lower()]

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The stable code of a problem answer."""
        return self.json["code"]

    def cookie(self, name):
        """The value that Set-Cookie gives to `name`; None when it sets none."""
        for value in self.all("set-cookie"):
            key, _, rest = value.partition("=")
            if key == name:
                return rest.split(";")[0]
        return None

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class Server:
    """One running gatehouse process on free ports, with its own data directory unless given one."""

    def __init__(self, data=None, args=(), env=None, wait=True, settings=None):
        self.own_data = data is None
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix="gatehouse-e2e-"))
        self.port = free_port()
        self.operations_port = free_port()
        self.args = list(args)
        self.env = dict(env or {})
        self.settings = {"password.bcrypt_cost": "10", "rate_limit.enabled": "false", **(settings or {})}
        self.process = None
        self.start(wait)

    def start(self, wait=True):
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("GATEHOUSE_")
        }
        environment["GATEHOUSE_OPERATIONS_LISTEN"] = f"127.0.0.1:{self.operations_port}"
        for name, value in self.settings.items():
            environment["GATEHOUSE_" + name.replace(".", "_").upper()] = value
        environment.update(self.env)
        self.log = open(self.data / "server.log", "ab")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", f"127.0.0.1:{self.port}", "--data-dir", self.data, *self.args],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL, env=environment,
        )
        if wait:
            self.wait_ready()

    def wait_ready(self, seconds=15):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"server ended with {self.process.returncode}:\n{self.logs()}")
            try:
                if self.request("GET", "/readyz").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.005)
        raise AssertionError(f"server not ready after {seconds} s:\n{self.logs()}")

    def logs(self):
        return (self.data / "server.log").read_text(errors="replace")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=30):
        """SIGTERM; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        self.log.close()
        return self.process.returncode

    def close(self):
        try:
            self.stop()
        finally:
            if self.own_data:
                shutil.rmtree(self.data, ignore_errors=True)

    @property
    def origin(self):
        return f"http://localhost:{self.port}"

    def request(self, method, path, body=None, headers=None, raw=None, port=None, timeout=20):
        """One request on a connection of its own. `body` is sent as JSON, `raw` (bytes) as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=timeout)
        fields = {"Host": f"localhost:{port or self.port}"}
        if body is not None:
            raw = json.dumps(body).encode()
            fields["Content-Type"] = "application/json"
        fields.update(headers or {})
        try:
            connection.request(method, path, body=raw, headers=fields)
            response = connection.getresponse()
            pairs = [(key.lower(), value) for key, value in response.getheaders()]
            return Answer(response.status, pairs, response.read())
        finally:
            connection.close()

    def raw(self, data, timeout=5, wait_close=True):
        """Sends bytes as they are and gives all that comes back until close or `timeout`."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            try:
                connection.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                pass
            received = b""
            try:
                while chunk := connection.recv(65536):
                    received += chunk
                    if not wait_close and b"\r\n\r\n" in received:
                        break
            except (socket.timeout, ConnectionResetError):
                pass
            return received

    def command(self, *args, stdin="", env=None):
        """Runs another gatehouse command against this data directory."""
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("GATEHOUSE_")
        }
        environment.update(
            {"GATEHOUSE_" + k.replace(".", "_").upper(): v for k, v in self.settings.items()}
        )
        environment.update(env or {})
        return subprocess.run(
            [BINARY, *args, "--data-dir", self.data], input=stdin, capture_output=True, text=True,
            timeout=30, env=environment,
        )


class Browser:
    """A signed-in person: keeps the refresh cookie, the access token and the CSRF token."""

    COOKIE = "__Host-refresh"

    def __init__(self, server):
        self.server = server
        self.refresh_token = None
        self.access_token = None
        self.csrf_token = None
        self.user = None
        self.session = None

    def headers(self, extra=None, cookie=True, bearer=True):
        fields = {"Origin": self.server.origin, "Sec-Fetch-Site": "same-origin"}
        if cookie and self.refresh_token:
            fields["Cookie"] = f"{self.COOKIE}={self.refresh_token}"
        if cookie and self.csrf_token:
            fields["X-CSRF-Token"] = self.csrf_token
        if bearer and self.access_token:
            fields["Authorization"] = f"Bearer {self.access_token}"
        fields.update(extra or {})
        return fields

    def call(self, method, path, body=None, headers=None, **kwargs):
        answer = self.server.request(method, path, body, self.headers(headers), **kwargs)
        cookie = answer.cookie(self.COOKIE)
        if cookie is not None:
            self.refresh_token = cookie or None
        return answer

    def keep(self, answer):
        content = answer.json
        self.access_token = content["access_token"]
        self.csrf_token = content["csrf_token"]
        self.user = content.get("user", self.user)
        self.session = content.get("session", self.session)
        return answer

    def register(self, email, password=PASSWORD, name="Ada Lovelace"):
        body = {"email": email, "password": password, "name": name}
        answer = self.call("POST", "/api/v1/auth/register", body)
        return self.keep(answer) if answer.status == 201 else answer

    def login(self, email, password=PASSWORD):
        answer = self.call("POST", "/api/v1/auth/login", {"email": email, "password": password})
        return self.keep(answer) if answer.status == 200 else answer

    def refresh(self):
        answer = self.call("POST", "/api/v1/auth/refresh", headers={"Content-Type": "application/json"})
        return self.keep(answer) if answer.status == 200 else answer

    def logout(self, scope="local"):
        return self.call("POST", "/api/v1/auth/logout", {"scope": scope})

    def me(self):
        return self.call("GET", "/api/v1/users/me")


_next = iter(range(1, 10**9))


def fresh_email(word="person"):
    return f"{word}{next(_next)}.{os.getpid()}@example.com"


def decode_claims(token):
    """The claims of a JWT, unverified."""
    import base64

    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def quote(text):
    return urllib.parse.quote(text, safe="")
