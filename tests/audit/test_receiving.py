"""Parts of a file over a bad line: right bytes or a clean error, and no promise the disk breaks."""

import errno
import hashlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import anyio
import anyio.lowlevel
import pytest

from audit.files.files import FileMissing, FilesAway, FilesFull, LocalFiles, WrongHash
from audit.photos.receiving import Checksum, InUse, Receiving, TooLong, WrongChecksum, WrongOffset

pytestmark = pytest.mark.asyncio
PHOTO = Random(1).randbytes(2_500_000)
DIGEST = hashlib.sha256(PHOTO).hexdigest()
WRITER = """
import asyncio, sys
from pathlib import Path
from random import Random
from uuid import UUID
from audit.photos.receiving import Receiving

async def body(part):
    yield part

async def main():
    random, data = Random(int(sys.argv[3])), Random(1).randbytes(2_500_000)
    async with Receiving(Path(sys.argv[1])).hold(UUID(sys.argv[2]), create=True) as held:
        while held.offset < len(data):
            part = data[held.offset : held.offset + random.randint(1, 60_000)]
            print(await held.append(held.offset, body(part), length=len(data)), flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


class LineCut(Exception):
    pass


@pytest.fixture
def receiving(tmp_path: Path) -> Receiving:
    return Receiving(tmp_path / "uploads")


def checksum_of(part: bytes) -> Checksum:
    return Checksum("sha256", hashlib.sha256(part).digest())


async def body(data: bytes, size: int = 65_536, cut_at: int | None = None) -> AsyncIterator[bytes]:
    """Give the data in pieces, as a server gives a request body; break off at ``cut_at``."""
    end = len(data) if cut_at is None else cut_at
    for start in range(0, end, size):
        await anyio.lowlevel.checkpoint()
        yield data[start : min(start + size, end)]
    if cut_at is not None:
        raise LineCut


async def test_a_file_comes_in_parts_and_is_handed_on(receiving: Receiving, tmp_path: Path) -> None:
    key = uuid4()
    for start, stop in ((0, 1_000_000), (1_000_000, 1_000_001), (1_000_001, len(PHOTO))):
        part = PHOTO[start:stop]
        async with receiving.hold(key, create=True) as held:
            assert held.offset == start
            told = await held.append(
                start, body(part), length=len(PHOTO), checksum=checksum_of(part)
            )
            assert told == stop == held.offset
        assert await receiving.offset(key) == stop
    files = LocalFiles(tmp_path / "files")
    async with receiving.hold(key) as held:
        await files.adopt("originals/1", await held.finish(len(PHOTO), DIGEST), synced=True)
        with pytest.raises(InUse):
            async with receiving.hold(key, create=True):
                pass
    assert await files.read("originals/1") == PHOTO
    with pytest.raises(FileMissing):
        await receiving.offset(key)


async def test_an_empty_file_is_a_file(receiving: Receiving) -> None:
    async with receiving.hold(uuid4(), create=True) as held:
        assert await held.append(0, body(b""), length=0) == 0
        path = await held.finish(0, hashlib.sha256().hexdigest())
        assert path.read_bytes() == b""


async def test_only_the_right_offset_is_taken(receiving: Receiving) -> None:
    async with receiving.hold(uuid4(), create=True) as held:
        await held.append(0, body(PHOTO[:1000]), length=len(PHOTO))
        for at in (0, 999, 1001, len(PHOTO)):
            with pytest.raises(WrongOffset) as caught:
                await held.append(at, body(PHOTO[at:]), length=len(PHOTO))
            assert caught.value.offset == 1000
        assert held.path.read_bytes() == PHOTO[:1000]
        with pytest.raises(WrongOffset):
            await held.finish(len(PHOTO), DIGEST)


async def test_a_part_with_the_wrong_checksum_is_taken_back(receiving: Receiving) -> None:
    async with receiving.hold(uuid4(), create=True) as held:
        await held.append(0, body(PHOTO[:1000]), length=len(PHOTO))
        with pytest.raises(WrongChecksum):
            await held.append(
                1000, body(PHOTO[1000:]), length=len(PHOTO), checksum=Checksum("sha256", bytes(32))
            )
        assert held.offset == 1000
        assert held.path.read_bytes() == PHOTO[:1000]


async def test_more_than_announced_is_taken_back(receiving: Receiving) -> None:
    async with receiving.hold(uuid4(), create=True) as held:
        await held.append(0, body(PHOTO[:1000]), length=2000)
        with pytest.raises(TooLong):
            await held.append(1000, body(PHOTO[1000:]), length=2000)
        assert held.path.read_bytes() == PHOTO[:1000]


async def test_another_file_than_announced_is_emptied(receiving: Receiving) -> None:
    async with receiving.hold(uuid4(), create=True) as held:
        await held.append(0, body(PHOTO[:-1] + b"?"), length=len(PHOTO))
        with pytest.raises(WrongHash):
            await held.finish(len(PHOTO), DIGEST)
        assert held.offset == 0
        await held.append(0, body(PHOTO), length=len(PHOTO))
        assert (await held.finish(len(PHOTO), DIGEST)).read_bytes() == PHOTO


async def test_a_cut_line_loses_nothing_that_came(receiving: Receiving) -> None:
    random, key, cuts = Random(5), uuid4(), 0
    offset = 0
    while offset < len(PHOTO):
        rest = PHOTO[offset:]
        cut = random.randint(0, 90_000)
        checksum = checksum_of(rest)
        async with receiving.hold(key, create=True) as held:
            with pytest.raises(LineCut):
                await held.append(
                    offset,
                    body(rest, random.randint(1, 40_000), min(cut, len(rest))),
                    length=len(PHOTO),
                    checksum=checksum,
                )
            assert held.offset == offset + min(cut, len(rest))
        offset = await receiving.offset(key)
        cuts += 1
    assert cuts > 25
    async with receiving.hold(key) as held:
        assert (await held.finish(len(PHOTO), DIGEST)).read_bytes() == PHOTO


async def test_a_cancelled_request_keeps_what_came(receiving: Receiving) -> None:
    async def stalling() -> AsyncIterator[bytes]:
        yield PHOTO[:70_000]
        await anyio.sleep_forever()

    key = uuid4()
    with anyio.move_on_after(0.1):
        async with receiving.hold(key, create=True) as held:
            await held.append(0, stalling(), length=len(PHOTO))
    assert await receiving.offset(key) == 70_000
    async with receiving.hold(key) as held:
        assert held.path.read_bytes() == PHOTO[:70_000]


async def test_two_writers_never_mix(receiving: Receiving) -> None:
    """Phones that repeat a request while the first still runs: one writes, all bytes are right."""
    key, random, refused = uuid4(), Random(11), 0

    async def phone() -> None:
        nonlocal refused
        while (offset := await receiving.offset(key)) < len(PHOTO):
            part = PHOTO[offset : offset + random.randint(1, 50_000)]
            try:
                async with receiving.hold(key) as held:
                    await held.append(offset, body(part, 7_000), length=len(PHOTO))
            except (InUse, WrongOffset):
                refused += 1
                await anyio.sleep(random.random() / 500)

    async with receiving.hold(key, create=True):
        pass
    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(phone)
    assert refused > 10
    async with receiving.hold(key) as held:
        assert (await held.finish(len(PHOTO), DIGEST)).read_bytes() == PHOTO


async def test_another_process_is_kept_out(receiving: Receiving) -> None:
    key = uuid4()
    other = Receiving(receiving.folder)  # locks as another process would
    async with receiving.hold(key, create=True):
        with pytest.raises(InUse):
            async with other.hold(key):
                pass
    async with other.hold(key) as held:
        assert held.offset == 0


async def test_an_offset_is_told_only_after_the_disk_has_it(
    receiving: Receiving, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: dict[int, int] = {}
    real = os.fsync

    def sync(handle: int) -> None:
        real(handle)
        state = os.fstat(handle)
        synced[state.st_ino] = state.st_size

    monkeypatch.setattr(os, "fsync", sync)
    key, seen = uuid4(), []
    folder = receiving.folder.stat().st_ino

    async def watched() -> AsyncIterator[bytes]:
        async for chunk in body(PHOTO):
            yield chunk
            seen.append(await receiving.offset(key))

    async with receiving.hold(key, create=True) as held:
        await held.append(0, body(PHOTO[:1000]), length=2 * len(PHOTO))
        assert await receiving.offset(key) == 0
        assert folder not in synced
    assert folder in synced
    async with receiving.hold(key) as held:
        told = await held.append(1000, watched(), length=2 * len(PHOTO))
        assert synced[held.path.stat().st_ino] >= told == 1000 + len(PHOTO)
    assert set(seen) == {1000}
    synced.clear()
    assert await Receiving(receiving.folder).offset(key) == 1000 + len(PHOTO)
    assert list(synced.values()) == [1000 + len(PHOTO)]


async def test_a_full_disk_keeps_what_fitted(
    receiving: Receiving, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, real = 1_300_000, os.pwrite

    def pwrite(handle: int, data: bytes, at: int) -> int:
        if at >= room:
            raise OSError(errno.ENOSPC, "full")
        return real(handle, bytes(data[: room - at]), at)

    key = uuid4()
    monkeypatch.setattr(os, "pwrite", pwrite)
    async with receiving.hold(key, create=True) as held:
        with pytest.raises(FilesFull):
            await held.append(0, body(PHOTO), length=len(PHOTO))
        assert held.offset == room
    monkeypatch.setattr(os, "pwrite", real)
    async with receiving.hold(key) as held:
        await held.append(room, body(PHOTO[room:]), length=len(PHOTO))
        assert (await held.finish(len(PHOTO), DIGEST)).read_bytes() == PHOTO


async def test_after_a_failed_sync_nothing_new_is_promised(
    receiving: Receiving, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, real = uuid4(), os.fsync

    def fail(handle: int) -> None:
        raise OSError(errno.EIO, "bad disk")

    async with receiving.hold(key, create=True) as held:
        await held.append(0, body(PHOTO[:1000]), length=len(PHOTO))
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(FilesAway):
            await held.append(1000, body(PHOTO[1000:]), length=len(PHOTO))
        assert held.offset == 1000
        monkeypatch.setattr(os, "fsync", real)
    assert await receiving.offset(key) == 1000


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(4))
async def test_a_killed_writer_told_nothing_that_is_lost(tmp_path: Path, seed: int) -> None:
    key = uuid4()
    command = [sys.executable, "-c", WRITER, str(tmp_path), str(key), str(seed)]
    root = Path(__file__).parents[2]
    async with await anyio.open_process(command, cwd=root) as process:
        assert process.stdout is not None
        text = b""
        while text.count(b"\n") < 5 + 7 * seed:
            text += await process.stdout.receive()
        process.send_signal(signal.SIGKILL)
        async for rest in process.stdout:
            text += rest
    told = int(text.splitlines()[-1] if text.endswith(b"\n") else text.splitlines()[-2])
    receiving = Receiving(tmp_path)
    offset = await receiving.offset(key)
    assert offset >= told > 0
    async with receiving.hold(key) as held:
        await held.append(offset, body(PHOTO[offset:]), length=len(PHOTO))
        assert (await held.finish(len(PHOTO), DIGEST)).read_bytes() == PHOTO


async def test_what_is_not_there_is_missing(receiving: Receiving) -> None:
    key = uuid4()
    with pytest.raises(FileMissing):
        await receiving.offset(key)
    with pytest.raises(FileMissing):
        async with receiving.hold(key):
            pass
    async with receiving.hold(key, create=True) as held:
        await held.discard()
    with pytest.raises(FileMissing):
        await receiving.offset(key)
    assert list(receiving.folder.iterdir()) == []


async def test_forgotten_files_are_found(receiving: Receiving) -> None:
    now = datetime.now(UTC)
    old, fresh, busy = (UUID(int=number) for number in (1, 2, 3))
    for key, hours in ((old, 30), (fresh, 1), (busy, 30)):
        async with receiving.hold(key, create=True) as held:
            await held.append(0, body(b"1"), length=2)
            os.utime(held.path, ((now - timedelta(hours=hours)).timestamp(),) * 2)
    async with receiving.hold(busy):
        assert await receiving.stale(now - timedelta(hours=24)) == [old]
