"""A backup as it lies on a disk: a folder with tables, files and, written last, a manifest.

    manifest.json          what is here, each part with its length and sha256, and its own digest
    tables/NAME.jsonl.gz   one row per line, as `rows` reads it, in the order of the keys
    files/KEY              the files as they were received or made

The same form for both databases, so that an installation can move from one to the other.
"""

import gzip
import hashlib
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from anyio import to_thread
from pydantic import BaseModel, ConfigDict, ValidationError

from audit.files.file_port import checked
from audit.operation.rows import PAGE, Row
from audit.operation.running import Refused

MANIFEST = "manifest.json"
_TABLE = re.compile(r"[a-z][a-z_]{0,62}")


class Part(BaseModel):
    """One file of the archive."""

    model_config = ConfigDict(frozen=True)
    bytes: int
    sha256: str
    rows: int | None = None


class Manifest(BaseModel):
    """What an archive holds. `digest` is the sha256 of everything else here."""

    model_config = ConfigDict(frozen=True)
    format: Literal["mingcha-backup-1"] = "mingcha-backup-1"
    program: str
    made_at: str
    migrations: list[str]
    tables: dict[str, Part]
    files: dict[str, Part]
    digest: str = ""

    def sealed(self) -> "Manifest":
        """Return it with its digest."""
        return self.model_copy(update={"digest": self.own_digest()})

    def own_digest(self) -> str:
        """Return the sha256 over its canonical JSON without the digest."""
        told = self.model_dump(exclude={"digest"})
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def rows(self) -> int:
        return sum(part.rows or 0 for part in self.tables.values())

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in (*self.tables.values(), *self.files.values()))


def table_path(archive: Path, table: str) -> Path:
    """Return where a table lies."""
    return archive / "tables" / f"{table}.jsonl.gz"


def file_path(archive: Path, key: str) -> Path:
    """Return where a file lies."""
    return archive / "files" / key


def part_of(path: Path, rows: int | None = None) -> Part:
    """Measure and hash a file of the archive."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(bytes=path.stat().st_size, sha256=digest, rows=rows)


@contextmanager
def new_table(path: Path) -> Iterator[gzip.GzipFile]:
    """Open a table to be written; the same rows always make the same bytes."""
    with (
        path.open("xb") as raw,
        gzip.GzipFile("", "wb", compresslevel=5, fileobj=raw, mtime=0) as file,
    ):
        yield file


def lines(rows: list[Row]) -> bytes:
    """Return rows as they are written."""
    return b"".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for row in rows
    )


async def pages(archive: Path, table: str) -> AsyncIterator[list[Row]]:
    """Yield the rows of a table, PAGE at once."""
    with gzip.open(table_path(archive, table), "rb") as file:
        while rows := await to_thread.run_sync(_page, file):
            yield rows


def _page(file: gzip.GzipFile) -> list[Row]:
    return [json.loads(line) for _, line in zip(range(PAGE), file, strict=False)]


def read_manifest(archive: Path) -> Manifest:
    """Return the manifest of a finished, undamaged backup; raises Refused for anything else."""
    try:
        manifest = Manifest.model_validate_json((archive / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise Refused("{archive} is no finished backup.", archive=archive) from None
    except (OSError, ValidationError) as problem:
        raise _damaged(archive, MANIFEST) from problem
    if manifest.digest != manifest.own_digest() or not _names_are_ours(manifest):
        raise _damaged(archive, MANIFEST)
    return manifest


def _names_are_ours(manifest: Manifest) -> bool:
    try:
        return all(checked(key) for key in manifest.files) and all(
            _TABLE.fullmatch(name) for name in manifest.tables
        )
    except ValueError:
        return False


def verify(archive: Path) -> Manifest:
    """Read and hash everything; raises Refused naming the first part that is not as it was."""
    manifest = read_manifest(archive)
    listed = [(table_path(archive, name), part) for name, part in manifest.tables.items()]
    listed += [(file_path(archive, key), part) for key, part in manifest.files.items()]
    for path, part in listed:
        if not path.is_file() or part_of(path, part.rows) != part:
            raise _damaged(archive, path.relative_to(archive))
    return manifest


def _damaged(archive: Path, part: str | Path) -> Refused:
    return Refused("The backup {archive} is damaged: {part}", archive=archive, part=part)
