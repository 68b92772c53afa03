#!/usr/bin/env python3
"""Tests of layers.py: each rule has a tree that keeps it and a tree that breaks it."""

import tempfile
import unittest
from pathlib import Path

from layers import Check, Component

BASE = Component("platform/base", [])
JSON = Component("platform/json", ["platform/base"])
HTTP = Component("platform/http", ["platform/base", "platform/json"])
SQL = Component("platform/sql", ["platform/base"])
TESTING = Component("platform/testing", ["platform/base", "platform/http"])
AUTH = Component("services/auth-service", ["platform/base", "platform/http"])
USER = Component("services/user-service", ["platform/base", "platform/http"])
GATEHOUSE = Component("apps/gatehouse", ["services/auth-service", "services/user-service"])


def violations(files: dict[str, str], *components: Component) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return Check(root, {component.name: component for component in components}).run()


class LayersTest(unittest.TestCase):
    def assert_clean(self, files: dict[str, str], *components: Component) -> None:
        self.assertEqual(violations(files, *components), [])

    def assert_violation(self, part: str, files: dict[str, str], *components: Component) -> None:
        found = violations(files, *components)
        self.assertEqual(len(found), 1, found)
        self.assertIn(part, found[0])

    def test_an_include_that_depends_covers(self):
        self.assert_clean(
            {
                "platform/base/id.hpp": "#include <vector>\n",
                "platform/json/read.cpp": '#include "platform/base/id.hpp"\n',
            },
            BASE,
            JSON,
        )

    def test_an_include_that_depends_does_not_cover(self):
        self.assert_violation(
            "platform/json/read.hpp:2: platform/json does not DEPEND on platform/base",
            {"platform/json/read.hpp": '#pragma once\n  #  include "platform/base/id.hpp"\n'},
            BASE,
            Component("platform/json", []),
        )

    def test_depends_that_are_not_direct_do_not_count(self):
        self.assert_violation(
            "services/auth-service does not DEPEND on platform/json",
            {"services/auth-service/service.cpp": "#include <platform/json/read.hpp>\n"},
            BASE,
            JSON,
            HTTP,
            AUTH,
        )

    def test_a_file_without_component(self):
        self.assert_violation(
            "no component() owns platform/odd/a.cpp",
            {"platform/odd/a.cpp": '#include "platform/base/id.hpp"\n'},
            BASE,
        )

    def test_an_included_file_without_component(self):
        self.assert_violation(
            "no component() owns platform/odd/a.hpp",
            {"platform/base/a.cpp": '#include "platform/odd/a.hpp"\n'},
            BASE,
        )

    def test_a_level_going_up(self):
        self.assert_violation(
            "platform/base (level 0): DEPENDS on platform/json (level 1)",
            {},
            Component("platform/base", ["platform/json"]),
            Component("platform/json", []),
        )

    def test_two_components_of_one_level(self):
        self.assert_violation(
            "which is not below it",
            {},
            BASE,
            SQL,
            Component("platform/http", ["platform/sql"]),
        )

    def test_a_service_using_another(self):
        self.assert_violation(
            "which is not below it",
            {},
            Component("services/auth-service", ["services/user-service"]),
            Component("services/user-service", []),
        )

    def test_a_dependency_of_a_test_going_up(self):
        self.assert_violation(
            "which is not below it",
            {},
            BASE,
            SQL,
            Component("platform/json", [], ["platform/sql"]),
        )

    def test_a_component_without_level(self):
        self.assert_violation("platform/odd: has no level", {}, Component("platform/odd", []))

    def test_an_unknown_dependency(self):
        self.assert_violation("no component", {}, Component("platform/json", ["platform/base"]))

    def test_a_loop(self):
        found = violations(
            {},
            Component("platform/json", ["platform/log"]),
            Component("platform/log", ["platform/json"]),
        )
        self.assertIn("loop: platform/json -> platform/log -> platform/json", found)

    def test_depends_of_a_test_do_not_serve_the_code(self):
        component = Component("services/auth-service", [], ["platform/sql"])
        self.assert_clean(
            {"services/auth-service/a_test.cpp": '#include "platform/sql/open.hpp"\n'},
            BASE,
            SQL,
            component,
        )
        self.assert_violation(
            "does not DEPEND on platform/sql",
            {"services/auth-service/a.cpp": '#include "platform/sql/open.hpp"\n'},
            BASE,
            SQL,
            component,
        )

    def test_testing_is_for_tests(self):
        include = '#include "platform/testing/clock.hpp"\n'
        rooms = (BASE, JSON, HTTP, TESTING, AUTH)
        self.assert_clean({"services/auth-service/a_test.cpp": include}, *rooms)
        self.assert_violation(
            "does not DEPEND on platform/testing",
            {"services/auth-service/a.cpp": include},
            *rooms,
        )
        self.assert_violation(
            "for TEST_DEPENDS only",
            {},
            *(BASE, JSON, HTTP, TESTING),
            Component("services/auth-service", ["platform/testing"]),
        )

    def test_restricted_headers(self):
        cases = {
            "boost/beast/http/parser.hpp": "platform/http/parse.cpp",
            "libpq-fe.h": "platform/sql/postgres/link.hpp",
            "sqlite3.h": "platform/sql/sqlite/link.hpp",
        }
        for header, place in cases.items():
            with self.subTest(header):
                self.assert_clean({place: f"#include <{header}>\n"}, BASE, JSON, HTTP, SQL)
                self.assert_violation(
                    header,
                    {"services/auth-service/a.cpp": f"#include <{header}>\n"},
                    *(BASE, JSON, HTTP, AUTH),
                )

    def test_beast_in_a_header_of_http(self):
        self.assert_violation(
            "boost/beast/core.hpp is for",
            {"platform/http/a.hpp": "#include <boost/beast/core.hpp>\n"},
            *(BASE, JSON, HTTP),
        )

    def test_an_include_beside_the_file(self):
        files = {"platform/base/a.cpp": '#include "id.hpp"\n', "platform/base/id.hpp": ""}
        self.assert_violation("not a path from the top", files, BASE)
        files = {"platform/base/a.cpp": '#include "../base/id.hpp"\n'}
        self.assert_violation("not a path from the top", files, BASE)

    def test_of_a_service_only_its_service_header_is_public(self):
        rooms = (BASE, JSON, HTTP, AUTH, USER, GATEHOUSE)
        main = "apps/gatehouse/main.cpp"
        self.assert_clean({main: '#include "services/auth-service/service.hpp"\n'}, *rooms)
        self.assert_violation(
            "only its service.hpp is public",
            {main: '#include "services/auth-service/settings.hpp"\n'},
            *rooms,
        )

    def test_features(self):
        rooms = (BASE, JSON, HTTP, AUTH)
        folder = "services/auth-service"
        self.assert_violation(
            "feature sign_in uses feature sign_up",
            {
                f"{folder}/sign_up/sign_up.hpp": "",
                f"{folder}/sign_in/sign_in.cpp": f'#include "{folder}/sign_up/sign_up.hpp"\n',
            },
            *rooms,
        )
        self.assert_clean(
            {
                f"{folder}/service.cpp": f'#include "{folder}/sign_in/sign_in.hpp"\n',
                f"{folder}/settings.hpp": "",
                f"{folder}/accounts/account_store.hpp": "",
                f"{folder}/sign_in/sign_in.hpp": f'#include "{folder}/settings.hpp"\n',
                f"{folder}/sign_in/sign_in.cpp": f'#include "{folder}/sign_in/sign_in.hpp"\n'
                f'#include "{folder}/accounts/account_store.hpp"\n',
                f"{folder}/sign_in/sign_in_test.cpp": f'#include "{folder}/service.hpp"\n',
            },
            *rooms,
        )

    def test_a_feature_that_uses_its_service(self):
        self.assert_violation(
            "the service it is part of",
            {"services/auth-service/a/a.cpp": '#include "services/auth-service/service.hpp"\n'},
            *(BASE, JSON, HTTP, AUTH),
        )

    def test_names_that_say_nothing(self):
        for name in ("utils", "common", "helpers", "misc", "manager"):
            with self.subTest(name):
                self.assert_violation("name the thing", {f"frontend/src/{name}.ts": ""})
                self.assert_violation("name the thing", {f"docs/{name}/a.md": ""})
        self.assert_clean({"build/utils/a": "", "frontend/node_modules/utils/a": ""})


if __name__ == "__main__":
    unittest.main()
