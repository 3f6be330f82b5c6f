"""What the service asks of a place that keeps files; `audit.files.files` chooses one."""

import re
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

CHUNK: Final = 1024 * 1024
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
_MAX_KEY: Final = 700

Source = bytes | Path | AsyncIterable[bytes]


class FilesError(Exception):
    """A file could not be read or written."""


class FileMissing(FilesError):
    """There is no such file."""


class FilesFull(FilesError):
    """No space is left; reading still works. Answered with 507."""


class FilesAway(FilesError):
    """The disk or the object server does not answer; worth trying again. Answered with 503."""


class WrongHash(FilesError):
    """What arrived has another sha256 than was announced; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written: number of bytes and their sha256 in hex."""

    size: int
    sha256: str


class FileStore(Protocol):
    """Files by key. A key is a relative path of plain ASCII names, chosen by us, never by a client.

    A file appears whole or not at all, and has reached the disk (or the object server) when the
    call returns. Writing an existing key replaces it. Every method may raise `FilesAway`.
    """

    async def put(self, key: str, source: Source, *, sha256: str | None = None) -> Stored:
        """Write a file. Raises `WrongHash` if ``sha256`` is given and differs, `FilesFull`."""

    async def adopt(self, key: str, path: Path, *, synced: bool = False) -> None:
        """Move a finished local file in; ``synced`` says that its bytes are on the disk already.

        Raises `FileMissing` if there is none at ``path``, `FilesFull`.
        """

    def open(self, key: str, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """Give the bytes from ``start`` up to, not including, ``stop``. Raises `FileMissing`."""

    async def read(self, key: str) -> bytes:
        """Give a whole file. Raises `FileMissing`."""

    async def size(self, key: str) -> int:
        """Give its length in bytes. Raises `FileMissing`."""

    async def kept_since(self, key: str) -> datetime:
        """Tell when it came to stand under its key. Raises `FileMissing`."""

    async def exists(self, key: str) -> bool:
        """Tell whether there is such a file."""

    async def delete(self, key: str) -> None:
        """Remove a file; one that is gone already is no error."""

    def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """Give every key in the folder ``prefix`` and below, in no special order."""

    def local_path(self, key: str) -> Path | None:
        """Give the path if files are local (for readers that want one), else None."""

    def as_path(self, key: str) -> AbstractAsyncContextManager[Path]:
        """Give a path to read the file at while the block lasts. Raises `FileMissing`."""

    async def check(self) -> None:
        """Find out whether files can be kept now: `FilesFull`, `FilesAway`, or all is well."""

    async def sweep(self, before: datetime) -> int:
        """Remove what broken-off writes left behind before that time; return how many."""


def checked(key: str) -> str:
    """Return the key, or raise ValueError for one that could leave its folder or clash in it."""
    if len(key) > _MAX_KEY or not all(_SEGMENT.fullmatch(part) for part in key.split("/")):
        raise ValueError(f"not a file key: {key[:80]!r}")
    return key
