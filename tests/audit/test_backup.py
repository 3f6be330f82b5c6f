"""A backup made while the server writes comes back the same elsewhere, or is refused."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_asyncio

from audit.operation import archive
from audit.operation.archive import file_path, read_manifest, table_path, verify
from audit.operation.rows import Row
from audit.operation.running import Refused
from tests.audit.installation import Installation, install
from tests.conftest import BACKEND
from tests.soak.small_disk import small_disk

pytestmark = pytest.mark.fault
FILL = Path(__file__).with_name("fill.py")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def source(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = await install(tmp_path_factory.mktemp("source") / "a", "backup")
    await asyncio.to_thread(made.fill)
    return made


@pytest.fixture(scope="module")
def kept(source: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup made while another process writes all the time."""
    target = tmp_path_factory.mktemp("backups") / "one"
    with source.start(FILL, "busy") as busy:
        assert busy.stdout
        assert busy.stdout.readline() == "filled\n"
        done = source.run("backup", target)
        assert busy.poll() is None, "the writer was disturbed"
        busy.kill()
    assert done.code == 0, done.said
    return target


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "copy"))


def rows(folder: Path) -> dict[str, list[Row]]:
    async def read() -> dict[str, list[Row]]:
        tables = read_manifest(folder).tables
        return {
            name: [row async for page in archive.pages(folder, name) for row in page]
            for name in tables
        }

    return asyncio.run(read())


def test_a_backup_is_whole_and_names_everything(kept: Path) -> None:
    manifest = verify(kept)
    assert len(manifest.files) == 5
    assert manifest.tables["visit"].rows == 1
    assert {"worker", "upload", "tortoise_migrations"}.isdisjoint(manifest.tables)
    trail = rows(kept)["trail_entry"]
    assert [entry["number"] for entry in trail] == list(range(1, len(trail) + 1))


def test_a_restored_installation_is_the_same(kept: Path, tmp_path: Path) -> None:
    target = asyncio.run(install(tmp_path / "b", "restored"))
    done = target.run("restore", kept)
    assert done.code == 0, done.said
    again = tmp_path / "again"
    assert target.run("backup", again).code == 0
    assert read_manifest(again).files == read_manifest(kept).files
    assert rows(again) == rows(kept)
    examined = target.run("doctor", "--all").said
    assert "5 files and all rows fit together." in examined
    assert "trail" not in examined
    refused = target.run("restore", kept)
    assert refused.code == 1
    assert "not empty" in refused.said


def test_work_goes_on_after_a_restore(kept: Path, tmp_path: Path) -> None:
    """Keys go on after the restored ones, and the trail links on."""
    target = asyncio.run(install(tmp_path / "c", "onward"))
    assert target.run("restore", kept).code == 0
    done = target.run("user", "add", "after", "After", "--role", "admin")
    assert done.code == 0, done.said
    assert "/reset/" in done.said
    assert "fit together" in target.run("doctor").said


OLD = """
import asyncio
from audit.operation.backup import migrate_to
from audit.settings import Settings
Settings().data.mkdir(parents=True)
asyncio.run(migrate_to(Settings().database, ["0001_initial"]))
"""


def test_an_upgrade_backs_up_before_it_migrates(tmp_path: Path) -> None:
    old = asyncio.run(install(tmp_path / "old", "old"))
    subprocess.run([sys.executable, "-c", OLD], env=old.environment, check=True)
    assert "Run: mingcha upgrade" in old.run("serve").said
    done = old.run("upgrade")
    assert done.code == 0, done.said
    assert "Applied: 0002_constraints" in done.said
    (kept,) = (old.data / "backups").iterdir()
    assert verify(kept).migrations == ["0001_initial"]
    assert old.run("upgrade").said == "Nothing to do.\n"
    again = asyncio.run(install(tmp_path / "new", "new"))
    restored = again.run("restore", kept)
    assert restored.code == 0, restored.said
    assert "fit together" in again.run("doctor").said


if BACKEND != "sqlite":

    def test_an_installation_moves_between_the_databases(kept: Path, tmp_path: Path) -> None:
        small = Installation(tmp_path / "small")
        assert small.run("restore", kept).code == 0
        assert small.run("backup", tmp_path / "from-sqlite").code == 0
        grown = asyncio.run(install(tmp_path / "grown", "grown"))
        assert grown.run("restore", tmp_path / "from-sqlite").code == 0
        assert grown.run("backup", tmp_path / "from-postgres").code == 0
        assert rows(tmp_path / "from-postgres") == rows(kept)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()  # it may be the same file as the original's
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut, flip, Path.unlink])
@pytest.mark.parametrize("part", ["manifest.json", "table", "file"])
def test_every_damage_is_refused(copy: Path, part: str, damage: Callable[[Path], None]) -> None:
    key = next(iter(read_manifest(copy).files))
    path = {"table": table_path(copy, "visit"), "file": file_path(copy, key)}
    damage(path.get(part, copy / part))
    with pytest.raises(Refused, match=r"damaged|no finished backup"):
        verify(copy)


def change(folder: Path, **values: object) -> None:
    """Change the manifest of a backup, as someone who knows its digest could."""
    manifest = read_manifest(folder).model_copy(update=values)
    (folder / "manifest.json").write_text(manifest.sealed().model_dump_json())


def test_a_backup_of_a_newer_program_is_refused(copy: Path, tmp_path: Path) -> None:
    change(copy, migrations=["0001_initial", "9999_later"])
    done = Installation(tmp_path / "old").run("restore", copy)
    assert done.code == 1
    assert "newer than this program" in done.said
    assert not (tmp_path / "old" / "mingcha.sqlite3").exists()


def test_a_backup_can_name_no_file_outside(copy: Path) -> None:
    files = {"../../etc/passwd": next(iter(read_manifest(copy).files.values()))}
    change(copy, files=files)
    with pytest.raises(Refused, match="damaged"):
        verify(copy)


def test_a_backup_goes_over_nothing(source: Installation, kept: Path) -> None:
    before = json.loads((kept / "manifest.json").read_bytes())
    done = source.run("backup", kept)
    assert done.code == 1
    assert "something at" in done.said
    assert json.loads((kept / "manifest.json").read_bytes()) == before


def test_a_backup_that_finds_no_room_leaves_nothing(source: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    with small_disk(folder, 1) as disk:
        disk.fill(leave=8192)
        assert source.run("backup", folder / "one").code == 1
        disk.empty()
        assert list(folder.iterdir()) == []
