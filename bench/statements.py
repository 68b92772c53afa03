"""The statements of the services, taken from their sources: the peers run the very same text."""

import re

from programs import ROOT


def statement(file: str, name: str) -> str:
    source = (ROOT / file).read_text()
    found = re.search(rf'"{re.escape(name)}",\s*R"sql\((.*?)\)sql"', source, re.DOTALL)
    if not found:
        raise RuntimeError(f"{file} has no statement {name}")
    return found[1].strip()


def rotation() -> str:
    return statement("services/auth-service/tokens/session_store.cpp", "session_rotate")


def profile() -> str:
    return statement("services/user-service/profiles/profile_store.cpp", "profile_find")


def with_values(text: str, values: list[str]) -> str:
    """The statement with `$1`, `$2` and so on replaced."""
    return re.sub(r"\$(\d+)", lambda found: values[int(found[1]) - 1], text)
