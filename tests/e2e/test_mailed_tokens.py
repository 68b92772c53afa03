"""What mails carry stays between the person and the server (EV-01, RS-03)."""

import unittest

from gatehouse import PASSWORD, Browser, Server, fresh_email, quote
from mails import code_of, token_of, wait_for_mail


class MailedTokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(settings={"log.level": "debug"})
        cls.addClassCleanup(cls.server.close)

    def test_EV01_RS03_prefetching_a_link_spends_nothing_and_nothing_of_it_is_logged(self):
        email, browser = fresh_email(), Browser(self.server)
        self.assertEqual(browser.register(email).status, 201)
        verify = wait_for_mail(self.server, email, "verify_email")
        self.server.request("POST", "/api/v1/auth/password/forgot", {"email": email})
        reset = wait_for_mail(self.server, email, "reset_password")
        secrets = [token_of(verify), code_of(verify), token_of(reset), code_of(reset)]
        for mail, page in ((verify, "/verify"), (reset, "/reset")):
            self.assertIn(f"{page}#token=", mail["text"], "behind #, which no browser sends")
            # What a scanner or a careless person may do with it all the same.
            for path in (page, f"/api/v1/auth/email{page}", f"/api/v1/auth/password{page}"):
                for query in ("", f"?token={quote(token_of(mail))}"):
                    answer = self.server.request("GET", path + query)
                    self.assertIn(answer.status, (200, 404, 405), answer)
                    self.assertEqual(answer.header("referrer-policy"), "no-referrer")
                    self.assertNotIn(token_of(mail).encode(), answer.body)
        wrong = {"email": email, "code": "00000000", "password": PASSWORD + "x"}
        self.assertEqual(self.server.request("POST", "/api/v1/auth/password/reset", wrong).status, 410)
        weak = {"token": token_of(reset), "password": "password1234"}
        self.assertEqual(self.server.request("POST", "/api/v1/auth/password/reset", weak).status, 422)
        proven = browser.call("POST", "/api/v1/auth/email/verify", {"token": token_of(verify)})
        self.assertEqual(proven.status, 204, proven)
        done = {"email": email, "code": code_of(reset), "password": PASSWORD + "x"}
        self.assertEqual(self.server.request("POST", "/api/v1/auth/password/reset", done).status, 204)
        metrics = self.server.request("GET", "/metrics", port=self.server.operations_port).body.decode()
        for secret in secrets:
            self.assertNotIn(secret, self.server.logs())
            self.assertNotIn(secret, metrics)


if __name__ == "__main__":
    unittest.main()
