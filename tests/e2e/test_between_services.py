"""What a change in one service means in the others, seen from outside."""

import time
import unittest

from gatehouse import PASSWORD, Browser, Server, fresh_email
from mails import wait_for_mail


class BetweenServices(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        made = cls.server.command("user", "create", "--email", "admin@example.com", "--name", "Admin", "--admin",
                                  stdin=PASSWORD + "\n")
        assert made.returncode == 0, made.stderr
        cls.admin = Browser(cls.server)
        assert cls.admin.login("admin@example.com").status == 200

    def person(self, language):
        email, browser = fresh_email(), Browser(self.server)
        body = {"email": email, "password": PASSWORD, "name": "Ada Lovelace"}
        answer = browser.call("POST", "/api/v1/auth/register", body, {"Accept-Language": language})
        self.assertEqual(answer.status, 201, answer)
        browser.keep(answer)
        return email, browser

    def patch_me(self, browser, body):
        answer = browser.call("PATCH", "/api/v1/users/me", body, {"If-Match": browser.me().header("etag")})
        self.assertEqual(answer.status, 200, answer)

    def eventually(self, get, wanted, seconds=10):
        deadline = time.monotonic() + seconds
        while (found := get()) != wanted:
            self.assertLess(time.monotonic(), deadline, found)
            time.sleep(0.02)

    def sign_in_mail(self, email, agent, count):
        """The mail about a sign-in of a stranger, whose browser wants English."""
        body = {"email": email, "password": PASSWORD}
        headers = {"User-Agent": agent, "Accept-Language": "en"}
        self.assertEqual(self.server.request("POST", "/api/v1/auth/login", body, headers).status, 200)
        return wait_for_mail(self.server, email, "new_sign_in", count)

    def test_mails_are_in_the_language_of_the_person(self):
        email, browser = self.person("de-CH, en;q=0.5")
        self.assertEqual(wait_for_mail(self.server, email, "verify_email")["subject"],
                         "Bestätigen Sie Ihre E-Mail-Adresse")
        mail = self.sign_in_mail(email, "Thief <b>one</b>", 1)
        self.assertEqual(mail["subject"], "Neue Anmeldung bei Ihrem Konto")
        self.assertIn("Thief <b>one</b>", mail["text"])
        self.assertIn("Thief &lt;b&gt;one&lt;/b&gt;", mail["html"])
        self.patch_me(browser, {"preferences": {"locale": "en"}})
        # The choice travels by event; nothing else shows when it has arrived.
        time.sleep(1)
        self.assertEqual(self.sign_in_mail(email, "Thief two", 2)["subject"], "New sign-in to your account")

    def test_a_name_is_the_same_everywhere_whoever_changes_it(self):
        _, browser = self.person("en")
        in_auth = lambda: browser.call("GET", "/api/v1/auth/session").json["user"]["name"]
        in_profile = lambda: browser.me().json["name"]
        self.patch_me(browser, {"name": "Countess"})
        self.eventually(in_auth, "Countess")
        path = f"/api/v1/auth/admin/users/{browser.user['id']}"
        tag = self.admin.call("GET", path).header("etag")
        answer = self.admin.call("PATCH", path, {"name": "Ada King"}, {"If-Match": tag})
        self.assertEqual(answer.status, 200, answer)
        self.eventually(in_profile, "Ada King")
        self.patch_me(browser, {"name": "Ada again"})
        self.eventually(in_auth, "Ada again")
        # Nothing goes round in circles.
        version = browser.me().header("etag")
        time.sleep(1.5)
        self.assertEqual((in_auth(), in_profile()), ("Ada again", "Ada again"))
        self.assertEqual(browser.me().header("etag"), version)


if __name__ == "__main__":
    unittest.main()
