"""Taking in a file in parts over a bad line; knows nothing of HTTP or the database.

The length of the partial file is the offset, there is no second book that could disagree. An offset
is told only after the bytes below it have been forced to the disk, so that after a kill or a power
cut the sender is never told to go on further than the file reaches. What another process wrote,
or this one before it ended, is written once more before its length is believed: a sync that
failed is told once, and a second one of the same bytes would say that all is well. A protocol
(tus 1.0 now) is a thin layer on top.
"""

import fcntl
import hashlib
import os
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Literal, NamedTuple, ParamSpec, TypeVar
from uuid import UUID

import anyio

from audit.files.file_port import CHUNK, FileMissing, FilesAway, FilesFull, WrongHash
from audit.files.local_files import is_full, make_folder, sync_folder, untouched_since

_SUFFIX: Final = ".part"
_MOST_KNOWN: Final = 10_000

P = ParamSpec("P")
T = TypeVar("T")


class Checksum(NamedTuple):
    """What a part should be; the digest has the algorithm's own length."""

    algorithm: Literal["sha1", "sha256"]
    digest: bytes


class InUse(Exception):
    """Somebody else is writing this file now."""


class WrongOffset(Exception):
    """The part does not begin where the file ends; ``offset`` says where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"continue at {offset}")
        self.offset = offset


class WrongChecksum(Exception):
    """The part is not what its checksum says; it was taken back."""


class TooLong(Exception):
    """More bytes came than were announced; the part was taken back."""


class Receiving:
    """The folder of partial files, and who is writing which."""

    def __init__(self, folder: Path, *, at_once: int = 16) -> None:
        self.folder = folder.absolute()
        self._held: dict[UUID, Partial] = {}
        self._opening: set[UUID] = set()
        self._safe: dict[UUID, int] = {}
        self._limiter = anyio.CapacityLimiter(at_once)
        make_folder(self.folder)

    @asynccontextmanager
    async def hold(self, key: UUID, *, create: bool = False) -> AsyncIterator["Partial"]:
        """Have a file for oneself while the block lasts; it is refused to others, not queued.

        Raises `InUse`, `FileMissing` (unless ``create``), `FilesFull`, `FilesAway`.
        """
        if key in self._held or key in self._opening:
            raise InUse(str(key))
        self._opening.add(key)
        try:
            held = Partial(self._path(key), self._limiter)
            await held.open(create, self._safe.pop(key, None))
        finally:
            self._opening.discard(key)
        self._held[key] = held
        try:
            yield held
        finally:
            try:
                with anyio.CancelScope(shield=True):
                    await held.keep_name()
            finally:
                del self._held[key]
                self._remember(key, held)
                held.close()

    def _remember(self, key: UUID, held: "Partial") -> None:
        if held.is_there:
            self._safe[key] = held.offset
        while len(self._safe) > _MOST_KNOWN:
            del self._safe[next(iter(self._safe))]

    async def offset(self, key: UUID) -> int:
        """Tell how many bytes are safe, also while somebody writes. Raises `FileMissing`."""
        if (held := self._held.get(key)) is not None:
            return 0 if held.is_new else held.offset
        safe = self._safe.get(key)
        if safe is not None and safe == await _run(self._limiter, _length, self._path(key)):
            return safe
        try:
            async with self.hold(key) as held:
                return held.offset
        except InUse:  # by another process, or in this moment
            return await _run(self._limiter, _safe_length, self._path(key))

    async def stale(self, before: datetime) -> list[UUID]:
        """Name the files nobody has written to since that time."""
        found = await _run(self._limiter, _older, self.folder, before)
        return [key for key in found if key not in self._held]

    def _path(self, key: UUID) -> Path:
        return self.folder / f"{key}{_SUFFIX}"


class Partial:
    """One file that is being received; made by `Receiving.hold`.

    ``offset`` is the number of bytes that are safely on the disk.
    """

    def __init__(self, path: Path, limiter: anyio.CapacityLimiter) -> None:
        self.path = path
        self.offset = 0
        self.is_new = False
        self.is_there = True
        self._limiter = limiter
        self._handle = -1
        self._whole: str | None = None  # the file's hash, when it came in one part just now

    async def open(self, create: bool, safe: int | None) -> None:
        """Open and lock; ``safe`` is how many bytes this process knows to be on the disk."""
        self._handle, self.offset, self.is_new = await self._run(_open, self.path, create, safe)

    async def keep_name(self) -> None:
        """Force a new file's name to the disk, unless the file was moved on in the meantime."""
        if self.is_new and self.is_there:
            await self._run(sync_folder, self.path.parent)
            self.is_new = False

    def was_moved(self) -> None:
        """Take note that the file is elsewhere now."""
        self.is_there = False

    def close(self) -> None:
        os.close(self._handle)

    async def append(
        self,
        at: int,
        body: AsyncIterable[bytes],
        *,
        length: int,
        checksum: Checksum | None = None,
    ) -> int:
        """Write a part that begins at ``at``; return the new offset.

        ``length`` is that of the whole file, ``checksum`` is of this part.
        When ``body`` breaks off, what came is kept, and its error goes on to the caller.
        Raises `WrongOffset`, `WrongChecksum`, `TooLong`, `FilesFull`, `FilesAway`.
        """
        if at != self.offset:
            raise WrongOffset(self.offset)
        part = _Part(self._handle, at, length, checksum)
        end = "cut"
        try:
            async for chunk in body:
                if part.take(chunk):
                    await self._run(part.write)
            end = "whole"
        except TooLong:
            end = "refused"
            raise
        finally:
            with anyio.CancelScope(shield=True):
                self.offset = await self._run(part.settle, end)
        if part.fault is not None:
            raise part.fault
        self._whole = part.digest.hexdigest() if at == 0 else None
        return self.offset

    async def finish(self, length: int, sha256: str) -> Path:
        """Prove that the whole file is what was announced; return its path, to be moved away.

        Raises `WrongOffset` when it is not complete; `WrongHash` when it is something else, and
        then it has been emptied.
        """
        if self.offset < length:
            raise WrongOffset(self.offset)
        if self.offset > length or (self._whole or await self._run(_digest, self.path)) != sha256:
            await self.empty()
            raise WrongHash(self.path.name)
        return self.path

    async def empty(self) -> None:
        """Throw away all bytes; the upload begins anew at 0."""
        await self._run(_truncate, self._handle, 0)
        self.offset, self._whole = 0, None

    async def discard(self) -> None:
        """Remove the file."""
        await self._run(_remove, self.path)
        self.is_there = False

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await _run(self._limiter, work, *args, **kwargs)


