"""Files: whole or not at all, on the disk when the call returns, alike in a folder and on S3."""

import errno
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from audit.files import local_files
from audit.files.files import (
    FileMissing,
    FilesAway,
    FilesFull,
    FileStore,
    LocalFiles,
    S3Files,
    WrongHash,
    open_files,
)
from tests.s3_server import s3_server

pytestmark = pytest.mark.asyncio
BIG = bytes(range(256)) * 50_000  # 12.8 MB: more than one part of an upload


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    with s3_server() as url:
        yield url


@pytest.fixture(params=["local", pytest.param("s3", marks=pytest.mark.s3)])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "local":
        return open_files(f"file://{tmp_path}/files", tmp_path)
    bucket, _, rest = str(request.getfixturevalue("s3_url")).partition("?")
    return open_files(f"{bucket}/{tmp_path.name}?{rest}", tmp_path)


async def pieces(data: bytes, size: int = 70_000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        await anyio.lowlevel.checkpoint()
        yield data[start : start + size]


async def listed(files: FileStore, prefix: str = "") -> list[str]:
    return sorted([key async for key in files.keys(prefix)])


async def joined(parts: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in parts])


@pytest.mark.parametrize("data", [b"", b"x", BIG], ids=["empty", "one byte", "12.8 MB"])
async def test_what_was_put_is_read(files: FileStore, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    for key, source in (("a/1", data), ("a/2", path), ("a/3", pieces(data))):
        stored = await files.put(key, source, sha256=digest)
        assert (stored.size, stored.sha256) == (len(data), digest)
        assert await files.read(key) == data
        assert await files.size(key) == len(data)
        assert await joined(files.open(key)) == data
    assert await listed(files) == ["a/1", "a/2", "a/3"]


async def test_a_part_is_read(files: FileStore) -> None:
    await files.put("part", BIG)
    for start, stop in ((0, 10), (5, 5), (3_000_000, 6_500_001), (len(BIG) - 3, None)):
        assert await joined(files.open("part", start, stop)) == BIG[start:stop]
    assert await joined(files.open("part", len(BIG) - 1, len(BIG) + 50)) == BIG[-1:]
    assert await joined(files.open("part", len(BIG) + 50)) == b""


async def test_the_wrong_hash_leaves_nothing(files: FileStore) -> None:
    await files.put("kept", b"first")
    for source in (b"other", pieces(BIG)):
        for key in ("kept", "new"):
            with pytest.raises(WrongHash):
                await files.put(key, source, sha256="0" * 64)
    assert await files.read("kept") == b"first"
    assert await listed(files) == ["kept"]


async def test_a_source_that_breaks_leaves_nothing(files: FileStore) -> None:
    class LineCut(Exception):
        pass

    async def broken() -> AsyncIterator[bytes]:
        yield BIG
        raise LineCut

    with pytest.raises(LineCut):
        await files.put("never", broken())
    assert await listed(files) == []


async def test_put_replaces(files: FileStore) -> None:
    await files.put("same", b"one")
    await files.put("same", b"two, longer")
    assert await files.read("same") == b"two, longer"


async def test_adopt_moves_a_file_in(files: FileStore, tmp_path: Path) -> None:
    path = tmp_path / "finished"
    path.write_bytes(BIG)
    await files.adopt("originals/2026/one", path)
    assert not path.exists()
    assert await files.read("originals/2026/one") == BIG
    with pytest.raises(FileMissing):
        await files.adopt("originals/2026/one", path)
    assert await files.read("originals/2026/one") == BIG


async def test_what_is_missing_is_said_to_be(files: FileStore) -> None:
    await files.put("folder/file", b"1")
    for key in ("gone", "folder", "folder/file/below", "folder/gone"):
        with pytest.raises(FileMissing):
            await files.read(key)
        with pytest.raises(FileMissing):
            await files.size(key)
        with pytest.raises(FileMissing):
            await joined(files.open(key))
        with pytest.raises(FileMissing):
            async with files.as_path(key):
                pass
        assert not await files.exists(key)
    await files.delete("gone")
    await files.delete("folder/file")
    await files.delete("folder/file")
    assert not await files.exists("folder/file")


async def test_keys_are_listed_by_folder(files: FileStore) -> None:
    for key in ("a/1", "a/b/2", "ab/3", "c"):
        await files.put(key, b"1")
    assert await listed(files) == ["a/1", "a/b/2", "ab/3", "c"]
    assert await listed(files, "a") == ["a/1", "a/b/2"]
    assert await listed(files, "none") == []


BAD_NAMES = ["", "/a", "a/", "a//b", "..", "a/../b", ".", "a/.b", "a\0b", "a\\b", "a b", "a\n"]


@pytest.mark.parametrize("key", [*BAD_NAMES, "é", "照片", "c:d", "a/..%2f", "a" * 201, "a/" * 400])
async def test_a_key_stays_in_its_place(files: FileStore, key: str) -> None:
    with pytest.raises(ValueError, match="not a file key"):
        await files.put(key, b"1")
    with pytest.raises(ValueError, match="not a file key"):
        await files.read(key)
    with pytest.raises(ValueError, match="not a file key"):
        files.local_path(key)


async def test_a_path_is_lent(files: FileStore) -> None:
    await files.put("photos/large.jpg", BIG)
    async with files.as_path("photos/large.jpg") as path:
        assert path.read_bytes() == BIG
        assert path.suffix == ".jpg"
    local = files.local_path("photos/large.jpg")
    assert local is None if isinstance(files, S3Files) else local == path
    assert path.exists() == isinstance(files, LocalFiles)


async def test_many_writers_do_not_mix(files: FileStore) -> None:
    async def write(number: int) -> None:
        await files.put(f"w/{number}", pieces(bytes([number]) * 300_000))
        await files.put("w/same", pieces(bytes([number]) * 300_000))

    async with anyio.create_task_group() as group:
        for number in range(12):
            group.start_soon(write, number)
    for number in range(12):
        assert await files.read(f"w/{number}") == bytes([number]) * 300_000
    assert len(set(await files.read("w/same"))) == 1


async def test_check_finds_nothing_wrong_and_leaves_nothing(files: FileStore) -> None:
    await files.check()
    assert await listed(files) == []
    assert await files.sweep(datetime.now(UTC) + timedelta(hours=1)) == 0


@pytest.mark.s3
async def test_a_server_that_does_not_answer_is_away(tmp_path: Path) -> None:
    files = S3Files("s3://evidence/x?endpoint=http://127.0.0.1:9", tmp_path)
    with pytest.raises(FilesAway):
        await files.read("a")
    with pytest.raises(FilesAway):
        await files.check()


async def test_bytes_names_and_new_folders_reach_the_disk_in_that_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(handle: int) -> None:
        steps.append(f"sync {Path(os.readlink(f'/proc/self/fd/{handle}')).name}")
        real_sync(handle)

    def replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    files = LocalFiles(tmp_path)
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    await files.put("new/deep/file", b"1")
    name = steps[0].removeprefix("sync ")
    assert len(name) == 32
    assert steps[1:] == [f"sync {tmp_path.name}", "sync new", "rename", "sync deep"]
    steps.clear()
    (tmp_path / "finished").write_bytes(b"2")
    await files.adopt("new/deep/other", tmp_path / "finished")
    assert steps == ["sync finished", "rename", "sync deep"]


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, FilesFull),
        (errno.EDQUOT, FilesFull),
        (errno.EIO, FilesAway),
        (errno.EROFS, FilesAway),
        (errno.ENOENT, FilesAway),
    ],
)
async def test_a_disk_that_fails_is_told_and_nothing_is_half_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    files = LocalFiles(tmp_path)
    await files.put("old", b"1")
    finished = tmp_path / "finished"
    finished.write_bytes(b"2")
    real = os.fsync

    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error):
        await files.put("new", BIG)
    with pytest.raises(error):
        await files.put("old", BIG)
    with pytest.raises(error):
        await files.adopt("adopted", finished)
    with pytest.raises(error):
        await files.check()
    assert await files.read("old") == b"1"
    monkeypatch.setattr(os, "fsync", real)
    finished.unlink()
    assert await listed(files) == ["old"]
    assert list((tmp_path / ".aside").iterdir()) == []
    await files.put("new", b"again")


