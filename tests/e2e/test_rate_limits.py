"""Rate limits of the real binary, which the other tests turn off (BF-01, BF-02, BF-03, BF-06, BF-09, BF-10)."""

import random
import re
import unittest

from gatehouse import PASSWORD, Browser, Server, fresh_email

LOGIN = "/api/v1/auth/login"
WRONG = "not the right password"
ON = {"rate_limit.enabled": "true"}


def log_in(server, email, password=WRONG, address=None, headers=None):
    fields = {"Origin": server.origin, "Sec-Fetch-Site": "same-origin", **(headers or {})}
    if address:
        fields["X-Forwarded-For"] = address
    return server.request("POST", LOGIN, {"email": email, "password": password}, fields)


def decisions(server, policy, verdict):
    text = server.request("GET", "/metrics", port=server.operations_port).body.decode()
    pattern = rf'rate_limit_decisions_total{{policy="{policy}",verdict="{verdict}"}} (\d+)'
    return int(re.search(pattern, text).group(1))


class OneAddress(unittest.TestCase):
    """Nobody is trusted to say for whom they ask."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server(settings=ON)
        cls.addClassCleanup(cls.server.close)

    def test_BF03_BF06_BF09_BF10_one_budget_whatever_is_said_and_however_it_is_spelt(self):
        server = self.server
        paths = [LOGIN, "/api/v1/auth/%6cogin", LOGIN + "?"]
        answered = 0
        for i in range(60):
            address = ".".join(str(random.randrange(1, 255)) for _ in range(4))
            headers = {"X-Forwarded-For": address, "Forwarded": f"for={address}", "X-Real-IP": address,
                       "CF-Connecting-IP": address, "Content-Type": "application/json"}
            answer = server.request("POST", paths[i % 3], headers=headers, raw=b"{")
            if answer.status == 429:
                break
            self.assertEqual(answer.status, 400, answer)
            answered += 1
        # More than twenty only as the budget comes back, one each three seconds.
        self.assertIn(answered, range(20, 25))
        self.assertEqual(answer.code, "rate_limited")
        self.assertIn(int(answer.header("retry-after")), range(1, 4))
        self.assertEqual(answer.header("ratelimit-policy"), '"login-ip";q=20;w=60')
        self.assertRegex(answer.header("ratelimit"), r'^"login-ip";r=0;t=(5\d|60)$')
        self.assertEqual(answer.json["violated-policies"], ["login-ip"])
        for path in (LOGIN + "/", "/" + LOGIN, "/api/v1/auth/./login", "/api/v1/auth/x/../login"):
            with self.subTest(path=path):
                answer = server.request("POST", path, raw=b"{", headers={"Content-Type": "application/json"})
                self.assertIn(answer.status, (400, 404, 429))
                self.assertNotEqual(answer.json["code"], "malformed_json", "reached the action")
        self.assertEqual(server.request("GET", "/livez").status, 200)
        self.assertEqual(server.request("GET", "/api/v1/auth/password/policy").status, 200)


class OtherPages(unittest.TestCase):
    """What a page of another origin makes a visitor's browser send."""

    def test_BF03_other_pages_spend_no_budget_of_a_route(self):
        server = Server(settings=ON)
        self.addCleanup(server.close)
        person, email = Browser(server), fresh_email()
        self.assertEqual(person.register(email).status, 201)
        forms = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"}
        for path in (LOGIN, "/api/v1/auth/register", "/api/v1/auth/password/forgot", "/api/v1/auth/refresh"):
            for _ in range(25):
                answer = server.request("POST", path, headers=forms, raw=b"{}")
                self.assertEqual((answer.status, answer.code), (403, "csrf_failed"), answer)
        for policy in ("login-ip", "mail-ip", "refresh-ip"):
            self.assertEqual(decisions(server, policy, "allowed"), 0, policy)
        self.assertEqual(decisions(server, "register-ip", "allowed"), 1)
        self.assertGreater(decisions(server, "general-ip", "allowed"), 100)
        self.assertEqual(person.login(email).status, 200)


