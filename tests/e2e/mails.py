"""The mails of a server without a mail server: read from its local mailbox."""

import re
import time


def mails_to(server, address, kind=None):
    """What the newest fifty mails of the mailbox hold for an address, newest first."""
    answer = server.request("GET", "/api/v1/notifications/mailbox")
    assert answer.status == 200, answer
    return [mail for mail in answer.json["data"]
            if mail["to"] == address and kind in (None, mail["kind"])]


def wait_for_mail(server, address, kind, count=1, seconds=15):
    """The newest of at least `count` mails of a kind to an address."""
    deadline = time.monotonic() + seconds
    while len(found := mails_to(server, address, kind)) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count} {kind} to {address}"
        time.sleep(0.02)
    return found[0]


def token_of(mail):
    return re.search(r"#token=([\w-]+)", mail["text"]).group(1)


def code_of(mail):
    return re.search(r"^ {4}(\d{8})$", mail["text"], re.M).group(1)
