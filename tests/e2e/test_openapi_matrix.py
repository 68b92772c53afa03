"""Every route of the OpenAPI document, called in every wrong way: the contract's problem comes back and nothing is a 500."""

import re
import unittest

from gatehouse import PASSWORD, ROOT, Browser, Server, fresh_email

UNKNOWN_ID = "0197c000-0000-7000-8000-000000000000"
VERBS = ("get", "post", "put", "patch", "delete")
WITH_BODY = ("post", "put", "patch")
# A row of a service's table of endpoints, as platform/testing/endpoint_table.cpp reads it.
ROW = re.compile(r"\| ([A-Z]+) \| `(/[^`]*)` \| ([a-z]+) \|")
# What the program serves itself, beside its services.
OF_THE_PROGRAM = {("get", path, "anonymous") for path in ("/livez", "/readyz", "/api/v1/openapi.json")}


def access(operation):
    """Who may call it, in the words of the services' READMEs."""
    ways = operation["security"]
    roles = [way["access_token"] for way in ways if "access_token" in way]
    if not ways:
        return "anonymous"
    if any("refresh_cookie" in way for way in ways):
        return "session" if roles else "cookie"
    return "admin" if all("admin" in needed for needed in roles) else "user"


def listed_routes():
    """The services' tables of endpoints: verb, path and who may call it."""
    return {
        (verb.lower(), path, who)
        for readme in ROOT.glob("services/*/README.md")
        for verb, path, who in ROW.findall(readme.read_text())
    }


class Matrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.addClassCleanup(cls.assert_no_internal_error)
        cls.document = cls.server.request("GET", "/api/v1/openapi.json").json
        cls.routes = [
            (verb, path, operation)
            for path, item in cls.document["paths"].items()
            for verb, operation in item.items() if verb in VERBS
        ]

    @classmethod
    def assert_no_internal_error(cls):
        """After all tests of the class: the server's own count of 500 answers is zero."""
        metrics = cls.server.request("GET", "/metrics", port=cls.server.operations_port).body.decode()
        counts = [line for line in metrics.splitlines() if "request_duration_seconds_count" in line]
        assert counts, "the request metric is missing"
        failed = [line for line in counts if 'status_code="500"' in line]
        assert not failed, failed

    def person(self):
        browser = Browser(self.server)
        self.assertEqual(browser.register(fresh_email()).status, 201)
        return browser

    def concrete(self, path, value=UNKNOWN_ID):
        while "{" in path:
            path = path[: path.index("{")] + value + path[path.index("}") + 1 :]
        return path

    def routes_for(self, *who):
        return [(verb, path, operation) for verb, path, operation in self.routes if access(operation) in who]

    def assert_problem(self, answer, statuses, context):
        self.assertIn(answer.status, statuses, (context, answer))
        self.assertEqual(answer.header("content-type"), "application/problem+json", context)
        content = answer.json
        self.assertEqual(content["status"], answer.status, context)
        self.assertEqual(content["type"], f"/problems/{content['code']}", context)
        self.assertEqual(content["instance"], answer.header("x-request-id"), context)
        self.assertTrue(content["title"], context)
        if answer.status == 401:
            self.assertTrue(answer.header("www-authenticate", "").startswith("Bearer"), context)
        if answer.status == 422:
            self.assertTrue(content["errors"], context)
            for error in content["errors"]:
                self.assertEqual(set(error), {"pointer", "code", "detail"}, context)

    def body_schema(self, operation):
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        while schema and "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def test_the_document_describes_the_first_capabilities(self):
        self.assertTrue(self.document["openapi"].startswith("3.1"))
        present = {(verb, path) for verb, path, _ in self.routes}
        for verb, path in [
            ("post", "/api/v1/auth/register"), ("post", "/api/v1/auth/login"), ("post", "/api/v1/auth/refresh"),
            ("post", "/api/v1/auth/logout"), ("get", "/api/v1/auth/session"), ("get", "/api/v1/auth/csrf"),
            ("get", "/api/v1/auth/sessions"), ("delete", "/api/v1/auth/sessions/{id}"),
            ("delete", "/api/v1/auth/sessions"), ("get", "/api/v1/auth/password/policy"),
            ("get", "/.well-known/jwks.json"), ("get", "/api/v1/users/me"), ("patch", "/api/v1/users/me"),
            ("get", "/api/v1/users/me/preferences"), ("put", "/api/v1/users/me/preferences"),
            ("get", "/api/v1/users/{id}"), ("post", "/api/v1/users/batch-get"),
        ]:
            self.assertIn((verb, path), present)

    def test_AC01_the_document_says_of_each_route_who_may_call_it(self):
        found = {(verb, path, access(operation)) for verb, path, operation in self.routes}
        # What ends with a slash is another's second spelling, which the document leaves out.
        listed = {row for row in listed_routes() if not row[1].endswith("/")}
        self.assertEqual(found, listed | OF_THE_PROGRAM)

    def test_AC01_anonymous_callers_reach_only_public_routes(self):
        refused = {"cookie": (401, 403), "session": (401, 403), "user": (401,), "admin": (401,)}
        for verb, path, operation in self.routes:
            with self.subTest(f"{verb} {path}"):
                answer = self.server.request(verb.upper(), self.concrete(path), {} if verb in WITH_BODY else None)
                self.assertIn(str(answer.status), operation["responses"], answer)
                if access(operation) != "anonymous":
                    self.assert_problem(answer, refused[access(operation)], path)

    def test_AC01_ordinary_people_reach_no_administrator_route(self):
        person = self.person()
        routes = self.routes_for("admin")
        self.assertTrue(routes)
        for verb, path, _ in routes:
            with self.subTest(f"{verb} {path}"):
                body = {} if verb in WITH_BODY else None
                answer = person.call(verb.upper(), self.concrete(path), body)
                self.assert_problem(answer, (403,), path)
                self.assertEqual(answer.code, "forbidden")
                # Under its other spelling it is the same route or none.
                self.assert_problem(person.call(verb.upper(), self.concrete(path) + "/", body), (403, 404), path)

    def test_AC01_foreign_and_unknown_ids_are_not_found(self):
        person = self.person()
        routes = [(verb, path) for verb, path, _ in self.routes_for("user") if "{" in path]
        self.assertTrue(routes)
        for verb, path in routes:
            with self.subTest(f"{verb} {path}"):
                answer = person.call(verb.upper(), self.concrete(path))
                self.assert_problem(answer, (404,), path)
                for bad in ("1", "x", UNKNOWN_ID + "0", "..%2fadmin", "%00", "-1"):
                    answer = person.call(verb.upper(), self.concrete(path, bad))
                    self.assert_problem(answer, (400, 404, 422), (path, bad))

    def test_AC05_AC04_identity_headers_have_no_effect(self):
        person = self.person()
        answer = self.server.request(
            "GET", "/api/v1/users/me",
            headers={
                "X-User-Id": person.user["id"], "X-Role": "admin", "X-Forwarded-User": person.user["id"],
                "X-Original-URL": "/livez", "X-Rewrite-URL": "/livez",
            },
        )
        self.assert_problem(answer, (401,), "identity headers")

    def test_JW_bad_bearer_tokens_are_refused_on_every_route(self):
        person = self.person()
        head, payload, signature = person.access_token.split(".")
        flipped = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
        tokens = {
            "empty": "", "word": "abc", "two parts": f"{head}.{payload}", "no signature": f"{head}.{payload}.",
            "four parts": person.access_token + ".x", "flipped": f"{head}.{payload}.{flipped}",
            "padded": person.access_token + "=", "refresh token": person.refresh_token,
            "csrf token": person.csrf_token, "long": "a" * 7000,
            "none": "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + payload + ".",
        }
        for verb, path, _ in self.routes_for("user", "admin"):
            for name, token in tokens.items():
                with self.subTest(f"{verb} {path} {name}"):
                    answer = self.server.request(
                        verb.upper(), self.concrete(path), {} if verb in WITH_BODY else None,
                        {"Authorization": f"Bearer {token}"},
                    )
                    self.assert_problem(answer, (401,), (path, name))

    def test_SE07_a_token_in_the_url_is_not_a_token(self):
        person = self.person()
        answer = self.server.request("GET", f"/api/v1/users/me?access_token={person.access_token}")
        self.assert_problem(answer, (400, 401), "access_token")

    def test_JW10_two_authorization_headers(self):
        person = self.person()
        line = f"Authorization: Bearer {person.access_token}\r\n"
        received = self.server.raw(
            f"GET /api/v1/users/me HTTP/1.1\r\nHost: localhost:{self.server.port}\r\n{line}{line}"
            "Connection: close\r\n\r\n".encode()
        )
        self.assertIn(received.split(b" ")[1], (b"400", b"401"))

    def test_IV08_wrong_methods_say_what_is_allowed(self):
        allowed = {}
        for verb, path, _ in self.routes:
            allowed.setdefault(path, set()).add(verb.upper())
        for path, verbs in allowed.items():
            for verb in ("GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "BREW"):
                if verb in verbs:
                    continue
                with self.subTest(f"{verb} {path}"):
                    concrete = self.concrete(path)
                    if any(verb in other for key, other in allowed.items() if key != path
                           and "{" in path and key == concrete):
                        continue
                    answer = self.server.request(verb, concrete)
                    self.assert_problem(answer, (405,), (verb, path))
                    listed = {word.strip() for word in answer.header("allow", "").split(",")}
                    self.assertTrue(verbs <= listed, (listed, verbs))

    def test_CS06_no_method_override(self):
        answer = self.server.request(
            "GET", "/api/v1/auth/logout", headers={"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
        )
        self.assert_problem(answer, (405,), "override")

    def test_IV_bad_bodies(self):
        person = self.person()
        bodies = {
            "empty": b"", "not JSON": b"hello", "array": b"[]", "string": b'"x"', "number": b"1", "null": b"null",
            "trailing": b"{}{}", "comment": b"{/**/}", "BOM": b"\xef\xbb\xbf{}", "single quotes": b"{'a':1}",
            "NaN": b'{"a":NaN}', "unclosed": b'{"email":"a', "deep": b"[" * 60000,
            "deep objects": b'{"a":' * 40 + b"1" + b"}" * 40, "invalid UTF-8": b'{"email":"\xff"}',
            "overlong": b'{"email":"\xc0\xaf"}', "lone surrogate": b'{"email":"\\ud800"}',
            "duplicate": b'{"email":"a@example.com","email":"b@example.com"}', "NUL": b'{"email":"a\\u0000b"}',
            "many keys": b"{" + b",".join(b'"k%d":1' % i for i in range(5000)) + b"}",
            "unknown": b'{"no_such_member":1}', "control": b'{"email":"a\nb"}',
        }
        tried = 0
        for verb, path, operation in self.routes:
            if not self.body_schema(operation) or access(operation) == "admin":
                continue
            for name, raw in bodies.items():
                if path.endswith("/preferences") and name in ("unknown", "array"):
                    continue
                if path.endswith("/logout") and name == "empty":
                    continue
                with self.subTest(f"{verb} {path} {name}"):
                    tried += 1
                    answer = self.server.request(
                        verb.upper(), self.concrete(path), raw=raw,
                        headers=person.headers({"Content-Type": "application/json", "If-Match": '"x"'}),
                    )
                    self.assert_problem(answer, (400, 412, 422), (path, name))
        self.assertGreater(tried, 100)
        self.assertEqual(person.me().status, 200)
        self.assertEqual(person.refresh().status, 200)

    def test_IV05_every_member_with_a_wrong_type(self):
        person = self.person()
        values = [None, True, 1, -1, 1.5, 10**30, [], {}, {"$gt": ""}, ["a"], "", "a" * 60000, "\u202e", "a\u0000b"]
        for verb, path, operation in self.routes:
            schema = self.body_schema(operation)
            if not schema or "properties" not in schema or access(operation) == "admin":
                continue
            for member in schema["properties"]:
                for value in values:
                    with self.subTest(f"{verb} {path} {member}={str(value)[:20]!r}"):
                        answer = person.call(verb.upper(), self.concrete(path), {member: value})
                        self.assertNotEqual(answer.status // 100, 5, answer)

    def test_IV06_members_that_are_not_the_callers_to_set(self):
        person = self.person()
        extras = {
            "id": UNKNOWN_ID, "user_id": UNKNOWN_ID, "role": "admin", "roles": ["admin"], "is_admin": True,
            "email_verified": True, "tenant_id": 1, "balance": 1, "created_at": "2020-01-01T00:00:00Z",
        }
        tag = person.me().header("etag")
        for member, value in extras.items():
            with self.subTest(member):
                answer = person.call("PATCH", "/api/v1/users/me", {"bio": "x", member: value}, {"If-Match": tag})
                self.assert_problem(answer, (422,), member)
                body = {"email": fresh_email(), "password": PASSWORD, "name": "Eve", member: value}
                answer = self.server.request("POST", "/api/v1/auth/register", body)
                self.assert_problem(answer, (422,), member)
        self.assertEqual(person.me().header("etag"), tag)

    def test_CS05_only_json(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                     "application/xml", "application/jsonx", "", "application/json; charset=latin1"):
            with self.subTest(kind):
                answer = self.server.request(
                    "POST", "/api/v1/auth/login", raw=b'{"email":"a@example.com","password":"x"}',
                    headers={"Content-Type": kind},
                )
                self.assert_problem(answer, (415,), kind)

    def test_IV10_compressed_bodies(self):
        answer = self.server.request(
            "POST", "/api/v1/auth/login", raw=b"\x1f\x8b" + b"0" * 100,
            headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
        )
        self.assert_problem(answer, (415,), "gzip")

    def test_IV08_repeated_and_unknown_query_parameters(self):
        person = self.person()
        for query in ("limit=1&limit=2", "nonsense=1", "limit=x", "limit=-1", "limit=101", "limit=1.5",
                      "cursor=abc", "cursor=" + "A" * 200, "limit=%zz", "limit=%00", "limit"):
            with self.subTest(query):
                answer = person.call("GET", f"/api/v1/auth/sessions?{query}")
                self.assert_problem(answer, (400, 422), query)

    def test_AC06_one_path_interpretation(self):
        person = self.person()
        for path in ("/api/v1/users//me", "/api/v1/users/./me", "/api/v1/users/../users/me", "/api/v1/users/me/",
                     "/api/v1/users/%2e%2e/users/me", "/api/v1/users/..%2fme", "/API/v1/users/me",
                     "/api/v1/users/me;x=1", "/api/v1/users/me%00", "/api/v1/users/%6de%2f", "//api/v1/users/me",
                     "/api/v1/users/me.", "/api/v1/users/%256de", "/api/v1/users\\me", "/api/v1/users/me%20"):
            with self.subTest(path):
                answer = person.call("GET", path)
                self.assertIn(answer.status, (400, 404, 422), answer)

    def test_SQ01_injection_texts_are_data(self):
        person = self.person()
        for text in ("' OR 1=1 --", '"; DROP TABLE users; --', "%' UNION SELECT 1 --", "1; SELECT pg_sleep(5)",
                     "\\'; --", "{{7*7}}", "${jndi:ldap://x}", "<script>alert(1)</script>"):
            with self.subTest(text):
                tag = person.me().header("etag")
                answer = person.call("PATCH", "/api/v1/users/me", {"bio": text}, {"If-Match": tag})
                self.assertEqual((answer.status, answer.json.get("bio")), (200, text))
                self.assertIn(Browser(self.server).login(text, text).status, (401, 422))

    def test_XS02_avatar_addresses(self):
        person = self.person()
        for url in ("javascript:alert(1)", "data:image/png;base64,AA", "//example.com/a", "http://example.com/a",
                    "https://a@b.example/", "java\tscript:x", "https://127.0.0.1/a", "https://[::1]/a",
                    "https://0177.1/a", "https://2130706433/", "https://example.com/" + "a" * 2048, "https://", ""):
            with self.subTest(url[:40]):
                tag = person.me().header("etag")
                answer = person.call("PATCH", "/api/v1/users/me", {"avatar_url": url}, {"If-Match": tag})
                self.assert_problem(answer, (422,), url)
        good = "https://media.example.com/a.png?size=2"
        answer = person.call(
            "PATCH", "/api/v1/users/me", {"avatar_url": good}, {"If-Match": person.me().header("etag")}
        )
        self.assertEqual(answer.json["avatar_url"], good)
