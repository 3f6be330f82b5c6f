"""What an examination finds: how bad it is, what it is, and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from audit.words import Words

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    """One line of the examination. Both sentences are English keys of the word catalogue."""

    level: Level
    what: str
    mend: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def say(self, t: Words) -> str:
        """Return what was found, and below it how to mend it."""
        what, mend = t(self.what, **self.params), self.mend and t(self.mend, **self.params)
        return f"{what}\n       {mend}" if mend else what


def ok(what: str, **params: object) -> Finding:
    """Return a finding that all is well."""
    return Finding("ok", what, params=params)


def warn(what: str, mend: str = "", **params: object) -> Finding:
    """Return a finding that works, but should be looked at."""
    return Finding("warn", what, mend, params)


def bad(what: str, mend: str = "", **params: object) -> Finding:
    """Return a finding that has to be mended."""
    return Finding("bad", what, mend, params)
