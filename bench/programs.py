"""The programs of a benchmark: Gatehouse, NGINX, PostgreSQL, the load clients. All on 127.0.0.1 and free
ports, each stopped by its own id."""

import contextlib
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(os.environ.get("GATEHOUSE_BUILD", ROOT / "build/release"))
BINARY = BUILD / "gatehouse"
SERVER_CORE, CLIENT_CORE = "0", "1"
CONNECTIONS = 64


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(settings: dict) -> dict:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GATEHOUSE_")}
    for name, value in settings.items():
        clean["GATEHOUSE_" + name.replace(".", "_").upper()] = str(value)
    return clean


@contextlib.contextmanager
def folder():
    path = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def wait_for(what: str, url: str, process: subprocess.Popen, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{what} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.005)
    raise RuntimeError(f"{what} was not ready in {seconds} s")


class Program:
    """A process that is stopped when the block ends."""

    process: subprocess.Popen

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu_seconds(self) -> float:
        """What the process and its children have used."""
        total = 0.0
        for pid in [self.process.pid, *children(self.process.pid)]:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return total

    def resident_mib(self) -> float:
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")


def children(pid: int) -> list[int]:
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


class Gatehouse(Program):
    """The real program. Without limits for one address, and without a log line for each request: the
    peers write none either."""

    def __init__(self, data: pathlib.Path, settings: dict | None = None, core: str | None = None):
        self.port = free_port()
        self.data = data
        self.settings = {
            "server.listen": f"127.0.0.1:{self.port}",
            "operations.listen": f"127.0.0.1:{free_port()}",
            "data.dir": data,
            "rate_limit.enabled": "false",
            "log.requests": "false",
            **(settings or {}),
        }
        self.command = [*(["taskset", "-c", core] if core else []), str(BINARY), "serve"]
        self.start()

    def start(self) -> float:
        """Starts and waits; gives the seconds until the program was ready."""
        with open(self.data / "server.log", "ab") as log:
            begin = time.monotonic()
            self.process = subprocess.Popen(self.command, env=environment(self.settings),
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            wait_for("gatehouse", f"http://127.0.0.1:{self.port}/readyz", self.process)
        except RuntimeError as error:
            log_text = (self.data / "server.log").read_text(errors="replace")
            raise RuntimeError(f"{error}\n{log_text[-2000:]}") from None
        return time.monotonic() - begin


NGINX_CONFIGURATION = """
daemon off; master_process on; worker_processes 1; worker_rlimit_nofile 8192;
pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off; keepalive_requests 1000000000; server_tokens off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ default_type application/json; return 200 '{{"status":"ok"}}'; }}
        location /same {{
            default_type application/json; {fields}
            return 200 '{{"status":"ok"}}';
        }}
    }}
}}
"""


class Nginx(Program):
    """NGINX that answers each request with one line, on one worker; below /same with these header
    fields too."""

    def __init__(self, path: pathlib.Path, core: str, fields: dict | None = None):
        self.port = free_port()
        configuration = path / "nginx.conf"
        lines = " ".join(f'add_header {name} "{value}";' for name, value in (fields or {}).items())
        configuration.write_text(NGINX_CONFIGURATION.format(folder=path, port=self.port, fields=lines))
        path.chmod(0o755)
        self.process = subprocess.Popen(
            ["taskset", "-c", core, "nginx", "-p", str(path), "-c", str(configuration)],
            stdin=subprocess.DEVNULL)
        wait_for("nginx", f"http://127.0.0.1:{self.port}/", self.process)


class Postgres(Program):
    """A PostgreSQL with its own data, as it is configured after installation (durable commits)."""

    def __init__(self, path: pathlib.Path):
        self.bin = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        self.port = free_port()
        self.owner = "postgres" if os.geteuid() == 0 else None
        if self.owner:
            entry = pwd.getpwnam(self.owner)
            os.chown(path, entry.pw_uid, entry.pw_gid)
        data = path / "cluster"
        self.run([self.bin / "initdb", "--auth=trust", "--username=gatehouse", "--encoding=UTF8",
                  "--locale=C.UTF-8", "--pgdata", data], quiet=True)
        with open(path / "postgres.log", "ab") as log:
            self.process = subprocess.Popen(
                self.as_owner([self.bin / "postgres", "-D", data, "-p", str(self.port), "-c",
                               "listen_addresses=127.0.0.1", "-c",
                               f"unix_socket_directories={path}"]),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")
        deadline = time.monotonic() + 20
        while subprocess.run(self.client("pg_isready"), stdout=subprocess.DEVNULL,
                             check=False).returncode != 0:
            if time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL was not ready:\n" +
                                   (path / "postgres.log").read_text()[-2000:])
            time.sleep(0.05)

    def as_owner(self, command: list) -> list:
        return [*(["runuser", "-u", self.owner, "--"] if self.owner else []), *map(str, command)]

    def run(self, command: list, quiet: bool = False) -> None:
        subprocess.run(self.as_owner(command), check=True, cwd="/",
                       stdout=subprocess.DEVNULL if quiet else None)

    def client(self, program: str, *arguments: str) -> list:
        return [str(self.bin / program), "-h", "127.0.0.1", "-p", str(self.port), "-U", "gatehouse",
                *arguments]

    def sql(self, database: str, statements: str) -> str:
        done = subprocess.run(
            self.client("psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-"),
            input=statements, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout

    def pgbench(self, database: str, script: pathlib.Path, clients: int, seconds: float,
                variables: dict | None = None) -> float:
        """Transactions a second."""
        defined = [f"-D{name}={value}" for name, value in (variables or {}).items()]
        output = subprocess.run(
            self.client("pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T",
                        str(int(seconds)), "-f", str(script), *defined, database),
            capture_output=True, text=True, check=True).stdout
        for line in output.splitlines():
            if line.startswith("tps = "):
                return float(line.split()[2])
        raise RuntimeError(f"pgbench said:\n{output}")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown; runuser passes SIGTERM only
            target = children(self.process.pid) if self.owner else []
            for pid in target:
                os.kill(pid, signal.SIGINT)
            self.process.wait(30)


def load_command(port: int, scenario: str, lines: pathlib.Path, seconds: float, connections: int,
                 rate: float = 0) -> list[str]:
    return [str(BUILD / "gatehouse-load"), "--port", str(port), "--scenario", scenario, "--lines",
            str(lines), "--seconds", str(seconds), "--connections", str(connections), "--rate",
            str(rate)]


def load(*arguments, core: str | None = None, **named) -> dict:
    """Runs gatehouse-load, on one core if told so; gives its report."""
    pinned = ["taskset", "-c", core] if core else []
    done = subprocess.run([*pinned, *load_command(*arguments, **named)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def all_good(report: dict) -> dict:
    """The same report; raises when anything was answered otherwise than 200, or not to its end."""
    if set(report["statuses"]) != {"200"} or report["broken"]:
        raise RuntimeError(f"not everything was answered 200: {report}")
    return report


def rate_of(report: dict) -> float:
    """Answers a second, all of them good."""
    return all_good(report)["good"]["count"] / report["seconds"]


def p99_of(report: dict) -> float:
    """In milliseconds, of answers that were all good."""
    return all_good(report)["good"]["p99_us"] / 1000


def served(port: int, path: str, seconds: float, lines: pathlib.Path) -> float:
    """GETs a second with the bearer tokens of `lines`, asked from the core that the server is not on."""
    return rate_of(load(port, f"get:{path}", lines, seconds, CONNECTIONS, core=CLIENT_CORE))
