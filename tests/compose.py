"""What compose.yaml would run, so that tests can run the very same commands as processes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "compose.yaml"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<how>[-?])(?P<text>[^}]*))?\}")


class Unset(KeyError):
    """A variable that the file demands has no value; the text is the file's own."""


@dataclass(frozen=True)
class Service:
    """One service: its command as a list of words, its environment, how many run at a time."""

    name: str
    command: list[str]
    environment: dict[str, str]
    copies: int


def read() -> dict[str, Any]:
    """The file as it stands, merges resolved, variables not."""
    document: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return document


def demanded() -> set[str]:
    """Names of the variables that have to be in `.env`."""
    found = VARIABLE.finditer(yaml.safe_dump(read(), width=10_000))
    return {match["name"] for match in found if match["how"] == "?"}


def services(variables: Mapping[str, str]) -> dict[str, Service]:
    """Mingcha's own services by name, with `variables` in place of `.env`.

    Raises Unset for a demanded variable without a value.
    """
    return {
        name: Service(
            name,
            [fill(word, variables) for word in service["command"]],
            {key: fill(str(value), variables) for key, value in service["environment"].items()},
            service.get("deploy", {}).get("replicas", 1),
        )
        for name, service in read()["services"].items()
        if "build" in service
    }


def fill(text: str, variables: Mapping[str, str]) -> str:
    """`text` with each `${VARIABLE}` replaced. Raises Unset."""

    def value(match: re.Match[str]) -> str:
        given = variables.get(match["name"], "")
        if not given and match["how"] == "?":
            raise Unset(f"{match['name']}: {match['text']}")
        return given or (match["text"] if match["how"] == "-" else "") or ""

    return VARIABLE.sub(value, text)
