"""Every token and code at every place that takes another one: refused, and without effect (TK-01).

Two lists make the matrix: what the server hands out (KINDS), and where it takes something (PLACES). The
tests at the end fail when the server hands out or takes something that is in neither.
"""

import random
import string
import unittest
from dataclasses import dataclass
from typing import Callable

from gatehouse import PASSWORD, Answer, Browser, Server, fresh_email, quote
from mails import code_of, mails_to, token_of, wait_for_mail

A = "/api/v1/auth"
REFUSED = {400, 401, 403, 410, 422}
COOKIES = {"__Host-refresh": "refresh", "__Host-sign-up": "sign_up_cookie", "__Host-device": "device"}
LISTS = {
    "users_cursor": f"{A}/admin/users", "audit_cursor": f"{A}/admin/audit-events",
    "user_sessions_cursor": f"{A}/admin/users/{{id}}/sessions", "sessions_cursor": f"{A}/sessions",
    "security_log_cursor": f"{A}/security-log", "profiles_cursor": "/api/v1/users/",
    "profiles_plain_cursor": "/api/v1/users", "mails_cursor": "/api/v1/notifications/admin/mails",
}
# These two are one list under two paths.
SAME = {("profiles_cursor", "profiles_plain_cursor"), ("profiles_plain_cursor", "profiles_cursor")}


class House:
    """A server, and people who hold one of each kind."""

    def __init__(self):
        self.server = Server(settings={"sign_up.verification": "required", "email.per_address_per_hour": "100"})
        self.cookies = set()
        self.targets = {}
        made = self.server.command("user", "create", "--email", "admin@example.com", "--name", "Admin", "--admin",
                                   stdin=PASSWORD + "\n")
        assert made.returncode == 0, made.stderr
        self.admin = self.sign_in("admin@example.com")
        self.admin2 = self.sign_in("admin@example.com")

    def call(self, method, path, body=None, headers=None):
        fields = {"Origin": self.server.origin, "Sec-Fetch-Site": "same-origin", **(headers or {})}
        answer = self.server.request(method, path, body, fields)
        self.cookies |= {value.partition("=")[0] for value in answer.all("set-cookie")}
        return answer

    def sign_in(self, email):
        browser = Browser(self.server)
        answer = self.call("POST", f"{A}/login", {"email": email, "password": PASSWORD})
        assert answer.status == 200, answer
        browser.refresh_token = answer.cookie("__Host-refresh")
        browser.device = answer.cookie("__Host-device")
        return browser.keep(answer) and browser

    def register(self):
        """Somebody who has not proven their address: (address, mail, sign-up cookie)."""
        email = fresh_email()
        body = {"email": email, "password": PASSWORD, "name": "Ada Lovelace"}
        answer = self.call("POST", f"{A}/register", body)
        assert answer.status == 202, answer
        return email, wait_for_mail(self.server, email, "verify_email"), answer.cookie("__Host-sign-up")

    def person(self):
        """Somebody who has, and is signed in: (address, browser)."""
        email, mail, mark = self.register()
        answer = self.verify(token_of(mail), mark)
        assert answer.status == 204, answer
        return email, self.sign_in(email)

    def verify(self, token, mark):
        return self.call("POST", f"{A}/email/verify", {"token": token}, {"Cookie": f"__Host-sign-up={mark}"})

    def letter(self, purpose):
        """A mail that nobody has used: (address that it went to, mail)."""
        if purpose == "verify":
            return self.register()[:2]
        email, browser = self.person()
        if purpose == "reset":
            assert self.call("POST", f"{A}/password/forgot", {"email": email}).status == 202
            return email, wait_for_mail(self.server, email, "reset_password")
        bearer = {"Authorization": f"Bearer {browser.access_token}"}
        assert self.call("POST", f"{A}/email/change", {"email": f"new.{email}"}, bearer).status == 202
        if purpose == "change":
            return f"new.{email}", wait_for_mail(self.server, f"new.{email}", "confirm_new_email")
        return email, wait_for_mail(self.server, email, "email_change_notice")

    def target(self, purpose):
        """Somebody else's address, whose code of this purpose (or whose device) still has tries left."""
        address, uses = self.targets.get(purpose, (None, 4))
        if uses == 4:
            address, uses = (self.person() if purpose == "device" else self.letter(purpose))[0], 0
        self.targets[purpose] = (address, uses + 1)
        return address

    def page(self, path, cursor=None, limit=1):
        query = f"?limit={limit}" + (f"&cursor={quote(cursor)}" if cursor else "")
        path = path.replace("{id}", self.admin.user["id"])
        return self.call("GET", path + query, headers={"Authorization": f"Bearer {self.admin.access_token}"})


@dataclass
class Held:
    """A token or code, and whatever its own place wants beside it."""

    value: str
    owner: Browser | None = None
    email: str | None = None
    token: str | None = None


def of_person(member):
    def make(house):
        owner = house.person()[1]
        return Held(getattr(owner, member), owner)
    return make


def device(house):
    email, owner = house.person()
    return Held(owner.device, email=email)


def mailed(purpose, part):
    def make(house):
        email, mail = house.letter(purpose)
        return Held(token_of(mail) if part == "token" else code_of(mail), email=email)
    return make


def sign_up_cookie(house):
    email, mail, mark = house.register()
    return Held(mark, email=email, token=token_of(mail))


def cursor_of(path):
    return lambda house: Held(house.page(path).json["next_cursor"])


KINDS: dict[str, Callable[[House], Held]] = {
    "access": of_person("access_token"),
    "refresh": of_person("refresh_token"),
    "csrf": of_person("csrf_token"),
    "sign_up_cookie": sign_up_cookie,
    "device": device,
    **{f"{purpose}_{part}": mailed(purpose, part)
       for purpose in ("verify", "reset", "change", "undo") for part in ("token", "code")},
    **{name: cursor_of(path) for name, path in LISTS.items()},
}


