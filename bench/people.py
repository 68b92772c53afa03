"""Accounts for a benchmark, made as people make them: by registering."""

import concurrent.futures
import http.client
import json
import pathlib
import secrets
from dataclasses import dataclass

COOKIE = "__Host-refresh="
# What an account costs to make says nothing here; sign-in has a benchmark of its own.
QUICK_HASH = {"password.bcrypt_cost": "4"}


@dataclass
class Person:
    email: str
    password: str
    access_token: str
    csrf_token: str
    refresh_cookie: str


def post(connection: http.client.HTTPConnection, path: str, body: dict):
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status not in (200, 201):
        raise RuntimeError(f"{path} was answered {answer.status}: {content!r}")
    return answer, json.loads(content)


def person_of(answer, content: dict, email: str, password: str) -> Person:
    cookie = answer.getheader("Set-Cookie")
    return Person(email, password, content["access_token"], content["csrf_token"],
                  cookie[len(COOKIE):cookie.index(";")])


def register(port: int, count: int) -> list[Person]:
    run = secrets.token_hex(4)

    def some(numbers: range) -> list[Person]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        people = []
        for number in numbers:
            email = f"person{number}.{run}@example.org"
            password = f"{secrets.token_hex(4)} quiet river stones"
            body = {"email": email, "password": password, "name": f"Person {number}"}
            people.append(person_of(*post(connection, "/api/v1/auth/register", body), email, password))
        return people

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return sum(pool.map(some, [range(start, count, 8) for start in range(8)]), [])


def sign_in(port: int, accounts: list[tuple[str, str]]) -> list[Person]:
    def some(part: list[tuple[str, str]]) -> list[Person]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        return [person_of(*post(connection, "/api/v1/auth/login",
                                {"email": email, "password": password}), email, password)
                for email, password in part]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return sum(pool.map(some, [accounts[start::8] for start in range(8)]), [])


def write_tokens(path: pathlib.Path, people: list[Person]) -> pathlib.Path:
    path.write_text("".join(f"{person.access_token}\n" for person in people))
    return path


def write_sessions(path: pathlib.Path, people: list[Person]) -> pathlib.Path:
    path.write_text("".join(f"{p.refresh_cookie}\t{p.csrf_token}\n" for p in people))
    return path


def write_accounts(path: pathlib.Path, people: list[Person]) -> pathlib.Path:
    path.write_text("".join(f"{person.email}\t{person.password}\n" for person in people))
    return path
