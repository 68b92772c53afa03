"""Requests that two parsers could read differently are refused and the connection is closed (SM)."""

import socket
import unittest

from gatehouse import Server

CANARY = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\nX-Canary: 1\r\n\r\n"


class Framing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)

    def head(self, *lines, start=b"POST /api/v1/auth/login HTTP/1.1"):
        host = f"Host: localhost:{self.server.port}".encode()
        return b"\r\n".join([start, host, *lines]) + b"\r\n\r\n"

    def refused(self, data, statuses=(400,)):
        """The answer is one of `statuses`, is the only one, and the connection is closed."""
        received = self.server.raw(data)
        self.assertTrue(received, f"no answer to {data[:80]!r}")
        self.assertIn(int(received.split(b" ", 2)[1]), statuses, (data[:200], received[:300]))
        self.assertEqual(received.count(b"HTTP/1.1 "), 1, ("a second answer", data[:200]))
        self.assertNotIn(b"openapi", received)
        self.assertIn(b"application/problem+json", received)
        with self.subTest("closed"), socket.create_connection(("127.0.0.1", self.server.port)) as link:
            link.settimeout(5)
            link.sendall(data)
            while link.recv(65536):
                pass

    def test_SM01_ambiguous_lengths(self):
        chunked = b"5\r\nhello\r\n0\r\n\r\n"
        cases = {
            "CL and TE": ([b"Content-Length: 5", b"Transfer-Encoding: chunked"], chunked),
            "TE and CL": ([b"Transfer-Encoding: chunked", b"Content-Length: 5"], chunked),
            "two lengths": ([b"Content-Length: 5", b"Content-Length: 6"], b"hello"),
            "two equal lengths": ([b"Content-Length: 5", b"Content-Length: 5"], b"hello"),
            "length list": ([b"Content-Length: 5, 5"], b"hello"),
            "plus": ([b"Content-Length: +5"], b"hello"),
            "minus": ([b"Content-Length: -5"], b"hello"),
            "hexadecimal": ([b"Content-Length: 0x5"], b"hello"),
            "fraction": ([b"Content-Length: 5.0"], b"hello"),
            "empty": ([b"Content-Length: "], b"hello"),
            "overflow": ([b"Content-Length: 18446744073709551621"], b"hello"),
            "unknown coding": ([b"Transfer-Encoding: gzip"], b"hello"),
            "coding list": ([b"Transfer-Encoding: gzip, chunked"], chunked),
            "chunked twice": ([b"Transfer-Encoding: chunked, chunked"], chunked),
            "two codings": ([b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"], chunked),
            "identity": ([b"Transfer-Encoding: identity"], b"hello"),
            "xchunked": ([b"Transfer-Encoding: xchunked"], chunked),
            "quoted": ([b'Transfer-Encoding: "chunked"'], chunked),
            "vertical tab": ([b"Transfer-Encoding: \x0bchunked"], chunked),
        }
        for name, (lines, body) in cases.items():
            with self.subTest(name):
                self.refused(self.head(b"Content-Type: application/json", *lines) + body + CANARY)

    def test_SM01_transfer_encoding_in_http_1_0(self):
        head = self.head(b"Transfer-Encoding: chunked", start=b"POST /api/v1/auth/login HTTP/1.0")
        self.refused(head + b"0\r\n\r\n" + CANARY)

    def test_SM02_field_lines(self):
        get = b"GET /livez HTTP/1.1"
        for name, line in {
            "obs-fold": b"X-A: 1\r\n folded",
            "space before colon": b"X-A : 1",
            "tab before colon": b"X-A\t: 1",
            "no colon": b"X-A",
            "empty name": b": 1",
            "leading space": b" X-A: 1",
            "NUL in value": b"X-A: a\x00b",
            "NUL in name": b"X\x00A: 1",
            "bare CR in value": b"X-A: a\rb",
            "bare LF": b"X-A: a\nX-B: b",
            "control in value": b"X-A: a\x01b",
            "parenthesis in name": b"X(A): 1",
            "name beyond ASCII": b"X-\xc3\xa9: 1",
        }.items():
            with self.subTest(name):
                self.refused(self.head(line, start=get) + CANARY)

    def test_SM02_request_lines(self):
        for name, start in {
            "two spaces": b"GET  /livez HTTP/1.1",
            "tab": b"GET\t/livez HTTP/1.1",
            "no version": b"GET /livez",
            "HTTP/2.0": b"GET /livez HTTP/2.0",
            "HTTP/1.2": b"GET /livez HTTP/1.2",
            "lower case version": b"GET /livez http/1.1",
            "space in target": b"GET /li vez HTTP/1.1",
            "NUL in target": b"GET /livez\x00 HTTP/1.1",
            "beyond ASCII in target": b"GET /liv\xc3\xa9z HTTP/1.1",
            "fragment": b"GET /livez#x HTTP/1.1",
            "no slash": b"GET livez HTTP/1.1",
            "bad method": b"G=T /livez HTTP/1.1",
            "trailing space": b"GET /livez HTTP/1.1 ",
        }.items():
            with self.subTest(name):
                self.refused(self.head(start=start) + CANARY, statuses=(400, 405, 505))

    def test_SM02_host(self):
        for name, data in {
            "missing": b"GET /livez HTTP/1.1\r\n\r\n",
            "twice": self.head(b"Host: localhost", start=b"GET /livez HTTP/1.1"),
            "empty": b"GET /livez HTTP/1.1\r\nHost:\r\n\r\n",
            "with user": b"GET /livez HTTP/1.1\r\nHost: a@localhost\r\n\r\n",
            "with space": b"GET /livez HTTP/1.1\r\nHost: local host\r\n\r\n",
        }.items():
            with self.subTest(name):
                self.refused(data + CANARY, statuses=(400, 421))

    def test_SM03_chunks(self):
        for name, body in {
            "0x": b"0x5\r\nhello\r\n0\r\n\r\n",
            "plus": b"+5\r\nhello\r\n0\r\n\r\n",
            "minus": b"-5\r\nhello\r\n0\r\n\r\n",
            "17 digits": b"00000000000000005\r\nhello\r\n0\r\n\r\n",
            "overflow": b"fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
            "bare LF": b"5\nhello\n0\n\n",
            "LF after data": b"5\r\nhello\n0\r\n\r\n",
            "no data end": b"5\r\nhelloX\r\n0\r\n\r\n",
            "long extension": b"5;" + b"a" * 300 + b"\r\nhello\r\n0\r\n\r\n",
            "space before size": b" 5\r\nhello\r\n0\r\n\r\n",
            "space after size": b"5 \r\nhello\r\n0\r\n\r\n",
            "empty size": b"\r\nhello\r\n0\r\n\r\n",
            "trailer": b"5\r\nhello\r\n0\r\nX-A: 1\r\n\r\n",
            "trailer length": b"5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n",
        }.items():
            with self.subTest(name):
                head = self.head(b"Content-Type: application/json", b"Transfer-Encoding: chunked")
                self.refused(head + body + CANARY)

    def test_SM03_a_well_formed_chunked_body_is_read(self):
        body = b'{"email":"a@example.com","password":"x y z x y z x y"}'
        for size in (1, 7, len(body)):
            chunks = b"".join(
                b"%x\r\n%s\r\n" % (len(body[i : i + size]), body[i : i + size])
                for i in range(0, len(body), size)
            )
            head = self.head(
                b"Content-Type: application/json", b"Transfer-Encoding: chunked", b"Connection: close"
            )
            received = self.server.raw(head + chunks + b"0\r\n\r\n")
            self.assertIn(b" 401 ", received.split(b"\r\n")[0], received[:300])

    def test_SM04_a_request_inside_a_body_is_not_executed(self):
        length = b"Content-Length: %d" % len(CANARY)
        for name, head in {
            "GET with a body": self.head(length, b"Connection: close", start=b"GET /livez HTTP/1.1"),
            "early 415": self.head(b"Content-Type: text/plain", length, b"Connection: close"),
            "early 404": self.head(length, b"Connection: close", start=b"POST /nowhere HTTP/1.1"),
            "early 405": self.head(length, b"Connection: close", start=b"DELETE /livez HTTP/1.1"),
            "expectation": self.head(b"Content-Type: application/json", length, b"Expect: 200-maybe"),
        }.items():
            with self.subTest(name):
                received = self.server.raw(head + CANARY)
                self.assertEqual(received.count(b"HTTP/1.1 "), 1, received[:400])

    def test_SM04_pipelined_requests_are_answered_in_order(self):
        one = self.head(start=b"GET /livez HTTP/1.1")
        two = self.head(start=b"GET /nowhere HTTP/1.1")
        three = self.head(b"Connection: close", start=b"GET /readyz HTTP/1.1")
        received = self.server.raw(one + two + three)
        statuses = [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]]
        self.assertEqual(statuses, [b"200", b"404", b"200"])

    def test_a_request_split_at_every_byte_is_the_same_request(self):
        data = self.head(b"X-Request-Id: split", b"Connection: close", start=b"GET /livez HTTP/1.1")
        for cut in range(1, len(data)):
            with socket.create_connection(("127.0.0.1", self.server.port)) as link:
                link.settimeout(5)
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                link.sendall(data[:cut])
                link.sendall(data[cut:])
                received = b""
                while chunk := link.recv(65536):
                    received += chunk
            self.assertTrue(received.startswith(b"HTTP/1.1 200 "), (cut, received[:200]))

    def test_SM06_nothing_echoed_can_split_an_answer(self):
        for value in ("a%0d%0aX-Evil: 1", "a\tb", "a b", "<script>", "a" * 65, "é"):
            received = self.server.raw(
                self.head(b"X-Request-Id: " + value.encode(), b"Connection: close",
                          start=b"GET /nowhere%0d%0aX-Evil:%201 HTTP/1.1")
            )
            head = received.split(b"\r\n\r\n")[0].lower()
            self.assertNotIn(b"x-evil", head)
            self.assertNotIn(value.encode().lower(), head)

    def test_DS02_limits(self):
        get = b"GET /livez HTTP/1.1"
        self.refused(self.head(start=b"GET /" + b"a" * 9000 + b" HTTP/1.1"), (414,))
        self.refused(self.head(b"X-A: " + b"a" * 9000, start=get), (431,))
        self.refused(self.head(*[b"X-%d: %s" % (i, b"a" * 2000) for i in range(10)], start=get), (431,))
        self.refused(self.head(*[b"X-%d: a" % i for i in range(120)], start=get), (431,))
        json = b"Content-Type: application/json"
        self.refused(self.head(json, b"Content-Length: 70000") + b"a" * 70000, (413,))
        chunk = b"1000\r\n" + b"a" * 4096 + b"\r\n"
        self.refused(self.head(json, b"Transfer-Encoding: chunked") + chunk * 20 + b"0\r\n\r\n", (413,))
        self.refused(self.head(json, b"Content-Length: 99999999999"), (413,))
