"""Two processes on one PostgreSQL send each mail once."""

import threading
import unittest

from gatehouse import PASSWORD, Browser, Server, fresh_email
from mail_server import MailServer
from postgres import Postgres
from test_smtp import MailCase


class TwoProcesses(MailCase):
    def test_F18_each_mail_is_sent_by_one_of_them(self):
        postgres = Postgres("fsync=off", "max_connections=200")
        self.addCleanup(postgres.close)
        mails = self.mail_server(disabledCommands=["STARTTLS", "AUTH"])
        settings = {
            "email.smtp_url": f"smtp://127.0.0.1:{mails.port}", "email.smtp_tls": "off",
            "email.from": "no-reply@id.example.com", "email.retry_after": "1s", "email.smtp_timeout": "5s",
            "sign_up.verification": "deferred", "database.url": postgres.url("gatehouse"),
        }
        first = Server(settings=settings)
        self.addCleanup(first.close)
        made = first.command("user", "create", "--email", "admin@example.com", "--name", "Admin", "--admin",
                             stdin=PASSWORD + "\n")
        self.assertEqual(made.returncode, 0, made.stderr)
        # The same keys: the two are one installation.
        second = Server(data=first.data, settings=settings)
        self.addCleanup(second.close)
        self.admin = Browser(first)
        self.assertEqual(self.admin.login("admin@example.com").status, 200)

        # Some are refused for now, so that retries of both run against each other too.
        mails.script(*["451 rcpt"] * 6)
        people = [fresh_email() for _ in range(40)]
        halves = [threading.Thread(target=lambda server, half: [self.register(server, one) for one in half],
                                   args=pair) for pair in ((first, people[:20]), (second, people[20:]))]
        for half in halves:
            half.start()
        for half in halves:
            half.join()
        self.wait_until(lambda: len(self.deliveries("sent")) == len(people), 30)
        self.assertTrue(mails.stays_at("mail", len(people), 1), "a mail came twice")
        self.assertEqual(sorted(to for to, _ in mails.mails()), sorted(people))
        self.assertEqual(len({mail["Message-ID"] for _, mail in mails.mails()}), len(people))


if __name__ == "__main__":
    unittest.main()