class _Part:
    """The bytes of one request on their way to the disk, gathered into large writes."""

    def __init__(
        self, handle: int, start: int, length: int, checksum: Checksum | None = None
    ) -> None:
        self.digest = hashlib.sha256()
        # SHA-1 finds what a line did to the bytes; what the file is, its SHA-256 says at the end.
        is_other = checksum is not None and checksum.algorithm == "sha1"
        self.checked = hashlib.sha1(usedforsecurity=False) if is_other else self.digest
        self._handle, self._start, self._length = handle, start, length
        self._checksum = checksum
        self.fault: Exception | None = None
        self._end = start
        self._gathered, self._filled = bytearray(), 0

    def take(self, chunk: bytes) -> bool:
        """Gather; True when there is enough for a write."""
        begin, self._filled = self._filled, self._filled + len(chunk)
        if self._end + self._filled > self._length:
            self._filled = begin
            raise TooLong(f"more than {self._length} bytes")
        self._gathered[begin : self._filled] = chunk  # in place, but for the first round
        return self._filled >= CHUNK

    def write(self) -> None:
        at = 0
        with memoryview(self._gathered) as data:
            try:
                while at < self._filled:
                    written = os.pwrite(self._handle, data[at : self._filled], self._end)
                    self.digest.update(data[at : at + written])
                    if self.checked is not self.digest:
                        self.checked.update(data[at : at + written])
                    at += written
                    self._end += written
            finally:
                rest = bytes(data[at : self._filled])
        self._gathered[: len(rest)], self._filled = rest, len(rest)

    def settle(self, end: str) -> int:
        """Force to the disk what is kept, cut off what isn't; return where the file now ends.

        What is wrong with a whole part is noted as its `fault`.
        """
        if end != "refused":
            self._write_rest()
        if end == "whole" and self.fault is None and not self._is_right():
            self.fault, end = WrongChecksum("another part than its checksum says"), "refused"
        kept = self._start if end == "refused" else self._end
        try:
            os.ftruncate(self._handle, kept)
            os.fsync(self._handle)
        except OSError:
            # After a failed fsync nobody knows which of the new bytes are there: none, then.
            os.ftruncate(self._handle, self._start)
            raise
        return kept

    def _is_right(self) -> bool:
        return self._checksum is None or self.checked.digest() == self._checksum.digest

    def _write_rest(self) -> None:
        """Keep also the few last bytes before a cut: a bad line would else never get on."""
        try:
            self.write()
        except OSError as error:
            if not is_full(error):
                raise
            self.fault = FilesFull(str(error))


async def _run(
    limiter: anyio.CapacityLimiter, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Work in a thread, telling errors of the disk as the file store does."""
    try:
        return await anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=limiter)
    except FileNotFoundError as error:
        raise FileMissing(str(error)) from error
    except BlockingIOError as error:  # locked by another process
        raise InUse(str(error)) from error
    except OSError as error:
        raise (FilesFull if is_full(error) else FilesAway)(str(error)) from error


def _open(path: Path, create: bool, safe: int | None) -> tuple[int, int, bool]:
    """Open and lock; the lock holds against other processes too and ends with this one.

    Bytes that are not known to be safe are written again and forced to the disk.
    """
    is_new = create and not path.exists()
    handle = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(path.stat(), os.fstat(handle)):
            raise FileNotFoundError(path.name)  # moved away since it was opened
        length = os.fstat(handle).st_size
        if not is_new and length != safe:
            _write_again(handle, length)
        return handle, length, is_new
    except OSError:
        os.close(handle)
        raise


def _write_again(handle: int, length: int) -> None:
    for at in range(0, length, CHUNK):
        os.pwrite(handle, os.pread(handle, CHUNK, at), at)
    os.fsync(handle)


def _length(path: Path) -> int:
    return path.stat().st_size


def _safe_length(path: Path) -> int:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        return os.fstat(handle).st_size
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _truncate(handle: int, length: int) -> None:
    os.ftruncate(handle, length)
    os.fsync(handle)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def _older(folder: Path, before: datetime) -> list[UUID]:
    return [UUID(path.stem) for path in untouched_since(folder.glob(f"*{_SUFFIX}"), before)]
