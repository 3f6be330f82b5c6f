"""What is looked at, as it stands in an address. Pure.

A filter is read from query parameters and written back to the same: parameters that ask for
nothing are left out, so that one filter has one address. A second set beside the first has the same
parameters behind a prefix ("b.region=…").
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from audit.checks import LONGEST_CODE, findable
from audit.clock import DAYPARTS
from audit.models.programme import CHANNELS
from audit.problems import Problem
from forms.issues import issue

Kind = Literal["own", "competitor"]
Organised = Literal["then", "today"]
Pairs = Iterable[tuple[str, str]]

OTHER = "b."
"""Prefix of the parameters of the set that another is compared with."""

_LONGEST_KEY = 64
_DAYPARTS = tuple(dict.fromkeys(name for name, _ in DAYPARTS))
_WORDS: dict[str, tuple[str, ...]] = {
    "channel": CHANNELS,
    "daypart": _DAYPARTS,
    "kind": get_args(Kind),
    "organised": get_args(Organised),
}
_DAYS = ("since", "until")
_MOST_WAVES = 120


@dataclass(frozen=True)
class Filter:
    """What is looked at; None and () ask for nothing.

    waves        codes; with `since` and `until` (days, both included) the waves that lie between
    region       code of a region, which stands for all below it too
    checklist    key; without one, or for one there is not, the commonest in the newest wave is
                 taken: only visits by one checklist can be set beside each other
    dimension    key of a section or name of a view, whose score then stands for the final one; one
                 that the checklist does not have asks for nothing
    kind         own branches, or competitors'
    organised    region, brand, format and tags as they were at the visit, or as they are today
    """

    waves: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    region: str | None = None
    brand: str | None = None
    format: str | None = None
    tag: str | None = None
    channel: str | None = None
    daypart: str | None = None
    checklist: str | None = None
    dimension: str | None = None
    kind: Kind = "own"
    organised: Organised = "then"

    def but(self, **changes: Any) -> "Filter":
        """Return this filter with some of its parts changed."""
        return replace(self, **changes)

    def query(self, prefix: str = "") -> list[tuple[str, str]]:
        """Return the parameters that make this filter, in one order."""
        found = [(f"{prefix}wave", code) for code in self.waves]
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "waves" and value != field.default:
                found.append((prefix + field.name, str(value)))
        return found

    def address(self, prefix: str = "") -> str:
        """Return the parameters as they stand behind “?”."""
        return urlencode(self.query(prefix))


def parse(pairs: Pairs, prefix: str = "") -> Filter:
    """Read a filter from the parameters of an address; an empty one asks for nothing.

    Others than a filter's own are left alone. Raises not_found for a code that nothing can have,
    invalid for a day or a word that there is not.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name.startswith(prefix) and value:
            given.setdefault(name.removeprefix(prefix), []).append(value)
    found: dict[str, Any] = {}
    for field in fields(Filter):
        if field.name != "waves" and field.name in given:
            found[field.name] = _value(field.name, given[field.name][-1], prefix)
    waves = tuple(dict.fromkeys(_code("wave", code) for code in given.get("wave", ())))
    if len(waves) > _MOST_WAVES:
        raise Problem("invalid", issues=[issue(f"{prefix}wave", "too_long", most=_MOST_WAVES)])
    return Filter(waves=waves, **found)


def has_other(pairs: Pairs) -> bool:
    """Tell whether an address names a second set."""
    return any(name.startswith(OTHER) and value for name, value in pairs)


def _value(name: str, text: str, prefix: str) -> object:
    if name in _DAYS:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Problem("invalid", issues=[issue(prefix + name, "not_valid")]) from None
    words = _WORDS.get(name)
    if words is None:
        return _code(name, text)
    if text not in words:
        raise Problem("invalid", issues=[issue(prefix + name, "not_valid")])
    return text


def _code(name: str, text: str) -> str:
    longest = _LONGEST_KEY if name in ("checklist", "dimension", "tag") else LONGEST_CODE
    if not findable(text, longest):
        raise Problem("not_found")
    return text
