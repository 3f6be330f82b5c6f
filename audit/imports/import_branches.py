"""Importing branches: one row each, regions and brands by their codes.

An empty cell, like a column that is not there, leaves what is known as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from audit.access import Actor, facts_on, require
from audit.checks import Checks
from audit.imports import imports
from audit.imports.imports import ImportReport, Outcome, Plan, Planned
from audit.imports.tabular import Row, plain_header, read_table
from audit.models import Branch, Brand, Region
from audit.network import directory, network
from audit.network.directory import BranchLine
from audit.network.network import Facts
from forms.texts import Text

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": (
        "code",
        "branch",
        "branch code",
        "编号",
        "编码",
        "门店编号",
        "门店编码",
        "网点编号",
        "店号",
    ),
    "name_zh": (
        "name_zh",
        "name",
        "chinese name",
        "名称",
        "门店名称",
        "网点名称",
        "店名",
        "中文名称",
    ),
    "name_en": ("name_en", "english name", "英文名称", "英文名"),
    "region": ("region", "region code", "区域", "区域编号", "区域编码", "大区"),
    "brand": ("brand", "brand code", "品牌", "品牌编号", "品牌编码"),
    "format": ("format", "业态", "店型", "门店类型"),
    "tags": ("tags", "标签"),
    "zone": ("zone", "time zone", "时区"),
    "address": ("address", "地址", "门店地址"),
    "latitude": ("latitude", "lat", "纬度"),
    "longitude": ("longitude", "lon", "lng", "经度"),
    "datum": ("datum", "坐标系"),
    "opened_on": ("opened_on", "opened", "开业日期", "开业日"),
    "closed_on": ("closed_on", "closed", "关闭日期", "闭店日期"),
}
HEADERS = {plain_header(alias): name for name, aliases in COLUMNS.items() for alias in aliases}
_DATUMS = {
    "wgs84": "wgs84", "wgs-84": "wgs84", "gps": "wgs84",
    "gcj02": "gcj02", "gcj-02": "gcj02", "高德": "gcj02", "腾讯": "gcj02", "火星坐标": "gcj02",
    "bd09": "bd09", "bd-09": "bd09", "百度": "bd09",
}  # fmt: skip


@dataclass(frozen=True)
class _Known:
    """What is there: by code in lower case."""

    branches: Mapping[str, BranchLine]
    later: frozenset[str]
    regions: Mapping[str, str]
    brands: Mapping[str, str]


async def import_branches(
    actor: Actor, raw: bytes, now: datetime, *, from_day: date | None = None, dry_run: bool
) -> ImportReport:
    """Add and change branches from a CSV file; changes hold from `from_day` (today) on.

    Raises Problem: not_allowed, too_large, invalid (the file as a whole).
    """
    require(actor, "admin")
    table = read_table(raw, HEADERS, ("code",))
    from_day = from_day or actor.today
    known = await _known(from_day)
    plan, rows_by_code = Plan(), dict[str, int]()
    for row in table.rows:
        checks = Checks(list(row.issues))
        planned = _plan(checks, row, known, from_day, partial(_Writing, actor, now))
        first = rows_by_code.setdefault(row.cells["code"].casefold(), row.number)
        again = "Row {row} has this code already."
        checks.need(first == row.number, "code", "row_twice", again, row=first)
        if checks.issues or planned is None:
            plan.reject(row.number, checks.issues, row.cells)
        else:
            plan.good.append(planned)
    return await imports.carry_out(plan, table, dry_run=dry_run)


async def _known(from_day: date) -> _Known:
    rows = await facts_on(from_day).select_related("branch", "region", "brand")
    lines = {row.branch.code.casefold(): directory.line_of(row) for row in rows}
    codes = {row.code.casefold() for row in await Branch.all()}
    regions = {row.code.casefold(): row.code for row in await Region.all()}
    brands = {row.code.casefold(): row.code for row in await Brand.all()}
    return _Known(lines, frozenset(codes - set(lines)), regions, brands)


@dataclass(frozen=True)
class _Writing:
    """How one row is written."""

    actor: Actor
    now: datetime
    code: str
    facts: Facts
    before: BranchLine | None
    from_day: date
    opened_on: date
    closed_on: date | None

    def outcome(self) -> Outcome:
        if self.before is None:
            return "added"
        same = self.before.facts == self.facts and self.before.closed_on == self.closed_on
        return "unchanged" if same else "changed"

    async def write(self) -> None:
        if self.before is None:
            opened = self.opened_on
            await network.add_branch(self.actor, self.code, self.facts, opened, self.now)
        elif self.before.facts != self.facts:
            day = self.from_day
            await network.change_branch(self.actor, self.code, self.facts, day, self.now)
        if self.closed_on and self.closed_on != (self.before and self.before.closed_on):
            await network.close_branch(self.actor, self.code, self.closed_on, self.now)


def _plan(
    checks: Checks, row: Row, known: _Known, from_day: date, writing: "partial[_Writing]"
) -> Planned | None:
    cells = row.cells
    code = checks.code("code", cells["code"])
    before = known.branches.get(code.casefold())
    unborn = code.casefold() in known.later
    checks.need(not unborn, "code", "too_early", "The branch is known only from a later day on.")
    facts = _facts(checks, cells, known, before.facts if before else None)
    opened = imports.day(checks, "opened_on", cells.get("opened_on", ""), None)
    fixed = before is None or opened is None or opened == before.opened_on
    message = "The opening day of a branch that is known is not changed by an import."
    checks.need(fixed, "opened_on", "opened_fixed", message)
    was_closed = before.closed_on if before else None
    closed = imports.day(checks, "closed_on", cells.get("closed_on", ""), was_closed)
    opened = opened or (before.opened_on if before else from_day)
    ordered = closed is None or closed >= opened
    checks.need(ordered, "closed_on", "days_order", "The last day is before the first.")
    if facts is None or checks.issues:
        return None
    job = writing(before.code if before else code, facts, before, from_day, opened, closed)
    outcome = job.outcome()
    return Planned(row.number, outcome, job.write if outcome != "unchanged" else None)


def _facts(
    checks: Checks, cells: Mapping[str, str], known: _Known, before: Facts | None
) -> Facts | None:
    """Return the facts of a row laid over those before, None when they can't be."""
    zh = cells.get("name_zh") or (before.name.zh if before else "")
    en = cells.get("name_en") or (before.name.en if before else "")
    region = _named(checks, "region", cells, known.regions, before.region if before else "")
    brand = _named(checks, "brand", cells, known.brands, before.brand if before else "")
    kind = cells.get("format") or (before.format if before else "")
    checks.need(bool(kind), "format", "missing", "This is missing.")
    checks.need(bool(zh or en), "name_zh", "missing", "This is missing.")
    if checks.issues:
        return None
    base = before or Facts(Text(zh=zh, en=en), region, brand, kind)
    latitude = imports.number(checks, "latitude", cells.get("latitude", ""), base.latitude)
    longitude = imports.number(checks, "longitude", cells.get("longitude", ""), base.longitude)
    facts = replace(
        base,
        name=Text(zh=zh, en=en),
        region=region,
        brand=brand,
        format=kind,
        tags=_tags(cells.get("tags", "")) or base.tags,
        zone=cells.get("zone") or base.zone,
        address=cells.get("address") or base.address,
        latitude=latitude,
        longitude=longitude,
        datum=imports.chosen(checks, "datum", cells.get("datum", ""), _DATUMS, base.datum),
    )
    return network.checked(checks, facts)


def _named(
    checks: Checks, path: str, cells: Mapping[str, str], known: Mapping[str, str], before: str
) -> str:
    cell = cells.get(path, "")
    if not cell:
        checks.need(bool(before), path, "missing", "This is missing.")
        return before
    found = known.get(cell.casefold(), "")
    checks.need(bool(found), path, "unknown_code", "There is none with this code.")
    return found


def _tags(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (tag.strip() for tag in re.split(r"[|;；、,，]", cell))))
