"""What every import shares: its report, reading of cells, and writing good rows in small steps.

An import plans first, against what is there, and writes afterwards; a dry run stops in between.
Good rows go in, bad ones are reported; the same file again changes nothing.
"""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Literal

from anyio.lowlevel import checkpoint

from audit.checks import Checks
from audit.db import transaction
from audit.imports.tabular import Table
from audit.problems import Problem
from forms.issues import Issue

Outcome = Literal["added", "changed", "unchanged"]
_STEP = 50  # rows in one transaction: others wait for it on SQLite
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class BadRow:
    """A row that was left out; each issue's path is the field name of its column."""

    number: int
    issues: tuple[Issue, ...]
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or in a dry run would do. `links`: login and token of new people."""

    dry_run: bool
    rows: int
    added: int
    changed: int
    unchanged: int
    bad: tuple[BadRow, ...]
    ignored: tuple[str, ...]
    encoding: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass
class Planned:
    """A good row: what comes of it, and how it is written (None: nothing to write)."""

    number: int
    outcome: Outcome
    write: Callable[[], Awaitable[None]] | None


@dataclass
class Plan:
    """The rows of a table, sorted into good and bad."""

    good: list[Planned] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def reject(
        self, number: int, issues: Iterable[Issue], cells: Mapping[str, str] | None = None
    ) -> None:
        self.bad.append(BadRow(number, tuple(issues), cells or {}))


async def carry_out(plan: Plan, table: Table, *, dry_run: bool) -> ImportReport:
    """Write the good rows, unless it is a dry run, and report."""
    written = plan.good if dry_run else [row for row in plan.good if row.write is None]
    if not dry_run:
        waiting = iter([row for row in plan.good if row.write is not None])
        while step := list(islice(waiting, _STEP)):
            written += await _write(step, plan)
            await checkpoint()
    outcomes = [row.outcome for row in written]
    return ImportReport(
        dry_run=dry_run,
        rows=len(table.rows),
        added=outcomes.count("added"),
        changed=outcomes.count("changed"),
        unchanged=outcomes.count("unchanged"),
        bad=tuple(sorted(plan.bad, key=lambda row: row.number)),
        ignored=table.ignored,
        encoding=table.encoding,
    )


async def _write(step: Sequence[Planned], plan: Plan) -> list[Planned]:
    written = []
    async with transaction():
        for row in step:
            assert row.write is not None
            try:
                async with transaction():
                    await row.write()
            except Problem as problem:  # something changed since the plan was made
                other = Issue("", problem.code, problem.kind.title)
                plan.reject(row.number, problem.issues or (other,))
            else:
                written.append(row)
    return written


def chosen(checks: Checks, path: str, cell: str, allowed: Mapping[str, str], default: str) -> str:
    """Return the value that a cell's word stands for; width and case don't count."""
    word = unicodedata.normalize("NFKC", cell).strip().casefold()
    if not word:
        return default
    message = "The value must be one of: {allowed}."
    names = ", ".join(sorted(set(allowed.values())))
    checks.need(word in allowed, path, "not_one_of", message, allowed=names)
    return allowed.get(word, default)


def number(checks: Checks, path: str, cell: str, default: float | None) -> float | None:
    """Return the number in a cell, `default` for an empty one."""
    if not cell:
        return default
    try:
        return float(unicodedata.normalize("NFKC", cell))
    except ValueError:
        checks.fault(path, "not_a_number", "This is not a number.")
        return default


def day(checks: Checks, path: str, cell: str, default: date | None) -> date | None:
    """Return the day in a cell: 2026-11-21, 2026/11/21, 2026年11月21日."""
    if not cell:
        return default
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", cell))
    if found:
        with suppress(ValueError):
            return date(*map(int, found.groups()))
    checks.fault(path, "not_a_day", "This is not a day; write it as 2026-11-21.")
    return None
