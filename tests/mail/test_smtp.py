"""Mails reach a real mail server whatever it does: nothing is lost, and nothing comes twice where SMTP can tell."""

import concurrent.futures
import shutil
import tempfile
import time
import unittest

from gatehouse import PASSWORD, Browser, Server, fresh_email
from mail_server import Authority, MailServer

SENDER = "Gatehouse, Test <no-reply@id.example.com>"


class MailCase(unittest.TestCase):
    def mail_server(self, **options):
        server = MailServer(**options)
        self.addCleanup(server.close)
        return server

    def authority(self, host="localhost"):
        folder = tempfile.mkdtemp(prefix="gatehouse-ca-")
        self.addCleanup(shutil.rmtree, folder)
        return Authority(folder, host)

    def house(self, url, **settings):
        server = Server(settings={
            "email.smtp_url": url, "email.from": SENDER, "sign_up.verification": "deferred",
            "email.retry_after": "1s", "email.smtp_timeout": "1s",
            **{f"email.{name}": value for name, value in settings.items()},
        })
        self.addCleanup(server.close)
        made = server.command("user", "create", "--email", "admin@example.com", "--name", "Admin", "--admin",
                              stdin=PASSWORD + "\n")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.admin = Browser(server)
        self.assertEqual(self.admin.login("admin@example.com").status, 200)
        return server

    def register(self, server, email=None):
        email = email or fresh_email()
        self.assertEqual(Browser(server).register(email).status, 201)
        return email

    def deliveries(self, status=None):
        """What administrators see."""
        answer = self.admin.call("GET", "/api/v1/notifications/admin/mails?limit=100")
        self.assertEqual(answer.status, 200, answer)
        return [mail for mail in answer.json["data"] if status is None or mail["status"] == status]

    def wait_until(self, done, seconds=15):
        deadline = time.monotonic() + seconds
        while not (value := done()):
            self.assertLess(time.monotonic(), deadline, self.deliveries())
            time.sleep(0.05)
        return value


class Transport(MailCase):
    def test_plain_text_where_the_operator_wants_it(self):
        mails = self.mail_server(disabledCommands=["STARTTLS", "AUTH"])
        server = self.house(f"smtp://127.0.0.1:{mails.port}", smtp_tls="off")
        address = self.register(server)
        mails.wait_for("mail")
        recipient, mail = mails.mails()[0]
        self.assertEqual(recipient, address)
        self.assertEqual(mails.of("mail")[0]["from"], "no-reply@id.example.com")
        self.assertEqual(str(mail["From"]), '"Gatehouse, Test" <no-reply@id.example.com>')
        self.assertEqual(mail["To"].addresses[0].addr_spec, address)
        self.assertEqual(mail["Subject"], "Confirm your e-mail address")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertRegex(mail["Message-ID"], r"^<[0-9a-f-]{36}@id\.example\.com>$")
        self.assertIsNotNone(mail["Date"].datetime)
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("/verify#token=", text)
        self.assertIn("Hello Ada Lovelace,", mail.get_body(("html",)).get_content())
        sent = self.wait_until(lambda: self.deliveries("sent"))
        self.assertEqual((len(sent), sent[0]["attempts"]), (1, 1))

    def test_starttls_and_sign_in(self):
        ca = self.authority()
        mails = self.mail_server(**ca.options(), auth={"user": "gate", "password": "p@ss:word/%"},
                                 authMethods=["PLAIN", "LOGIN"])
        server = self.house(f"smtp://gate:p%40ss%3Aword%2F%25@localhost:{mails.port}", smtp_ca_file=str(ca.ca))
        self.register(server)
        mail = mails.wait_for("mail")
        self.assertEqual((mail["tls"], mail["user"]), (True, "gate"))
        self.assertNotIn("p%40ss", server.logs())

    def test_a_certificate_of_an_unknown_authority_is_refused(self):
        mails = self.mail_server(**self.authority().options(), disabledCommands=["AUTH"])
        server = self.house(f"smtp://localhost:{mails.port}")
        self.register(server)
        failed = self.wait_until(lambda: [m for m in self.deliveries("queued") if m["last_error"]])
        self.assertTrue(failed[0]["last_error"].startswith("tls: "), failed)
        self.assertEqual(mails.mails(), [])

    def test_a_certificate_for_another_host_is_refused(self):
        ca = self.authority("mail.example.com")
        mails = self.mail_server(**ca.options(), disabledCommands=["AUTH"])
        server = self.house(f"smtp://localhost:{mails.port}", smtp_ca_file=str(ca.ca))
        self.register(server)
        failed = self.wait_until(lambda: [m for m in self.deliveries("queued") if m["last_error"]])
        self.assertTrue(failed[0]["last_error"].startswith("tls: "), failed)
        self.assertEqual(mails.mails(), [])

    def test_nothing_is_sent_in_plain_text_to_a_server_without_tls(self):
        mails = self.mail_server(disabledCommands=["STARTTLS"], auth={"user": "gate", "password": "secret-p4ss"})
        server = self.house(f"smtp://gate:secret-p4ss@localhost:{mails.port}")
        self.register(server)
        failed = self.wait_until(lambda: [m for m in self.deliveries("queued") if m["last_error"]])
        self.assertTrue(failed[0]["last_error"].startswith("hello: "), failed)
        self.assertEqual(mails.mails(), [])

    def test_a_wrong_password_loses_nothing(self):
        ca = self.authority()
        mails = self.mail_server(**ca.options(), auth={"user": "gate", "password": "right"})
        server = self.house(f"smtp://gate:wr0ng-s3cret@localhost:{mails.port}", smtp_ca_file=str(ca.ca))
        self.register(server)
        failed = self.wait_until(lambda: [m for m in self.deliveries("queued") if m["last_error"]])
        self.assertRegex(failed[0]["last_error"], r"^sign_in: .*reply 535")
        self.assertNotIn("wr0ng-s3cret", server.logs())
        # The operator mends it, and what waited goes out.
        self.assertEqual(server.stop(), 0)
        server.settings["email.smtp_url"] = f"smtp://gate:right@localhost:{mails.port}"
        server.start()
        mails.wait_for("mail")


