"""`mingcha export`: everything in plain files that need no Mingcha to be read.

Passwords, tokens and sessions stay behind: what leaves the house opens no door.
"""

import csv
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio import to_thread

from audit.files.files import FileMissing, FileStore, open_files
from audit.imports.tabular import inert
from audit.operation.dictionary import Entry, entries, table_meaning
from audit.operation.export_readme import readme
from audit.operation.rows import Columns, Reader, Row, open_reader
from audit.operation.running import Refused
from audit.photos.photos import copy_key, original_key
from audit.settings import Settings

SECRET_TABLES = frozenset({"session", "api_token", "reset_link", "login_attempt", "rescue_key"})
SECRET_COLUMNS = frozenset({"password_hash", "token_hash"})
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic"}
_COMMON = frozenset({"image/jpeg", "image/png", "image/webp"})
_UNLISTED = "unlisted"


@dataclass(frozen=True)
class Exported:
    """How much was written."""

    rows: int
    photos: int
    reports: int


@dataclass(frozen=True)
class Named:
    """A file, what it is called here, and the line that an index says of it."""

    key: str
    name: str
    told: Row


async def export(settings: Settings, target: Path) -> Exported:
    """Write everything to the new folder `target`. Safe while the server runs.

    Raises Refused when there is something already.
    """
    await to_thread.run_sync(_make_folders, target)
    store = open_files(settings.files, settings.data)
    async with open_reader(settings) as reader:
        tables = {name: _open(reader.tables[name]) for name in reader.tables}
        tables = {name: columns for name, columns in tables.items() if name not in SECRET_TABLES}
        rows = sum([await _write_table(reader, name, tables[name], target) for name in tables])
        photos, reports = await _photos(reader), await _reports(reader)
    await to_thread.run_sync(_describe, tables, target)
    return Exported(
        rows=rows,
        photos=await _write_files(store, photos, target, "photos"),
        reports=await _write_files(store, reports, target, "reports"),
    )


def _make_folders(target: Path) -> None:
    if target.exists():
        raise Refused("There is something at {path} already.", path=target)
    for name in ("tables", "photos", "reports"):
        (target / name).mkdir(parents=True)
    target.chmod(0o700)


def _open(columns: Columns) -> Columns:
    return {name: kind for name, kind in columns.items() if name not in SECRET_COLUMNS}


async def _write_table(reader: Reader, table: str, columns: Columns, target: Path) -> int:
    count = 0
    with ExitStack() as stack:
        lines = stack.enter_context((target / "tables" / f"{table}.jsonl").open("w"))
        sheet = stack.enter_context(_sheet(target / "tables" / f"{table}.csv"))
        writer = csv.writer(sheet)
        writer.writerow(columns)
        async for page in reader.pages(table):
            rows = [{name: row[name] for name in columns} for row in page]
            lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            writer.writerows([cell(value) for value in row.values()] for row in rows)
            count += len(rows)
    return count


def _sheet(path: Path) -> Any:
    return path.open("w", newline="", encoding="utf-8-sig")  # spreadsheets need the mark


def cell(value: Any) -> str:
    """Return a value as a spreadsheet shows it and never as a formula that it runs."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return inert(value) if isinstance(value, str) else str(value)


async def _all(reader: Reader, table: str) -> list[Row]:
    return [row async for page in reader.pages(table) for row in page]


async def _photos(reader: Reader) -> list[Named]:
    """Name each photo branch_visit_item_n after the newest submission that lists it."""
    branches = {row["id"]: row["code"] for row in await _all(reader, "branch")}
    visits = {row["uuid"]: row for row in await _all(reader, "visit")}
    places = await _places(reader, {row["id"]: uuid for uuid, row in visits.items()})
    named: list[Named] = []
    counts: dict[str, int] = {}
    for photo in await _all(reader, "photo"):
        visit = visits.get(photo["visit_uuid"])
        item = places.get(photo["uuid"], _UNLISTED)
        branch = branches[visit["branch_id"]] if visit else _UNLISTED
        day = visit["local_day"] if visit else _UNLISTED
        stem = f"{_safe(branch)}_{day}-{photo['visit_uuid'][:8]}_{_safe(item)}"
        counts[stem] = counts.get(stem, 0) + 1
        named += _files_of(photo, f"{stem}_{counts[stem]}", branch, item)
    return named


def _files_of(photo: Row, stem: str, branch: str, item: str) -> Iterator[Named]:
    """The bytes as received, and a JPEG beside what not every program can open."""
    told = {"branch": branch, "item": item} | {
        name: photo[name] for name in ("uuid", "visit_uuid", "sha256", "taken_at", "received_at")
    }
    ending = _ENDINGS.get(photo["media_type"], "bin")
    yield Named(original_key(photo["sha256"]), f"{stem}.{ending}", told)
    if photo["media_type"] not in _COMMON and photo["state"] == "ready":
        yield Named(copy_key(photo["copies"] or photo["sha256"], "large"), f"{stem}.copy.jpg", told)


async def _places(reader: Reader, visits: dict[int, str]) -> dict[str, str]:
    """Return the item of each photo that a submission lists; later submissions win."""
    found: dict[str, str] = {}
    for submission in sorted(await _all(reader, "submission"), key=lambda row: row["number"]):
        found |= {claim["id"]: claim["item"] for claim in submission["content"]["photos"]}
    return found


async def _reports(reader: Reader) -> list[Named]:
    snapshots = {row["id"]: row for row in await _all(reader, "snapshot")}
    named = []
    for report in await _all(reader, "report"):
        if report["state"] != "ready":
            continue
        snapshot = snapshots[report["snapshot_id"]]
        told = {"subject": snapshot["subject"], "edition": snapshot["edition"]}
        told |= {name: report[name] for name in ("uuid", "language", "sha256", "made_at")}
        stem = f"{_safe(snapshot['subject'])}_{snapshot['edition']}_{report['language']}"
        named.append(Named(report["file_key"], f"{stem}.pdf", told))
    return named


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "x"


async def _write_files(store: FileStore, named: list[Named], target: Path, kind: str) -> int:
    """Write the files and their index; one that is missing is told there and skipped."""
    lines: list[Row] = []
    for one in named:
        try:
            with (target / kind / one.name).open("xb") as file:
                async for chunk in store.open(one.key):
                    await to_thread.run_sync(file.write, chunk)
        except FileMissing:
            (target / kind / one.name).unlink()
            lines.append({"file": "", **one.told})
            continue
        lines.append({"file": one.name, **one.told})
    with _sheet(target / f"{kind}.csv") as sheet:
        writer = csv.writer(sheet)
        writer.writerow(lines[0] if lines else ["file"])
        writer.writerows([cell(value) for value in line.values()] for line in lines)
    return sum(bool(line["file"]) for line in lines)


def _describe(tables: dict[str, Columns], target: Path) -> None:
    described = {table: entries(table, columns) for table, columns in tables.items()}
    listed: list[Entry] = [entry for found in described.values() for entry in found]
    with _sheet(target / "dictionary.csv") as sheet:
        writer = csv.writer(sheet)
        writer.writerow(["table", "column", "type", "refers to", "meaning"])
        writer.writerows([e.table, e.column, e.kind, e.refers, e.meaning] for e in listed)
    meanings = {table: table_meaning(table) for table in tables}
    (target / "README.txt").write_text(readme(meanings), encoding="utf-8")
