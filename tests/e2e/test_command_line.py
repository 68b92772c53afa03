"""The command line and the settings: wrong ones stop the start at once and say which (F-15)."""

import os
import pty
import signal
import subprocess
import tempfile
import termios
import time
import unittest

from gatehouse import BINARY, Server

CANARY = "s3cret-canary-value"


def run(*args, env=None, stdin="", config=None):
    with tempfile.TemporaryDirectory() as folder:
        options = []
        if config is not None:
            path = f"{folder}/gatehouse.toml"
            with open(path, "w") as file:
                file.write(config)
            options = ["--config", path]
        begin = time.monotonic()
        result = subprocess.run(
            [BINARY, *args, *options], input=stdin, capture_output=True, text=True, timeout=20, cwd=folder,
            env={"PATH": "/usr/bin:/bin", **(env or {})},
        )
        result.seconds = time.monotonic() - begin
        return result


class CommandLine(unittest.TestCase):
    def test_version_and_help(self):
        self.assertRegex(run("version").stdout, r"gatehouse \d+\.\d+")
        result = run("--help")
        self.assertEqual(result.returncode, 0)
        for word in ("serve", "migrate", "config", "openapi", "user", "keys", "healthcheck"):
            self.assertIn(word, result.stdout)

    def test_unknown_words_are_refused(self):
        for args in (["sever"], ["serve", "--nonsense"], ["user", "create"], ["keys"], ["keys", "revoke"]):
            with self.subTest(args):
                self.assertEqual(run(*args).returncode, 2)
        for args in (["sever"], ["keys", "sever"]):
            self.assertIn("there is no command sever", run(*args).stderr)

    def test_openapi_needs_no_server(self):
        import json

        self.assertTrue(json.loads(run("openapi").stdout)["openapi"].startswith("3.1"))

    def test_config_names_each_origin(self):
        result = run("config", env={"GATEHOUSE_TOKENS_ACCESS_TTL": "10m"}, config="[password]\nmin_length = 14\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        for part in ("tokens.access_ttl", "10m", "password.min_length", "14", "environment", "default"):
            self.assertIn(part, result.stdout)

    def test_F15_wrong_settings_stop_the_start(self):
        files = {
            "unknown key": ("[server]\nlisten_on = 'x'\n", "listen_on"),
            "unknown section": ("[sever]\nlisten = 'x'\n", "sever"),
            "wrong type": ("[password]\nmin_length = 'many'\n", "min_length"),
            "out of bounds": ("[password]\nbcrypt_cost = 99\n", "bcrypt_cost"),
            "negative": ("[password]\nmin_length = -1\n", "min_length"),
            "bad duration": ("[tokens]\naccess_ttl = '15 minutes'\n", "access_ttl"),
            "bare number duration": ("[tokens]\naccess_ttl = 15\n", "access_ttl"),
            "bad choice": ("[sign_up]\nverification = 'maybe'\n", "verification"),
            "not TOML": ("[server\n", "gatehouse.toml"),
            "bad listen": ("[server]\nlisten = 'nowhere'\n", "server.listen"),
            "port too large": ("[server]\nlisten = '127.0.0.1:99999'\n", "server.listen"),
            "bad public URL": ("[server]\npublic_url = 'ftp://x'\n", "public_url"),
            "plain public URL": ("[server]\npublic_url = 'http://id.example.com'\n", "public_url"),
            "bad CIDR": ("[server]\ntrusted_proxies = ['10.0.0.0/99']\n", "trusted_proxies"),
            "bad database": (f"[database]\nurl = 'mysql://u:{CANARY}@h/d'\n", "database.url"),
        }
        for name, (text, key) in files.items():
            with self.subTest(name):
                result = run("serve", config=text)
                self.assert_refused(result, key)
        for variable, value, key in [
            ("GATEHOUSE_PASSWORD_MIN_LENGTH", "x", "MIN_LENGTH"), ("GATEHOUSE_NO_SUCH", "1", "GATEHOUSE_NO_SUCH"),
            ("GATEHOUSE_RATE_LIMIT_ENABLED", "perhaps", "RATE_LIMIT"),
            ("GATEHOUSE_DATABASE_URL", f"mysql://u:{CANARY}@h/d", "DATABASE_URL"),
        ]:
            with self.subTest(variable):
                result = run("serve", env={variable: value})
                self.assertNotEqual(result.returncode, 0)
                self.assertIn(key.lower().replace("_", "."), (result.stderr + result.stdout).lower().replace("_", "."))
                self.assertNotIn(CANARY, result.stdout + result.stderr)
        self.assert_refused(run("serve", "--config", "/nonexistent/gatehouse.toml"), "/nonexistent/gatehouse.toml")

    def assert_refused(self, result, key):
        self.assertNotEqual(result.returncode, 0)
        self.assertIn(key, result.stderr + result.stdout)
        self.assertNotIn(CANARY, result.stdout + result.stderr)
        self.assertLess(result.seconds, 1)

    def test_healthcheck(self):
        server = Server()
        self.addCleanup(server.close)
        listen = {"GATEHOUSE_OPERATIONS_LISTEN": f"127.0.0.1:{server.operations_port}"}
        listen["GATEHOUSE_SERVER_LISTEN"] = f"127.0.0.1:{server.port}"
        self.assertEqual(run("healthcheck", env=listen).returncode, 0)
        server.stop()
        self.assertNotEqual(run("healthcheck", env=listen).returncode, 0)

    def test_user_create_checks_what_sign_up_checks(self):
        server = Server()
        self.addCleanup(server.close)
        good = ["user", "create", "--email", "a@example.com", "--name", "Ada"]
        self.assertNotEqual(server.command(*good, stdin="short\n").returncode, 0)
        self.assertNotEqual(server.command(*good, stdin="\n").returncode, 0)
        self.assertEqual(server.command(*good, stdin="correct horse battery staple 9\n").returncode, 0)
        again = server.command(*good, stdin="correct horse battery staple 9\n")
        self.assertNotEqual(again.returncode, 0)
        self.assertIn("a@example.com", again.stderr)

    def test_commands_that_look_make_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            nowhere = f"{folder}/typo"
            for command in (["audit", "verify"], ["user", "export"], ["keys", "list"], ["keys", "rotate"]):
                with self.subTest(command):
                    result = run(*command, "--data-dir", nowhere)
                    self.assertEqual(result.returncode, 1, result.stdout)
                    self.assertIn("there is no installation here", result.stderr)
                    self.assertFalse(os.path.exists(nowhere))
            made = run("user", "create", "--email", "a@example.com", "--name", "Ada", "--data-dir", nowhere,
                       stdin="correct horse battery staple 9\n")
            self.assertEqual(made.returncode, 0, made.stderr)
            self.assertIn(f"makes a new installation in {nowhere}", made.stderr)
            self.assertEqual(run("audit", "verify", "--data-dir", nowhere).returncode, 0)

    def test_F15_a_database_that_vanished_is_not_made_anew(self):
        server = Server()
        self.addCleanup(server.close)
        server.stop()
        os.rename(f"{server.data}/user.sqlite", f"{server.data}/elsewhere")
        start = server.command("serve", "--listen", f"127.0.0.1:{server.port}")
        self.assertEqual(start.returncode, 1, start.stderr)
        self.assertIn("user.sqlite is gone", start.stderr)
        self.assertRegex(server.command("doctor").stdout, r"error +database user +is gone")

    def test_an_interrupted_question_leaves_the_terminal_as_it_was(self):
        with tempfile.TemporaryDirectory() as folder:
            terminal, side = pty.openpty()
            self.addCleanup(os.close, terminal)
            self.addCleanup(os.close, side)
            before = termios.tcgetattr(side)
            asking = subprocess.Popen(
                [BINARY, "user", "create", "--email", "a@example.com", "--name", "Ada"], cwd=folder,
                stdin=side, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"PATH": "/usr/bin:/bin"},
            )
            self.addCleanup(asking.kill)
            until = time.monotonic() + 10
            while termios.tcgetattr(side)[3] & termios.ECHO:
                self.assertLess(time.monotonic(), until, "the terminal still shows what is typed")
                time.sleep(0.01)
            asking.send_signal(signal.SIGINT)
            asking.communicate(timeout=10)
            self.assertEqual(asking.returncode, -signal.SIGINT)
            self.assertEqual(termios.tcgetattr(side), before)
            self.assertEqual(os.listdir(folder), [])

    def test_two_processes_do_not_share_a_data_directory(self):
        server = Server()
        self.addCleanup(server.close)
        result = server.command("serve", "--listen", "127.0.0.1:0")
        self.assertNotEqual(result.returncode, 0)

    def test_LG01_no_secret_reaches_the_log(self):
        from gatehouse import Browser, fresh_email

        server = Server(settings={"log.level": "debug"})
        self.addCleanup(server.close)
        person = Browser(server)
        password = "canary " + CANARY + " phrase"
        email = fresh_email("canaryperson")
        person.register(email, password)
        secrets = [password, CANARY, person.access_token, person.refresh_token, person.csrf_token]
        person.refresh()
        secrets += [person.access_token, person.refresh_token]
        person.login(email, password + "x")
        server.request("POST", "/api/v1/auth/login", raw=b'{"email":1,"password":"' + CANARY.encode() + b'"}',
                       headers={"Content-Type": "application/json"})
        server.request("GET", f"/api/v1/users/me?access_token={person.access_token}")
        person.logout()
        server.stop()
        log = server.logs()
        self.assertTrue(log)
        for secret in secrets:
            self.assertNotIn(secret, log)

    def test_LG02_one_event_is_one_line(self):
        import json

        server = Server(settings={"log.format": "json", "log.level": "info"})
        self.addCleanup(server.close)
        server.raw(f"GET /livez HTTP/1.1\r\nHost: localhost:{server.port}\r\nUser-Agent: x\x1b[31m\u202e\"}}\r\n"
                   "Connection: close\r\n\r\n".encode())
        server.request("GET", "/nowhere", headers={"User-Agent": '{"log.level":"error"}'})
        server.stop()
        lines = server.logs().splitlines()
        self.assertTrue(lines)
        for line in lines:
            entry = json.loads(line)
            self.assertIn("@timestamp", entry)
            self.assertNotIn("\x1b", line)
            self.assertNotIn("\u202e", line)