class Faults(MailCase):
    def plain(self, **options):
        mails = self.mail_server(disabledCommands=["STARTTLS", "AUTH"], **options)
        return mails, self.house(f"smtp://127.0.0.1:{mails.port}", smtp_tls="off")

    def expect_each_once(self, mails, people):
        self.wait_until(lambda: len(self.deliveries("sent")) == len(people))
        self.assertEqual(sorted(to for to, _ in mails.mails()), sorted(people))

    def test_what_is_refused_for_now_comes_later_and_what_is_refused_for_good_is_given_up(self):
        mails, server = self.plain()
        mails.script("421 connect", "554 connect", "451 mail", "450 rcpt", "452 dot")
        people = [self.register(server) for _ in range(5)]
        self.expect_each_once(mails, people)
        self.assertEqual(len(mails.of("done")), 5)
        for number, code in enumerate(("rcpt.550", "rcpt.553", "dot.554"), 1):
            address = self.register(server, f"{code}.{fresh_email()}")
            newest = self.wait_until(lambda: self.failed(number))[0]
            self.assertEqual(newest["attempts"], 1)
            self.assertIn(f"reply {code[-3:]}", newest["last_error"])
            self.assertNotIn(address, newest["last_error"])
        connections = len(mails.of("connection"))
        self.assertTrue(mails.stays_at("connection", connections, 1.2), "a refused mail was tried again")

    def failed(self, count):
        failed = self.deliveries("failed")
        return failed if len(failed) == count else None

    def test_connections_cut_anywhere_before_the_end_deliver_once(self):
        mails, server = self.plain()
        mails.script("cut greeting", "cut ehlo", "cut mail", "cut rcpt", "cut data", "cut content")
        people = [self.register(server) for _ in range(6)]
        self.expect_each_once(mails, people)
        self.assertEqual(len(mails.of("done")), 6)

    def test_a_connection_cut_after_the_final_dot_delivers_again_with_the_same_id(self):
        # The server has the mail and its answer is lost: no sender can tell. Losing it would be worse,
        # and the same Message-ID lets mailboxes show it once.
        mails, server = self.plain()
        mails.script("cut dot")
        address = self.register(server)
        self.wait_until(lambda: self.deliveries("sent"))
        (first_to, first), (second_to, second) = mails.mails()
        self.assertEqual((first_to, second_to), (address, address))
        self.assertEqual(first["Message-ID"], second["Message-ID"])
        self.assertEqual(first.get_body(("plain",)).get_content(), second.get_body(("plain",)).get_content())

    def test_a_server_that_hangs_at_any_step_is_left_in_time(self):
        # Three houses at the same time, as each step takes the second that a mail may take.
        groups = (("greeting", "ehlo", "starttls"), ("handshake", "auth", "mail"), ("rcpt", "data", "dot"))
        with concurrent.futures.ThreadPoolExecutor(len(groups)) as pool:
            for received, people in pool.map(self.leave_at, groups):
                self.assertEqual(set(received), set(people))
                # Only the mail whose final dot was answered by silence may have come twice.
                self.assertLessEqual(len(received), len(people) + 1)

    def leave_at(self, steps):
        ca = self.authority()
        mails = self.mail_server(**ca.options(), auth={"user": "gate", "password": "right"})
        case = MailCase()
        self.addCleanup(case.doCleanups)
        server = case.house(f"smtp://gate:right@localhost:{mails.port}", smtp_ca_file=str(ca.ca))
        mails.script(*(f"hang {step}" for step in steps))
        people = [case.register(server) for _ in steps]
        begin = time.monotonic()
        case.wait_until(lambda: len(case.deliveries("sent")) == len(people), 20)
        self.assertLess(time.monotonic() - begin, len(steps) * 2 + 6)
        self.assertEqual(len(mails.of("done")), len(steps))
        return [to for to, _ in mails.mails()], people

    def test_F14_a_mail_server_that_hangs_does_not_hold_up_the_end(self):
        mails, server = self.plain(hangAtQuit=True)
        self.register(server)
        mails.wait_for("mail")
        self.wait_until(lambda: self.deliveries("sent"))
        mails.script("hang rcpt")
        begin = time.monotonic()
        self.assertEqual(server.stop(), 0)
        self.assertLess(time.monotonic() - begin, 5)
        self.assertEqual(len(mails.of("quit")), 1)

    def test_F01_a_mail_that_waits_survives_kill(self):
        mails, server = self.plain()
        mails.script("451 rcpt")
        address = self.register(server)
        mails.wait_for("done")
        self.wait_until(lambda: [m for m in self.deliveries("queued") if m["last_error"]])
        server.kill()
        server.start()
        mails.wait_for("mail")
        self.assertEqual([to for to, _ in mails.mails()], [address])
