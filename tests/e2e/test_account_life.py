"""One person's way through the platform, as a browser would go it."""

import time
import unittest

from gatehouse import PASSWORD, Browser, Server, decode_claims, fresh_email


class AccountLife(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)

    def person(self):
        browser = Browser(self.server)
        answer = browser.register(fresh_email())
        self.assertEqual(answer.status, 201, answer)
        return browser

    def test_register_gives_a_session_and_a_profile_at_once(self):
        browser = Browser(self.server)
        email = fresh_email()
        answer = browser.register(email, name="Grace Hopper")
        self.assertEqual(answer.status, 201, answer)
        content = answer.json
        self.assertEqual(
            set(content),
            {"status", "access_token", "token_type", "expires_in", "csrf_token", "user", "session"},
        )
        self.assertEqual(content["status"], "ok")
        self.assertEqual(content["token_type"], "Bearer")
        self.assertEqual(content["expires_in"], 900)
        self.assertEqual(content["user"]["email"], email)
        self.assertEqual(content["user"]["email_verified"], False)
        me = browser.me()
        self.assertEqual(me.status, 200, me)
        self.assertEqual(me.json["name"], "Grace Hopper")
        self.assertEqual(me.json["id"], content["user"]["id"])
        self.assertTrue(me.header("etag"))

    def test_a_taken_address_is_refused_in_any_case(self):
        email = fresh_email("taken")
        self.assertEqual(Browser(self.server).register(email).status, 201)
        answer = Browser(self.server).register(email.replace("example", "EXAMPLE").upper())
        self.assertEqual((answer.status, answer.code), (409, "email_exists"))

    def test_sign_in_refresh_and_sign_out(self):
        email = fresh_email()
        Browser(self.server).register(email)
        browser = Browser(self.server)
        self.assertEqual(browser.login(email).status, 200)
        first = browser.refresh_token
        old_access = browser.access_token
        answer = browser.refresh()
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(set(answer.json), {"access_token", "token_type", "expires_in", "csrf_token"})
        self.assertNotEqual(browser.refresh_token, first)
        answer = browser.logout()
        self.assertEqual(answer.status, 204, answer)
        self.assertEqual(answer.header("clear-site-data"), '"cache", "cookies", "storage"')
        self.assertIsNone(browser.refresh_token)
        for token in (old_access, browser.access_token):
            answer = self.server.request(
                "GET", "/api/v1/users/me", headers={"Authorization": f"Bearer {token}"}
            )
            self.assertEqual(answer.status, 401, "SE-03: an access token outlived its session")

    def test_sign_out_is_idempotent(self):
        browser = self.person()
        kept = browser.refresh_token
        self.assertEqual(browser.logout().status, 204)
        browser.refresh_token = kept
        self.assertEqual(browser.logout().status, 204)

    def test_CK01_refresh_cookie_attributes(self):
        answer = Browser(self.server).register(fresh_email())
        cookies = answer.all("set-cookie")
        self.assertEqual([cookie.partition("=")[0] for cookie in cookies], ["__Host-refresh", "__Host-device"])
        name, _, rest = cookies[0].partition("=")
        self.assertEqual(name, "__Host-refresh")
        attributes = {part.strip().lower() for part in rest.split(";")[1:]}
        self.assertEqual(
            attributes, {"httponly", "secure", "samesite=strict", "path=/", "max-age=604800"}
        )
        self.assertLessEqual(len(cookies[0]), 4096)
        self.assertNotIn(rest.split(";")[0], answer.body.decode(), "RT-01: refresh token in the body")

    def test_JW11_access_token_has_no_personal_data(self):
        browser = self.person()
        claims = decode_claims(browser.access_token)
        self.assertEqual(
            set(claims), {"iss", "sub", "aud", "exp", "iat", "nbf", "jti", "sid", "scope", "roles", "ver"}
        )
        self.assertEqual(claims["exp"] - claims["iat"], 900)

    def test_profile_edit_needs_the_current_version(self):
        browser = self.person()
        tag = browser.me().header("etag")
        answer = browser.call("PATCH", "/api/v1/users/me", {"bio": "Hello"})
        self.assertEqual((answer.status, answer.code), (428, "precondition_required"))
        answer = browser.call("PATCH", "/api/v1/users/me", {"bio": "Hello"}, {"If-Match": tag})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json["bio"], "Hello")
        self.assertNotEqual(answer.header("etag"), tag)
        answer = browser.call("PATCH", "/api/v1/users/me", {"bio": "Again"}, {"If-Match": tag})
        self.assertEqual((answer.status, answer.code), (412, "precondition_failed"))
        self.assertEqual(browser.me().json["bio"], "Hello")
        answer = browser.call("GET", "/api/v1/users/me", headers={"If-None-Match": browser.me().header("etag")})
        self.assertEqual((answer.status, answer.body), (304, b""))

    def test_preferences_round_trip(self):
        browser = self.person()
        wanted = {"theme": "dark", "nested": {"list": [1, 2.5, None, "é"]}}
        tag = browser.call("GET", "/api/v1/users/me/preferences").header("etag")
        answer = browser.call("PUT", "/api/v1/users/me/preferences", wanted, {"If-Match": tag} if tag else {})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(browser.call("GET", "/api/v1/users/me/preferences").json, wanted)
        self.assertEqual(browser.me().json["preferences"], wanted)

    def test_SE05_sessions_are_listed_and_ended_one_and_all(self):
        email = fresh_email()
        here = Browser(self.server)
        here.register(email)
        others = [Browser(self.server) for _ in range(3)]
        for other in others:
            self.assertEqual(other.login(email).status, 200)
        listed = here.call("GET", "/api/v1/auth/sessions").json["data"]
        self.assertEqual(len(listed), 4)
        self.assertEqual([entry["current"] for entry in listed].count(True), 1)
        for entry in listed:
            self.assertEqual(
                set(entry),
                {"id", "created_at", "last_seen_at", "expires_at", "ip", "user_agent", "current"},
            )
        target = others[0].session["id"]
        self.assertEqual(here.call("DELETE", f"/api/v1/auth/sessions/{target}").status, 204)
        self.assertEqual(others[0].me().status, 401)
        self.assertEqual(others[0].refresh().status, 401)
        self.assertEqual(others[1].me().status, 200)
        self.assertEqual(here.call("DELETE", "/api/v1/auth/sessions").status, 204)
        self.assertEqual(others[1].me().status, 401)
        self.assertEqual(others[2].refresh().status, 401)
        self.assertEqual(here.me().status, 200)

    def test_SE05_a_foreign_session_is_not_found(self):
        victim, attacker = self.person(), self.person()
        answer = attacker.call("DELETE", f"/api/v1/auth/sessions/{victim.session['id']}")
        self.assertEqual((answer.status, answer.code), (404, "not_found"))
        self.assertEqual(victim.me().status, 200)

    def test_sign_out_scopes(self):
        email = fresh_email()
        here, there = Browser(self.server), Browser(self.server)
        here.register(email)
        there.login(email)
        self.assertEqual(here.logout("others").status, 204)
        self.assertEqual(there.me().status, 401)
        self.assertEqual(here.me().status, 200)
        there.login(email)
        self.assertEqual(here.logout("global").status, 204)
        self.assertEqual(here.me().status, 401)
        self.assertEqual(there.me().status, 401)
        self.assertEqual(there.refresh().status, 401)

    def test_EN01_sign_in_failure_is_one_answer(self):
        email = fresh_email()
        Browser(self.server).register(email)
        answers = [
            Browser(self.server).login(email, "not the right password 1"),
            Browser(self.server).login(fresh_email("nobody"), "not the right password 1"),
        ]
        shapes = []
        for answer in answers:
            self.assertEqual((answer.status, answer.code), (401, "invalid_credentials"))
            body = answer.json
            body.pop("instance")
            names = sorted(key for key, _ in answer.headers)
            shapes.append((answer.status, body, names))
        self.assertEqual(shapes[0], shapes[1])

    def test_AC02_public_profile_shows_only_what_is_public(self):
        person, reader = self.person(), self.person()
        answer = reader.call("GET", f"/api/v1/users/{person.user['id']}")
        self.assertEqual(set(answer.json), {"id", "name", "bio", "avatar_url"})
        missing = reader.call("GET", "/api/v1/users/0197c000-0000-7000-8000-000000000000")
        self.assertEqual((missing.status, missing.code), (404, "not_found"))

    def test_batch_get(self):
        people = [self.person() for _ in range(3)]
        for person in people:
            self.assertEqual(person.me().status, 200)  # waits for its profile; others' may follow
        ids = [person.user["id"] for person in people]
        answer = people[0].call("POST", "/api/v1/users/batch-get", {"ids": ids})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual({entry["id"] for entry in answer.json["data"]}, set(ids))
        answer = people[0].call("POST", "/api/v1/users/batch-get", {"ids": ids * 50})
        self.assertEqual(answer.status, 422)

    def test_administrator_made_on_the_command_line(self):
        email = fresh_email("admin")
        result = self.server.command(
            "user", "create", "--email", email, "--name", "Root", "--admin", stdin=PASSWORD + "\n"
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        admin = Browser(self.server)
        self.assertEqual(admin.login(email).status, 200)
        self.assertEqual(admin.user["roles"], ["admin"])
        answer = admin.call("GET", "/api/v1/users/?limit=2")
        self.assertEqual(answer.status, 200, answer)
        self.assertLessEqual(len(answer.json["data"]), 2)
        person = self.person()
        answer = person.call("GET", "/api/v1/users/")
        self.assertEqual(answer.status, 403)

    def test_sessions_survive_a_restart_and_ended_ones_stay_ended(self):
        kept, ended = self.person(), self.person()
        ended_cookie = ended.refresh_token
        self.assertEqual(ended.logout().status, 204)
        self.server.stop()
        self.server.start()
        self.assertEqual(kept.me().status, 200)
        self.assertEqual(ended.me().status, 401)
        ended.refresh_token = ended_cookie
        self.assertEqual(ended.refresh().status, 401)
        self.assertEqual(kept.refresh().status, 200)

    def test_RT02_RT05_reuse_ends_the_session(self):
        browser = self.person()
        grandparent = browser.refresh_token
        browser.refresh()
        browser.refresh()
        newest = browser.refresh_token
        browser.refresh_token = grandparent
        answer = browser.refresh()
        self.assertEqual((answer.status, answer.code), (401, "refresh_token_reused"))
        browser.refresh_token = newest
        self.assertEqual(browser.refresh().status, 401)
        self.assertEqual(browser.me().status, 401)

    def test_RT04_a_lost_answer_is_recovered_within_the_grace_time(self):
        browser = self.person()
        before = browser.refresh_token
        browser.refresh()
        after = browser.refresh_token
        browser.refresh_token = before
        answer = browser.refresh()
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(browser.refresh_token, after)

    def test_graceful_stop_exits_zero(self):
        server = Server()
        self.addCleanup(server.close)
        Browser(server).register(fresh_email())
        begin = time.monotonic()
        self.assertEqual(server.stop(), 0, server.logs())
        self.assertLess(time.monotonic() - begin, 10)
