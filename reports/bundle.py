"""Putting a batch together: a ZIP written piece by piece, with an index for eyes and for tables.

The file is the same however often it is made from the same reports: its times are days of issue,
its order that of the names.
"""

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from anyio import to_thread

from audit import trail
from audit.clock import Clock
from audit.db import transaction
from audit.files.file_port import CHUNK
from audit.files.files import FileMissing, FileStore
from audit.files.local_files import make_folder
from audit.models import Batch, Report, Snapshot
from audit.web.csv_text import decimal, table
from audit.words import Words
from forms.texts import Text
from reports.view_branch import kind_word

_PAGE = 200
_HEADS = (
    "File",
    "Kind",
    "Branch code",
    "Branch",
    "Report number",
    "Edition",
    "Language",
    "Score",
    "SHA-256",
)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+|\s+')
_LONGEST = 60


@dataclass(frozen=True)
class Line:
    """A report in the index; `file` is empty where it could not be drawn."""

    file: str
    kind: str
    form: str
    code: str
    name: Text
    number: str
    edition: int
    language: str
    final: int | None
    sha256: str
    day: date
    key: str | None


async def make_batch(
    key: str, *, files: FileStore, scratch: Path, words: Mapping[str, Words], clock: Clock
) -> None:
    """Put batch `key` together and keep it; does nothing when it is there already."""
    batch = await Batch.get_or_none(uuid=UUID(key), state="wanted").select_related("wave")
    if batch is None:
        return
    lines = await _lines(batch)
    make_folder(scratch)
    with TemporaryDirectory(dir=scratch) as folder:
        path = Path(folder) / "batch.zip"
        lines = await _write(path, lines, files, batch, words)
        digest = await to_thread.run_sync(_sha256, path)
        size = path.stat().st_size
        name = f"batches/{batch.uuid}/{digest}.zip"
        await files.put(name, path, sha256=digest)
    now = clock()
    async with transaction():
        changed = await Batch.filter(id=batch.id, state="wanted").update(
            state="ready", file_key=name, size=size, sha256=digest, made_at=now, error=""
        )
        if changed:
            found = sum(bool(line.file) for line in lines)
            await trail.record(None, "batch_made", f"batch:{batch.uuid}", now, reports=found)
    if changed and batch.file_key and batch.file_key != name:
        await files.delete(batch.file_key)


async def _lines(batch: Batch) -> list[Line]:
    members = batch.content["reports"]
    found: list[Line] = []
    for start in range(0, len(members), _PAGE):
        rows = await Report.filter(id__in=members[start : start + _PAGE]).select_related("snapshot")
        found += [_line(row, row.snapshot, batch.wave.code) for row in rows]
    return _named(sorted(found, key=lambda line: (line.file, line.number)))


def _line(row: Report, snapshot: Snapshot, wave: str) -> Line:
    content = snapshot.content
    about = content.get("branch") or {"code": "", "name": content.get("name")}
    name = Text(**about["name"])
    return Line(
        file=file_name(_what(snapshot.kind, row.form), about["code"], name, wave, row.language),
        kind=snapshot.kind,
        form=row.form,
        code=about["code"],
        name=name,
        number=content["number"],
        edition=snapshot.edition,
        language=row.language,
        final=content["score"]["final"],
        sha256=row.sha256 or "",
        day=date.fromisoformat(content["issued_on"]),
        key=row.file_key if row.state == "ready" else None,
    )


def _what(kind: str, form: str) -> str:
    return "action-sheet" if form == "sheet" else kind


def file_name(what: str, code: str, name: Text, wave: str, language: str) -> str:
    """Return a name that says branch, wave and language and that every system can write.

    `what`: the kind of report, or "action-sheet"; a branch's own report needs no word.
    """
    said = name.say("en" if language == "en" else "zh")
    parts = [code, said, wave, "" if what == "branch" else what, language]
    return "_".join(part for part in map(_safe, parts) if part) + ".pdf"


def _safe(text: str) -> str:
    return _UNSAFE.sub("-", text).strip("-. ")[:_LONGEST].rstrip("-. ")


def _named(lines: Sequence[Line]) -> list[Line]:
    """Number those that would have the same name, like several visits of one branch."""
    seen: dict[str, int] = {}
    found = []
    for line in lines:
        count = seen[line.file] = seen.get(line.file, 0) + 1
        stem = line.file.removesuffix(".pdf")
        found.append(line if count == 1 else _with_file(line, f"{stem}_{count}.pdf"))
    return found


def _with_file(line: Line, file: str) -> Line:
    return Line(**{**vars(line), "file": file})


async def _write(
    path: Path, lines: Sequence[Line], files: FileStore, batch: Batch, words: Mapping[str, Words]
) -> list[Line]:
    """Write reports and index; return the lines, without a file for what is missing."""
    done: list[Line] = []
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for line in lines:
            try:
                await _add(archive, line, files)
            except FileMissing:
                done.append(_with_file(line, ""))
            else:
                done.append(line)
        t = words["en" if batch.language == "en" else "zh"]
        day = max((line.day for line in lines), default=date(1980, 1, 1))
        for name, data in (
            ("index.csv", as_csv(done, t, batch.language)),
            ("index.html", as_html(done, t, batch)),
        ):
            await to_thread.run_sync(partial(archive.writestr, _info(name, day), data))
    return done


async def _add(archive: ZipFile, line: Line, files: FileStore) -> None:
    if line.key is None:
        raise FileMissing(line.number)
    info = _info(line.file, line.day)
    info.file_size = await files.size(line.key)
    with archive.open(info, "w") as member:
        async for chunk in files.open(line.key):
            await to_thread.run_sync(member.write, chunk)


def _info(name: str, day: date) -> ZipInfo:
    info = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    info.external_attr = 0o644 << 16
    return info


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _cells(line: Line, t: Words, lang: str) -> list[object]:
    return [
        line.file or t("It could not be made."),
        t(kind_word(line.kind, line.form)),
        line.code,
        line.name.say("en" if lang == "en" else "zh"),
        line.number,
        line.edition,
        line.language,
        decimal(line.final) if line.final is not None else "",
        line.sha256,
    ]


def as_csv(lines: Sequence[Line], t: Words, lang: str) -> bytes:
    """Return the index as a table."""
    return table([t(head) for head in _HEADS], [_cells(line, t, lang) for line in lines])


def as_html(lines: Sequence[Line], t: Words, batch: Batch) -> str:
    """Return the index as a page that needs nothing else."""
    wave = batch.wave.name_en if batch.language == "en" else batch.wave.name_zh
    title = html.escape(f"{wave} · {t('Reports')}")
    rows = "".join(f"<tr>{_row(line, t, batch.language)}</tr>" for line in lines)
    heads = "".join(f"<th>{html.escape(t(head))}</th>" for head in _HEADS)
    return (
        f'<!doctype html><html lang="{"en" if batch.language == "en" else "zh"}">'
        f'<meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem}"
        "table{border-collapse:collapse}th,td{text-align:left;padding:.3rem .8rem;"
        "border-bottom:1px solid #ccc;overflow-wrap:anywhere}</style>"
        f"<h1>{title}</h1><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></html>"
    )


def _row(line: Line, t: Words, lang: str) -> str:
    first, *rest = (html.escape(str(cell)) for cell in _cells(line, t, lang))
    link = f'<a href="{html.escape(line.file)}">{first}</a>' if line.file else first
    return "".join(f"<td>{cell}</td>" for cell in (link, *rest))
