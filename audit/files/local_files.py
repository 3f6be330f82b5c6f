"""Files in a local folder: written aside, forced to the disk, then renamed into place.

Only after the file, its name and each new folder are on the disk does a call return, so that what
was acknowledged survives a power cut.
"""

import errno
import hashlib
import os
import shutil
import stat
import threading
import uuid
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Final, ParamSpec, TypeVar

import anyio

from audit.files.file_port import (
    CHUNK,
    FileMissing,
    FilesAway,
    FilesFull,
    Source,
    Stored,
    WrongHash,
    checked,
)

_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_NO_SUCH_FILE: Final = frozenset((errno.ENOENT, errno.ENOTDIR, errno.EISDIR))
_ASIDE: Final = ".aside"
_MAKING: Final = threading.Lock()
_KEPT: Final[set[Path]] = set()
"""Folders whose names this process has forced to the disk."""

P = ParamSpec("P")
T = TypeVar("T")


class LocalFiles:
    """See `audit.files.file_port.FileStore`. ``root`` is made if need be; one process owns it."""

    def __init__(self, root: Path, *, at_once: int = 16) -> None:
        self.root = root.absolute()
        self._aside = self.root / _ASIDE
        self._limiter = anyio.CapacityLimiter(at_once)
        with _told(writing=True):
            make_folder(self._aside)

    async def put(self, key: str, source: Source, *, sha256: str | None = None) -> Stored:
        target, aside = self._path(key), self._aside / uuid.uuid4().hex
        try:
            if isinstance(source, bytes):
                stored = await self._save(_written, aside, source)
            else:
                stored = await self._gather(aside, source)
            if sha256 is not None and stored.sha256 != sha256:
                raise WrongHash(key)
            await self._save(_publish, aside, target)
        finally:
            aside.unlink(missing_ok=True)
        return stored

    async def adopt(self, key: str, path: Path, *, synced: bool = False) -> None:
        target, aside = self._path(key), self._aside / uuid.uuid4().hex
        await self._save(_adopt, path, target, aside, synced)

    async def open(self, key: str, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        with await self._read(self._path(key).open, "rb") as file:
            await self._read(file.seek, start)
            left = CHUNK if stop is None else stop - start
            while left > 0 and (chunk := await self._read(file.read, min(CHUNK, left))):
                if stop is not None:
                    left -= len(chunk)
                yield chunk

    async def read(self, key: str) -> bytes:
        return await self._read(self._path(key).read_bytes)

    async def size(self, key: str) -> int:
        return await self._read(_size, self._path(key))

    async def kept_since(self, key: str) -> datetime:
        return await self._read(_kept_since, self._path(key))

    async def exists(self, key: str) -> bool:
        return await self._read(self._path(key).is_file)

    async def delete(self, key: str) -> None:
        await self._save(self._path(key).unlink, True)

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        folders = [self._path(prefix) if prefix else self.root]
        while folders:
            entries = await self._read(_entries, folders.pop())
            folders += [entry for entry, is_folder in entries if is_folder]
            for entry, is_folder in entries:
                if not is_folder:
                    yield entry.relative_to(self.root).as_posix()

    def local_path(self, key: str) -> Path | None:
        return self._path(key)

    @asynccontextmanager
    async def as_path(self, key: str) -> AsyncIterator[Path]:
        await self.size(key)
        yield self._path(key)

    async def check(self) -> None:
        await self._save(_write_probe, self._aside / uuid.uuid4().hex)

    async def sweep(self, before: datetime) -> int:
        return await self._save(_sweep, self._aside, before)

    def _path(self, key: str) -> Path:
        return self.root / checked(key)

    async def _read(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with _told():
            step = partial(work, *args, **kwargs)
            return await anyio.to_thread.run_sync(step, limiter=self._limiter)

    async def _save(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with _told(writing=True):
            step = partial(work, *args, **kwargs)
            return await anyio.to_thread.run_sync(step, limiter=self._limiter)

    async def _gather(self, aside: Path, source: Path | AsyncIterable[bytes]) -> Stored:
        """Write and hash; small pieces are gathered, since each step to a thread costs 0.1 ms."""
        digest, size = hashlib.sha256(), 0

        def step(data: bytes | bytearray) -> None:
            nonlocal size
            digest.update(data)
            file.write(data)
            size += len(data)

        with await self._save(aside.open, "xb") as file:
            if isinstance(source, Path):
                with await self._read(source.open, "rb") as given:
                    while chunk := await self._read(given.read, CHUNK):
                        await self._save(step, chunk)
            else:
                gathered = bytearray()
                async for chunk in source:
                    gathered += chunk
                    if len(gathered) >= CHUNK:
                        await self._save(step, gathered)
                        gathered = bytearray()
                await self._save(step, gathered)
            await self._save(_force, file)
        return Stored(size, digest.hexdigest())


async def check_folder(path: Path) -> None:
    """Find out whether a folder can be written to now: `FilesFull`, `FilesAway`, or all is well."""
    with _told(writing=True):
        await anyio.to_thread.run_sync(_write_probe, path / f".probe-{uuid.uuid4().hex}")


def make_folder(path: Path) -> None:
    """Make a folder and its parents so that they survive a power cut.

    One that is there already may come from somebody who has not forced its name to the disk yet,
    failed to, or was killed before: so each is forced once, and whoever comes meanwhile waits.
    """
    with _MAKING:
        _make(path)


def _make(path: Path) -> None:
    if path in _KEPT and path.is_dir():
        return
    if not path.parent.is_dir():
        _make(path.parent)
    path.mkdir(exist_ok=True)
    with suppress(PermissionError):  # not ours to read, so not made by us either
        sync_folder(path.parent)
    _KEPT.add(path)


def sync_folder(path: Path) -> None:
    """Force the names in a folder to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Force a file's bytes to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def untouched_since(paths: Iterable[Path], before: datetime) -> list[Path]:
    """Choose the files last written to before that time; one that vanishes is left out."""
    old = []
    for path in paths:
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                old.append(path)
    return old


def is_full(error: OSError) -> bool:
    """Tell whether the disk, the quota or the allowed size was used up."""
    return error.errno in _FULL


@contextmanager
def _told(*, writing: bool = False) -> Iterator[None]:
    """Turn the system's errors into ours."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise FilesFull(str(error)) from error
        if error.errno in _NO_SUCH_FILE and not writing:
            raise FileMissing(str(error)) from error
        raise FilesAway(str(error)) from error


def _written(path: Path, data: bytes) -> Stored:
    """Write what is there whole, in one step; return what it was."""
    with path.open("xb") as file:
        file.write(data)
        _force(file)
    return Stored(len(data), hashlib.sha256(data).hexdigest())


def _force(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _publish(aside: Path, target: Path) -> None:
    make_folder(target.parent)
    aside.replace(target)
    sync_folder(target.parent)


def _adopt(path: Path, target: Path, aside: Path, synced: bool) -> None:
    if not path.is_file():
        raise FileMissing(path.name)
    if not synced:
        sync_file(path)
    make_folder(target.parent)
    try:
        path.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy_in(path, target, aside)
    sync_folder(target.parent)


def _copy_in(path: Path, target: Path, aside: Path) -> None:
    """Move between two file systems: a copy aside, then the rename."""
    try:
        shutil.copyfile(path, aside)
        sync_file(aside)
        aside.replace(target)
        path.unlink()
    finally:
        aside.unlink(missing_ok=True)


def _entries(folder: Path) -> list[tuple[Path, bool]]:
    try:
        with os.scandir(folder) as found:
            return [
                (folder / entry.name, entry.is_dir())
                for entry in found
                if not entry.name.startswith(".")
            ]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _size(path: Path) -> int:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise FileMissing(path.name)
    return found.st_size


def _kept_since(path: Path) -> datetime:
    # A rename changes the status of a file, not the time it was written.
    return datetime.fromtimestamp(path.stat().st_ctime, UTC)


def _write_probe(path: Path) -> None:
    try:
        with path.open("xb") as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)


def _sweep(folder: Path, before: datetime) -> int:
    old = untouched_since(folder.iterdir(), before)
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