class ManyAddresses(unittest.TestCase):
    """The tests' own address is a trusted proxy, so that they can come from anywhere."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server(settings={**ON, "server.trusted_proxies": "127.0.0.1/32"})
        cls.addClassCleanup(cls.server.close)

    def test_BF01_BF02_EN05_an_account_takes_ten_from_everywhere_and_its_owner_gets_in(self):
        server, email = self.server, fresh_email()
        signed_up = Browser(server).call(
            "POST", "/api/v1/auth/register", {"email": email, "password": PASSWORD, "name": "Ada"},
            {"X-Forwarded-For": "198.51.100.1"},
        )
        device = signed_up.cookie("__Host-device")
        self.assertIsNotNone(device)
        refused = {}
        for target in (email, fresh_email("nobody")):
            statuses = [log_in(server, target, address=f"203.0.113.{i}").status for i in range(12)]
            self.assertEqual(statuses, [401] * 10 + [429] * 2, target)
            refused[target] = log_in(server, target, address="203.0.113.99")
        known, unknown = refused.values()
        self.assertEqual(known.json | {"instance": ""}, unknown.json | {"instance": ""})
        self.assertEqual({name for name, _ in known.headers}, {name for name, _ in unknown.headers})
        right = log_in(server, email, PASSWORD, address="203.0.113.200")
        self.assertEqual((right.status, right.json["violated-policies"]), (429, ["account"]))
        answer = log_in(server, email, PASSWORD, "203.0.113.201", {"Cookie": f"__Host-device={device}"})
        self.assertEqual(answer.status, 200, answer)

    def test_BF03_a_64_is_one_client(self):
        statuses = [
            self.server.request("POST", LOGIN, raw=b"{", headers={
                "Content-Type": "application/json", "X-Forwarded-For": f"2001:db8:0:1:{i:x}::1"}).status
            for i in range(40)
        ]
        self.assertIn(statuses.count(400), range(20, 25))
        self.assertEqual(set(statuses), {400, 429})

    def test_a_decision_is_explained_to_administrators(self):
        server = self.server
        email = fresh_email("root")
        made = server.command("user", "create", "--email", email, "--name", "Root", "--admin",
                              stdin=PASSWORD + "\n")
        self.assertEqual(made.returncode, 0, made.stderr)
        admin = Browser(server)
        self.assertEqual(admin.login(email).status, 200)
        log_in(server, fresh_email(), address="192.0.2.77", headers={"X-Request-Id": "explain-me"})
        path = "/api/v1/auth/admin/rate-limits/explain?request_id="
        answer = admin.call("GET", path + "explain-me")
        self.assertEqual(answer.status, 200, answer)
        found = {decision["policy"]: decision for decision in answer.json["decisions"]}
        self.assertEqual(set(found), {"general-ip", "login-ip", "account", "account-stop", "pairs-ip"})
        self.assertEqual(found["login-ip"]["key"], "192.0.2.0/24")
        self.assertEqual(found["account"]["remaining"], 9)
        self.assertNotIn("192.0.2.77", answer.body.decode())
        self.assertEqual(admin.call("GET", path + "nothing").status, 404)


class Shadow(unittest.TestCase):
    def test_nothing_is_refused_and_all_is_counted(self):
        server = Server(settings={**ON, "rate_limit.mode": "shadow", "rate_limit.login_per_minute": "5"})
        self.addCleanup(server.close)
        for _ in range(20):
            answer = server.request("POST", LOGIN, raw=b"{", headers={"Content-Type": "application/json"})
            self.assertEqual(answer.status, 400)
        self.assertEqual(decisions(server, "login-ip", "allowed"), 5)
        self.assertEqual(decisions(server, "login-ip", "would_refuse"), 15)
        self.assertEqual(decisions(server, "login-ip", "refused"), 0)


if __name__ == "__main__":
    unittest.main()