async def test_a_file_of_another_file_system_is_copied_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = LocalFiles(tmp_path / "files")
    finished = tmp_path / "finished"
    finished.write_bytes(BIG)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self == finished:
            raise OSError(errno.EXDEV, "another device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    await files.adopt("a/b", finished)
    assert await files.read("a/b") == BIG
    assert not finished.exists()


async def test_left_overs_are_swept_by_age(tmp_path: Path) -> None:
    files = LocalFiles(tmp_path)
    aside = tmp_path / ".aside"
    now = datetime.now(UTC)
    for age in (1, 90):
        path = aside / f"cut-{age}"
        path.write_bytes(b"half")
        os.utime(path, (now.timestamp() - age * 60,) * 2)
    assert await listed(files) == []
    assert await files.sweep(now - timedelta(hours=1)) == 1
    assert [path.name for path in aside.iterdir()] == ["cut-1"]


async def test_a_new_folder_that_did_not_reach_the_disk_is_forced_there_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, synced = LocalFiles(tmp_path), list[str]()
    real, failing = os.fsync, [tmp_path.name]

    def sync(handle: int) -> None:
        name = Path(os.readlink(f"/proc/self/fd/{handle}")).name
        if name in failing:
            failing.remove(name)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        synced.append(name)
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(FilesAway):
        await files.put("new/file", b"1")
    assert (tmp_path / "new").is_dir()
    assert not await files.exists("new/file")
    await files.put("new/file", b"1")
    assert tmp_path.name in synced


async def test_a_folder_left_by_a_process_that_was_killed_is_forced_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, synced = LocalFiles(tmp_path), list[str]()
    (tmp_path / "left").mkdir()
    real = os.fsync

    def sync(handle: int) -> None:
        synced.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    await files.put("left/one", b"1")
    assert synced.count(tmp_path.name) == 1
    await files.put("left/two", b"2")
    assert synced.count(tmp_path.name) == 1


@pytest.mark.parametrize("url", ["ftp://x/y", "s3://", "file:", "http://x", "/data"])
async def test_other_addresses_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="files are kept at"):
        open_files(url, tmp_path)


async def test_the_default_is_a_folder_beside_the_data(tmp_path: Path) -> None:
    files = open_files("", tmp_path)
    assert isinstance(files, LocalFiles)
    assert files.root == tmp_path / "files"
    spaced = open_files(f"file://{tmp_path}/two%20words", tmp_path)
    assert isinstance(spaced, LocalFiles)
    assert spaced.root == tmp_path / "two words"


async def test_folders_are_made_once(tmp_path: Path) -> None:
    local_files.make_folder(tmp_path / "a" / "b")
    local_files.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
