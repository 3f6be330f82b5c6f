"""A table as it goes into a file: columns that know their kind, rows of plain values. Pure.

Values are those of the answers: scores and changes in 1/100, shares 0–1, waits in seconds. Heads
and words are sentences of the interface (`Word`) or content (`Text`), said only when written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, TypeVar

from forms.texts import Text
from reports.figures.units import Mean, Moved
from reports.statistics.shares import Share
from reports.statistics.words import VERDICT_WORDS

T = TypeVar("T")
Kind = Literal["text", "count", "score", "change", "share", "seconds", "number", "day"]


class Word(NamedTuple):
    """A sentence of the interface, with what is put into it."""

    text: str
    values: tuple[tuple[str, str | int], ...] = ()


Said = Word | Text
Value = Word | Text | str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """One column."""

    head: Said
    kind: Kind


@dataclass(frozen=True)
class Chart:
    """How a workbook draws a table: places of columns; `most`: rows drawn at most."""

    kind: Literal["bar", "column", "line", "scatter"]
    names: int
    values: tuple[int, ...]
    most: int = 40


@dataclass(frozen=True)
class Table:
    """Rows under heads. `heat`: first and last column that a workbook colours by value."""

    key: str
    title: Said
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    chart: Chart | None = None
    heat: tuple[int, int] | None = None


Getter = Callable[[Any], Value]
Field = tuple[Said, Kind, Getter]


def table(
    key: str,
    title: Said,
    fields: Sequence[Field],
    things: Iterable[T],
    *,
    chart: Chart | None = None,
    heat: tuple[int, int] | None = None,
) -> Table:
    """Return a table with one row for each thing."""
    getters = [getter for _, _, getter in fields]
    return Table(
        key=key,
        title=title,
        columns=tuple(Column(head, kind) for head, kind, _ in fields),
        rows=[[getter(thing) for getter in getters] for thing in things],
        chart=chart,
        heat=heat,
    )


def of_branch(get: Callable[[Any], Any] = lambda thing: thing.branch) -> list[Field]:
    """Columns that say which branch."""
    return [
        (Word("Branch code"), "text", lambda thing: get(thing).code),
        (Word("Branch"), "text", lambda thing: get(thing).name),
        (Word("Region"), "text", lambda thing: get(thing).region_name),
        (Word("Brand"), "text", lambda thing: get(thing).brand),
        (Word("Format"), "text", lambda thing: get(thing).format),
    ]


def of_mean(head: Said, get: Callable[[Any], Mean]) -> list[Field]:
    """Columns of a mean with its interval."""
    return [
        (head, "score", lambda thing: get(thing).value),
        (Word("Interval from"), "score", lambda thing: get(thing).low),
        (Word("Interval to"), "score", lambda thing: get(thing).high),
    ]


def of_share(head: Said, get: Callable[[Any], Share]) -> list[Field]:
    """Columns of a share with its counts and interval."""

    def low(thing: Any) -> Value:
        interval = get(thing).interval
        return interval.low if interval else None

    def high(thing: Any) -> Value:
        interval = get(thing).interval
        return interval.high if interval else None

    return [
        (head, "share", lambda thing: get(thing).value),
        (Word("Cases"), "count", lambda thing: get(thing).hits),
        (Word("Of"), "count", lambda thing: get(thing).n),
        (Word("Interval from"), "share", low),
        (Word("Interval to"), "share", high),
    ]


def of_change(get: Callable[[Any], Moved | None]) -> list[Field]:
    """Columns of a change and of what it may be."""

    def part(name: str) -> Getter:
        def value(thing: Any) -> Value:
            found = get(thing)
            return None if found is None else getattr(found, name)

        return value

    return [
        (Word("Before"), "score", part("before")),
        (Word("Change"), "change", part("difference")),
        (Word("Likely change from"), "change", part("low")),
        (Word("Likely change to"), "change", part("high")),
    ]


def verdict(moved: Moved | None, *, real: bool | None = None) -> Word | None:
    """Say whether a change is beyond noise; `real`: what holds when all are judged together."""
    if moved is None:
        return None
    if real is None or moved.verdict == "not comparable":
        return Word(VERDICT_WORDS[moved.verdict])
    return Word(VERDICT_WORDS["real" if real else "within noise"])


def yes(holds: bool) -> Word:
    """Say yes or no."""
    return Word("yes") if holds else Word("no")
