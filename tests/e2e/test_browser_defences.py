"""Cookies, CSRF, origins, hosts and headers, as a hostile page would try them."""

import unittest

from gatehouse import PASSWORD, Browser, Server, fresh_email

API_HEADERS = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "content-security-policy":
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "x-xss-protection": "0",
    "x-dns-prefetch-control": "off",
    "x-permitted-cross-domain-policies": "none",
    "origin-agent-cluster": "?1",
}


class BrowserDefences(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)

    def person(self):
        browser = Browser(self.server)
        self.assertEqual(browser.register(fresh_email()).status, 201)
        return browser

    def refused_refresh(self, browser, headers, code="csrf_failed", status=403):
        before = browser.refresh_token
        answer = browser.call("POST", "/api/v1/auth/refresh", headers=headers)
        self.assertEqual((answer.status, answer.code), (status, code), answer)
        self.assertIsNone(answer.cookie(Browser.COOKIE))
        browser.refresh_token = before

    def test_HD01_HD04_exact_headers_on_every_kind_of_answer(self):
        person = self.person()
        answers = {
            "200": person.me(),
            "401": self.server.request("GET", "/api/v1/users/me"),
            "404": self.server.request("GET", "/api/v1/nowhere"),
            "405": self.server.request("DELETE", "/api/v1/auth/login"),
            "400": self.server.request("POST", "/api/v1/auth/login", raw=b"{", headers={"Content-Type": "application/json"}),
            "415": self.server.request("POST", "/api/v1/auth/login", raw=b"{}", headers={"Content-Type": "text/plain"}),
            "422": self.server.request("POST", "/api/v1/auth/login", body={}),
        }
        for status, answer in answers.items():
            with self.subTest(status):
                self.assertEqual(answer.status, int(status))
                for name, value in API_HEADERS.items():
                    self.assertEqual(answer.all(name), [value], name)
                self.assertTrue(answer.header("x-request-id"))
                self.assertIsNone(answer.header("server"))
                self.assertIsNone(answer.header("x-powered-by"))
        raw = self.server.raw(b"BROKEN\r\n\r\n").decode().lower()
        for name, value in API_HEADERS.items():
            self.assertIn(f"{name}: {value.lower()}", raw)

    def test_request_id_is_kept_when_sane(self):
        answer = self.server.request("GET", "/livez", headers={"X-Request-Id": "abc-123.X_z"})
        self.assertEqual(answer.header("x-request-id"), "abc-123.X_z")
        answer = self.server.request("GET", "/livez", headers={"X-Request-Id": "a b<c>"})
        self.assertNotEqual(answer.header("x-request-id"), "a b<c>")

    def test_HL01_health_says_one_word(self):
        for path in ("/livez", "/readyz"):
            for port in (self.server.port, self.server.operations_port):
                answer = self.server.request("GET", path, port=port)
                self.assertEqual((answer.status, answer.json), (200, {"status": "ok"}))

    def test_MT01_metrics_only_on_the_operations_port(self):
        self.assertIn(self.server.request("GET", "/metrics").status, (404,))
        answer = self.server.request("GET", "/metrics", port=self.server.operations_port)
        self.assertEqual(answer.status, 200)
        self.assertIn(b"http_server_request_duration_seconds_bucket", answer.body)

    def test_MT01_ids_do_not_multiply_the_series(self):
        person = self.person()

        def series():
            text = self.server.request("GET", "/metrics", port=self.server.operations_port).body
            return len([line for line in text.splitlines() if not line.startswith(b"#")])

        for i in range(3):
            person.call("GET", f"/api/v1/users/0197c000-0000-7000-8000-00000000000{i}")
            self.server.request("GET", f"/nowhere/{i}")
        before = series()
        for i in range(200):
            person.call("GET", f"/api/v1/users/0197c000-0000-7000-8000-{i:012}")
            self.server.request("GET", f"/nowhere/{i}")
        self.assertEqual(series(), before)

    def test_CS01_csrf_token_of_the_session_is_needed(self):
        person, other = self.person(), self.person()
        json = {"Content-Type": "application/json"}
        flipped = ("A" if person.csrf_token[0] != "A" else "B") + person.csrf_token[1:]
        for name, token in {"missing": None, "empty": "", "other": other.csrf_token, "flipped": flipped,
                            "refresh": person.refresh_token, "access": person.access_token}.items():
            with self.subTest(name):
                kept = person.csrf_token
                person.csrf_token = token
                self.refused_refresh(person, json)
                person.csrf_token = kept
        self.assertEqual(person.refresh().status, 200, "RT-07: the token must still be current")

    def test_CS02_CS03_origins(self):
        person = self.person()
        port = self.server.port
        for origin in ("null", f"https://localhost:{port}", "http://localhost:1", f"http://localhost.evil.example:{port}",
                       f"http://evil.example:{port}", "http://localhost", f"http://LOCALHOST.:{port}"):
            with self.subTest(origin):
                self.refused_refresh(person, {"Content-Type": "application/json", "Origin": origin})
        for site in ("cross-site", "same-site", "nonsense"):
            with self.subTest(site):
                self.refused_refresh(person, {"Content-Type": "application/json", "Sec-Fetch-Site": site})
        for origin in (f"http://localhost:{port}", f"http://127.0.0.1:{port}"):
            answer = person.call(
                "POST", "/api/v1/auth/refresh", headers={"Content-Type": "application/json", "Origin": origin}
            )
            self.assertEqual(answer.status, 200, answer)
            person.keep(answer)

    def test_CS03_a_cookie_without_origin_and_fetch_metadata(self):
        person = self.person()
        answer = self.server.request(
            "POST", "/api/v1/auth/refresh", headers={
                "Cookie": f"{Browser.COOKIE}={person.refresh_token}", "X-CSRF-Token": person.csrf_token,
                "Content-Type": "application/json",
            },
        )
        self.assertEqual((answer.status, answer.code), (403, "csrf_failed"))

    def test_CS03_every_change_checks_where_it_comes_from(self):
        person = self.person()
        changes = [
            (method.upper(), path)
            for path, verbs in self.server.request("GET", "/api/v1/openapi.json").json["paths"].items()
            for method in verbs if method in ("post", "put", "patch", "delete")
        ]
        self.assertGreater(len(changes), 20)
        for method, path in changes:
            path = path.replace("{id}", "0197c000-0000-7000-8000-000000000000")
            if "/admin/" in path:
                continue  # refused for want of a role before
            for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                            {"Sec-Fetch-Site": "same-site"}):
                with self.subTest(f"{method} {path} {headers}"):
                    answer = self.server.request(
                        method, path, {}, {"Authorization": f"Bearer {person.access_token}", **headers})
                    self.assertEqual((answer.status, answer.code), (403, "csrf_failed"), answer)
        self.assertEqual(person.me().status, 200)
        # No browser: its token is proof enough, and it says nothing of where it comes from.
        token = {"Authorization": f"Bearer {person.access_token}"}
        self.assertEqual(self.server.request("DELETE", "/api/v1/auth/sessions", headers=token).status, 204)

    def test_CS04_sign_in_and_register_check_the_origin(self):
        body = {"email": fresh_email(), "password": PASSWORD}
        for path, content in (("login", body), ("register", {**body, "name": "Eve"})):
            for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
                with self.subTest(f"{path} {headers}"):
                    answer = self.server.request("POST", f"/api/v1/auth/{path}", content, headers)
                    self.assertEqual((answer.status, answer.code), (403, "csrf_failed"))

    def test_CK02_a_duplicate_cookie_is_invalid(self):
        person, other = self.person(), self.person()
        double = f"{Browser.COOKIE}={person.refresh_token}; {Browser.COOKIE}={other.refresh_token}"
        answer = person.call(
            "POST", "/api/v1/auth/refresh", headers={"Content-Type": "application/json", "Cookie": double}
        )
        self.assertIn(answer.status, (401, 403))
        answer = Browser.refresh(person)
        self.assertEqual(answer.status, 200, answer)

    def test_SE02_planted_cookies_are_replaced(self):
        victim, attacker = self.person(), self.person()
        planted = attacker.refresh_token
        email = fresh_email()
        Browser(self.server).register(email)
        browser = Browser(self.server)
        browser.refresh_token = planted
        self.assertEqual(browser.login(email).status, 200)
        self.assertNotEqual(browser.refresh_token, planted)
        self.assertNotEqual(browser.session["id"], attacker.session["id"])
        self.assertEqual(victim.me().status, 200)

    def test_CO01_no_cross_origin_answers(self):
        for origin in ("https://evil.example", "null", f"http://localhost:{self.server.port}.evil.example"):
            for method, headers in (("OPTIONS", {"Access-Control-Request-Method": "POST"}), ("GET", {})):
                answer = self.server.request(method, "/api/v1/users/me", headers={"Origin": origin, **headers})
                self.assertFalse([key for key, _ in answer.headers if key.startswith("access-control")])

    def test_HH_host_and_forwarding_headers_change_nothing(self):
        person = self.person()
        answer = self.server.request("GET", "/api/v1/openapi.json", headers={"Host": "evil.example"})
        self.assertEqual(answer.status, 421)
        self.assertNotIn(b"evil", answer.body)
        evil = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
        answer = self.server.request(
            "POST", "/api/v1/auth/login", {"email": person.user["email"], "password": PASSWORD}, evil
        )
        self.assertEqual(answer.status, 200)
        self.assertNotIn(b"evil", answer.body)

    def test_FI01_static_files_stay_in_their_folder(self):
        for path in ("/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%5cx", "/%c0%ae%c0%ae/x", "/.git/HEAD",
                     "/.env", "/assets/../../x", "/static../x", "/index.js.map", "/assets/%00"):
            with self.subTest(path):
                answer = self.server.request("GET", path)
                self.assertIn(answer.status, (400, 404), (path, answer))

    def test_pages_are_under_a_strict_policy(self):
        for path in ("/", "/docs"):
            answer = self.server.request("GET", path, headers={"Accept": "text/html"})
            self.assertEqual(answer.status, 200)
            self.assertIn("text/html", answer.header("content-type"))
            policy = answer.header("content-security-policy")
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertNotIn(b"<script>", answer.body)
            self.assertNotIn(b"<style", answer.body)


class WithPublicAddress(unittest.TestCase):
    """A public URL narrows what is accepted to that URL."""

    def test_HH02_only_the_public_host_and_origin(self):
        server = Server(settings={"server.public_url": "https://id.example.com"}, wait=False)
        self.addCleanup(server.close)
        host = {"Host": "id.example.com"}
        for _ in range(200):
            try:
                answer = server.request("GET", "/readyz", headers=host)
                if answer.status == 200:
                    break
            except OSError:
                pass
            import time
            time.sleep(0.02)
        self.assertEqual(answer.status, 200, server.logs())
        self.assertIn(server.request("GET", "/api/v1/openapi.json", headers={"Host": "evil.example"}).status, (404, 421))
        body = {"email": fresh_email(), "password": PASSWORD, "name": "Ada"}
        good = {**host, "Origin": "https://id.example.com"}
        self.assertEqual(server.request("POST", "/api/v1/auth/register", body, good).status, 201)
        bad = {**host, "Origin": f"http://localhost:{server.port}"}
        self.assertEqual(server.request("POST", "/api/v1/auth/login", body, bad).status, 403)