@dataclass
class Place:
    """Where one kind is taken: `use` gives the answer to a value that `held` has, or to a foreign one."""

    path: str
    use: Callable[[House, str, Held | None], Answer]
    success: int = 200
    refused: frozenset = frozenset(REFUSED)


def bearer(house, value, _held):
    return house.call("GET", f"{A}/session", headers={"Authorization": f"Bearer {value}"})


def refresh_cookie(house, value, held):
    owner = held.owner if held else house.admin2
    return house.call("POST", f"{A}/refresh", headers={
        "Cookie": f"__Host-refresh={value}", "X-CSRF-Token": owner.csrf_token, "Content-Type": "application/json"})


def csrf_header(house, value, held):
    owner = held.owner if held else house.admin2
    return house.call("POST", f"{A}/refresh", headers={
        "Cookie": f"__Host-refresh={owner.refresh_token}", "X-CSRF-Token": value, "Content-Type": "application/json"})


def with_token(path, more):
    return lambda house, value, held: house.call("POST", path, {"token": value, **more})


def with_code(path, purpose, more):
    def use(house, value, held):
        email = held.email if held else house.target(purpose)
        return house.call("POST", path, {"email": email, "code": value, **more})
    return use


def sign_up_mark(house, value, held):
    """204 when the mark counts; 200, everything void, when it does not: then nobody lost anything by it."""
    token = held.token if held else token_of(house.letter("verify")[1])
    return house.verify(token, value)


def known_device(house, value, held):
    """204 when the device counts as known, so that nobody is told of its sign-in; else 200."""
    email = held.email if held else house.target("device")
    told = len(mails_to(house.server, email, "new_sign_in"))
    resets = len(mails_to(house.server, email, "reset_password"))
    # Of no earlier session: digits would not count.
    stranger = "".join(random.choices(string.ascii_letters, k=20))
    answer = house.call("POST", f"{A}/login", {"email": email, "password": PASSWORD},
                        {"Cookie": f"__Host-device={value}", "User-Agent": stranger})
    assert answer.status == 200, answer
    # Mails come in the order in which they were asked for.
    house.call("POST", f"{A}/password/forgot", {"email": email})
    wait_for_mail(house.server, email, "reset_password", resets + 1)
    return Answer(200 if len(mails_to(house.server, email, "new_sign_in")) > told else 204, [], b"")


def list_with(path):
    return lambda house, value, _held: house.page(path, value)


MAILED = {"verify": (f"{A}/email/verify", {}, 200), "reset": (f"{A}/password/reset", {"password": PASSWORD + "x"}, 204),
          "change": (f"{A}/email/change/confirm", {}, 204), "undo": (f"{A}/email/change/undo", {}, 200)}

PLACES: dict[str, Place] = {
    "access": Place(f"{A}/session", bearer),
    "refresh": Place(f"{A}/refresh", refresh_cookie),
    "csrf": Place(f"{A}/refresh", csrf_header),
    "sign_up_cookie": Place(f"{A}/email/verify", sign_up_mark, 204, frozenset({200})),
    "device": Place(f"{A}/login", known_device, 204, frozenset({200})),
    **{f"{purpose}_token": Place(path, with_token(path, more), success)
       for purpose, (path, more, success) in MAILED.items()},
    **{f"{purpose}_code": Place(path, with_code(path, purpose, more), success)
       for purpose, (path, more, success) in MAILED.items()},
    **{name: Place(path, list_with(path)) for name, path in LISTS.items()},
}


class TokenPurposes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.server.close)
        # Lists of more than one page.
        for _ in range(2):
            cls.house.person()
        cls.held = {kind: make(cls.house) for kind, make in KINDS.items()}

    def test_TK01_every_kind_is_refused_at_every_other_place_and_keeps_its_effect(self):
        self.assertEqual(set(KINDS), set(PLACES), "each kind has a place of its own")
        self.assertEqual(len({held.value for held in self.held.values()}), len(KINDS) - 1,
                         "all differ but the cursor of the list with two paths")
        tried = 0
        for kind, held in self.held.items():
            for name, place in PLACES.items():
                if name == kind or (kind, name) in SAME:
                    continue
                with self.subTest(kind=kind, place=name):
                    answer = place.use(self.house, held.value, None)
                    self.assertIn(answer.status, place.refused, answer)
                    tried += 1
        self.assertEqual(tried, len(KINDS) * (len(PLACES) - 1) - len(SAME))
        # None of that spent, ended or changed anything: each still does what it is for.
        for kind, held in self.held.items():
            with self.subTest(kind=kind, place="its own"):
                answer = PLACES[kind].use(self.house, held.value, held)
                self.assertEqual(answer.status, PLACES[kind].success, answer)

    def test_TK01_every_endpoint_that_takes_a_token_is_a_place(self):
        document = self.house.call("GET", "/api/v1/openapi.json").json
        schemas = document["components"]["schemas"]
        taking = set()
        for path, item in document["paths"].items():
            for operation in item.values():
                schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
                while "$ref" in schema:
                    schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
                names = set(schema.get("properties", {})) | {p["name"] for p in operation.get("parameters", [])}
                if any(word in name for name in names for word in ("token", "code", "cursor")):
                    taking.add(path)
        self.assertTrue(taking)
        self.assertEqual(taking - {place.path for place in PLACES.values()}, set())

    def test_TK01_every_cookie_is_a_kind(self):
        self.assertEqual({COOKIES.get(name, name) for name in self.house.cookies} - set(KINDS), set())


if __name__ == "__main__":
    unittest.main()
