"""Connections, slow peers and drain are bounded (DS-01, DS-03, F-14)."""

import os
import pathlib
import resource
import signal
import socket
import threading
import time
import unittest

from gatehouse import Browser, Server, fresh_email


class Limits(unittest.TestCase):
    def test_DS01_slow_heads_are_cut(self):
        server = Server(settings={"limits.header_timeout": "1s", "limits.body_timeout": "1s"})
        self.addCleanup(server.close)
        links = []
        for data in (b"GET /livez HT", b"", b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost:%d\r\n"
                     b"Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{" % server.port):
            link = socket.create_connection(("127.0.0.1", server.port))
            link.settimeout(8)
            link.sendall(data)
            links.append(link)
        begin = time.monotonic()
        for link in links:
            while link.recv(4096):
                pass
            link.close()
        self.assertLess(time.monotonic() - begin, 6)
        self.assertEqual(server.request("GET", "/livez").status, 200)

    def test_DS01_many_slow_connections_leave_others_alone(self):
        server = Server(settings={"limits.connections_per_ip": "2000"})
        self.addCleanup(server.close)
        links = []
        for _ in range(500):
            link = socket.create_connection(("127.0.0.1", server.port))
            link.sendall(b"GET /livez HTTP/1.1\r\nHost: localh")
            links.append(link)
        times = []
        for _ in range(100):
            begin = time.monotonic()
            self.assertEqual(server.request("GET", "/livez").status, 200)
            times.append(time.monotonic() - begin)
        self.assertLess(sorted(times)[98], 0.25)
        for link in links:
            link.close()

    def test_DS03_descriptors_run_out_and_come_back(self):
        server = Server(settings={"limits.connections_per_ip": "5000"})
        self.addCleanup(server.close)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (256, 256))
        links = []
        for _ in range(600):
            link = socket.socket()
            link.setblocking(False)
            link.connect_ex(("127.0.0.1", server.port))
            links.append(link)
        time.sleep(0.5)
        before = self.cpu_seconds(server.process.pid)
        time.sleep(1)
        spent = self.cpu_seconds(server.process.pid) - before
        self.assertLess(spent, 0.2, "spins on accept")
        for link in links:
            link.close()
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            try:
                if server.request("GET", "/livez", timeout=1).status == 200:
                    break
            except OSError:
                time.sleep(0.05)
        else:
            self.fail("not back after the connections went away")

    @staticmethod
    def cpu_seconds(pid):
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_F14_requests_in_flight_finish_when_it_is_told_to_stop(self):
        server = Server(settings={"password.bcrypt_cost": "12"})
        self.addCleanup(server.close)
        answers = []

        def register():
            answers.append(Browser(server).register(fresh_email()))

        threads = [threading.Thread(target=register) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.15)
        server.process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        self.assertEqual([answer.status for answer in answers], [201] * 4, answers)
        self.assertEqual(server.process.wait(20), 0)


class PasswordQueue(unittest.TestCase):
    def test_DS05_a_full_hash_queue_answers_503_and_leaves_others_alone(self):
        server = Server(settings={"password.bcrypt_cost": "12", "password.hash_queue": "4"})
        self.addCleanup(server.close)
        person = Browser(server)
        self.assertEqual(person.register(fresh_email()).status, 201)
        answers = []

        def sign_in():
            answers.append(Browser(server).login("nobody@example.com", "a wrong password of length"))

        threads = [threading.Thread(target=sign_in) for _ in range(40)]
        for thread in threads:
            thread.start()
        for _ in range(20):
            begin = time.monotonic()
            self.assertEqual(person.me().status, 200)
            self.assertLess(time.monotonic() - begin, 0.5)
        for thread in threads:
            thread.join()
        statuses = {answer.status for answer in answers}
        self.assertEqual(statuses, {401, 503})
        for answer in answers:
            if answer.status == 503:
                self.assertEqual(answer.code, "overloaded")
                self.assertGreaterEqual(int(answer.header("retry-after")), 1)
