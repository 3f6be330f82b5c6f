"""Reading a CSV table as people send it: encodings, separators, headers in either language.

Cells come back as plain text. What a spreadsheet would run as a formula, and what can't be seen,
is not read over but reported.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from audit.checks import is_plain
from audit.problems import Problem
from forms.issues import Issue

MOST_ROWS = 20_000
MOST_BYTES = 5_000_000
MOST_CELL = 5_000
_MOST_COLUMNS = 100
_SEPARATORS = (",", ";", "\t", "，", "；")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NUMBER = re.compile(r"[+\-][\d(][\d .()/\-]*")
_FORMULA = tuple("=@+-＝＠＋－")
_BREAKS = ("\t", "\r", "\n")


@dataclass(frozen=True)
class Row:
    """One row; `number` is the one a spreadsheet shows, the header being 1."""

    number: int
    cells: Mapping[str, str]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Table:
    """What was read: the rows by field name, and what of the file was passed over."""

    rows: tuple[Row, ...]
    fields: tuple[str, ...]
    ignored: tuple[str, ...]
    encoding: str


def read_table(raw: bytes, names: Mapping[str, str], required: tuple[str, ...]) -> Table:
    """Read a table whose headers are found in `names` (see `plain_header`) as field names.

    Raises Problem: too_large; invalid, when it is no table at all or columns are missing or twice.
    """
    if len(raw) > MOST_BYTES:
        raise Problem("too_large", limit=MOST_BYTES)
    text, encoding = _decode(raw)
    records = _records(text)
    header = records[0] if records else []
    fields = [names.get(plain_header(cell)) for cell in header]
    _require_columns(fields, required)
    ignored = tuple(
        cell.strip() for cell, name in zip(header, fields, strict=True) if not name and cell.strip()
    )
    rows = tuple(
        _row(number, record, fields)
        for number, record in enumerate(records[1:], start=2)
        if any(cell.strip() for cell in record)
    )
    if len(rows) > MOST_ROWS:
        _refuse("too_many_rows", "At most {most} rows can be read at once.", most=MOST_ROWS)
    return Table(rows, tuple(filter(None, fields)), ignored, encoding)


def plain_header(cell: str) -> str:
    """Return a header as it is compared: width, case, spaces and marks don’t count."""
    plain = unicodedata.normalize("NFKC", cell).casefold()
    return re.sub(r"[\s_\-*:.()（）]+", "", plain)


def _decode(raw: bytes) -> tuple[str, str]:
    encodings = [name for bom, name in _BOMS if raw.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding.removesuffix("-sig")
    _refuse("bad_encoding", "The file is neither UTF-8 nor GB18030 text.")
    raise AssertionError


def _records(text: str) -> list[list[str]]:
    first = text.lstrip("\r\n \t").partition("\n")[0]
    unquoted = re.sub(r'"[^"]*"', "", first)
    separator = max(_SEPARATORS, key=unquoted.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            if not records and not any(cell.strip() for cell in record):
                continue  # empty lines above the header
            records.append(record)
            if len(records) > MOST_ROWS * 2 or len(record) > _MOST_COLUMNS:
                break
    except csv.Error:
        message = "Line {line} can’t be read as CSV: a quotation mark is open or out of place."
        _refuse("bad_csv", message, line=reader.line_num)
    if records and max(map(len, records)) > _MOST_COLUMNS:
        _refuse("too_many_columns", "At most {most} columns can be read.", most=_MOST_COLUMNS)
    return records


def _require_columns(fields: list[str | None], required: tuple[str, ...]) -> None:
    known = [name for name in fields if name]
    missing = sorted(set(required) - set(known), key=required.index)
    issues = [
        Issue(name, "column_missing", "The column “{column}” is missing.", {"column": name})
        for name in missing
    ] + [
        Issue(name, "column_twice", "The column “{column}” is there twice.", {"column": name})
        for name in sorted({name for name in known if known.count(name) > 1})
    ]
    if issues:
        raise Problem("invalid", issues=issues)


def _row(number: int, record: list[str], fields: list[str | None]) -> Row:
    issues: list[Issue] = []
    cells: dict[str, str] = {}
    if any(cell.strip() for cell in record[len(fields) :]):
        issues.append(Issue("", "too_many_cells", "The row has more cells than the header."))
    padded = record + [""] * (len(fields) - len(record))
    for name, cell in zip(fields, padded, strict=False):
        if name:
            cells[name] = cell.strip()
            issues += _cell_issues(name, cells[name])
    return Row(number, cells, tuple(issues))


def _cell_issues(name: str, cell: str) -> list[Issue]:
    if len(cell) > MOST_CELL:
        most = {"most": MOST_CELL}
        return [Issue(name, "too_long", "At most {most} characters are possible here.", most)]
    if not is_plain(cell):
        return [Issue(name, "bad_text", "The text holds characters that can’t be kept.")]
    if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return [Issue(name, "formula", "The cell begins like a formula: =, +, - or @.")]
    return []


def inert(text: str) -> str:
    """Return text that no spreadsheet takes for a formula (CWE-1236)."""
    runs = text.lstrip().startswith(_FORMULA) or text.lstrip(" \u00a0").startswith(_BREAKS)
    return f"'{text}" if runs else text


def _refuse(code: str, message: str, **params: str | int) -> None:
    raise Problem("invalid", issues=[Issue("file", code, message, params)])
