"""Backing up while the server runs, and restoring on an empty machine."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from anyio import to_thread
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from audit import db
from audit.files.files import FileStore, open_files
from audit.files.local_files import make_folder, sync_folder
from audit.operation import archive
from audit.operation.archive import MANIFEST, Manifest, Part
from audit.operation.loading import Loader, open_loader
from audit.operation.rows import Reader, open_reader
from audit.operation.running import Refused
from audit.operation.stores import database_path
from audit.settings import Settings

Say = Callable[..., None]
_MADE_BY_MIGRATIONS = "trail_head"


async def back_up(settings: Settings, target: Path, now: datetime, say: Say) -> Manifest:
    """Write everything to the new folder `target`; whole or, under another name, not at all.

    The rows are read first: a file is always there before its row. Raises Refused when there is
    something at `target`.
    """
    partial = target.with_name(target.name + ".partial")
    await to_thread.run_sync(_make_folders, target, partial)
    try:
        return await _fill(settings, partial, target, now, say)
    except BaseException:  # what has no manifest is of no use, and may be what fills the disk
        shutil.rmtree(partial, ignore_errors=True)
        raise


async def _fill(
    settings: Settings, partial: Path, target: Path, now: datetime, say: Say
) -> Manifest:
    async with open_reader(settings) as reader:
        tables = {name: await _keep_table(reader, name, partial) for name in reader.tables}
        migrations = reader.migrations
    say("{n} rows are kept.", n=sum(part.rows or 0 for part in tables.values()))
    store = open_files(settings.files, settings.data)
    files = {key: await _keep_file(store, key, partial) async for key in store.keys("")}
    say("{n} files are kept.", n=len(files))
    manifest = Manifest(
        program=version("mingcha"),
        made_at=now.isoformat(),
        migrations=migrations,
        tables=tables,
        files=files,
    ).sealed()
    await to_thread.run_sync(_finish, partial, target, manifest)
    return manifest


def _make_folders(target: Path, partial: Path) -> None:
    for path in (target, partial):
        if path.exists():
            raise Refused("There is something at {path} already.", path=path)
    for name in ("tables", "files"):
        make_folder(partial.absolute() / name)
    partial.chmod(0o700)


async def _keep_table(reader: Reader, table: str, folder: Path) -> Part:
    path, rows = archive.table_path(folder, table), 0
    with archive.new_table(path) as file:
        async for page in reader.pages(table):
            await to_thread.run_sync(file.write, archive.lines(page))
            rows += len(page)
    return await to_thread.run_sync(archive.part_of, path, rows)


async def _keep_file(store: FileStore, key: str, folder: Path) -> Part:
    path, local = archive.file_path(folder, key), store.local_path(key)
    if local is not None:
        return await to_thread.run_sync(_link_or_copy, local, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        async for chunk in store.open(key):
            await to_thread.run_sync(file.write, chunk)
    return await to_thread.run_sync(archive.part_of, path)


def _link_or_copy(source: Path, target: Path) -> Part:
    """A file never changes under its key, so one on the same disk needs no second copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    return archive.part_of(target)


def _finish(partial: Path, target: Path, manifest: Manifest) -> None:
    os.sync()  # the parts reach the disk before the manifest that vouches for them
    with (partial / MANIFEST).open("x") as file:
        file.write(manifest.model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    sync_folder(target.parent)


async def restore(settings: Settings, source: Path, say: Say) -> Manifest:
    """Fill an empty installation from a backup, and compare what it then holds with it.

    Raises Refused for a damaged or newer backup and for an installation that is not empty. After
    a kill in the middle it may be started again.
    """
    manifest = await to_thread.run_sync(archive.verify, source)
    if unknown := set(manifest.migrations) - db.known():
        raise Refused(
            "The backup is newer than this program (it holds {names}). Install the newer program.",
            names=", ".join(sorted(unknown)),
        )
    say("The backup is whole: {rows} rows, {n} files.", rows=manifest.rows, n=len(manifest.files))
    store = open_files(settings.files, settings.data)
    await _require_empty(settings, store, manifest)
    await migrate_to(settings.database, manifest.migrations)
    for key, part in manifest.files.items():
        await store.put(key, archive.file_path(source, key), sha256=part.sha256)
    async with open_loader(settings) as loader:
        await _load(loader, source, manifest)
    await _compare(settings, source, manifest)
    if set(manifest.migrations) != db.known():
        await db.migrate(settings.database)
    return manifest


async def _require_empty(settings: Settings, store: FileStore, manifest: Manifest) -> None:
    async for key in store.keys(""):
        if key not in manifest.files:
            raise Refused("There are other files in {place} already.", place=settings.files)
    path = database_path(settings)
    if path and not path.exists():
        return
    async with open_reader(settings) as reader:
        for table in reader.tables:
            async for rows in reader.pages(table):
                if rows and table != _MADE_BY_MIGRATIONS:
                    raise Refused("The database is not empty: {table}", table=table)


async def migrate_to(url: str, names: list[str]) -> None:
    """Bring an empty database to the version that a backup was made of."""
    if set(names) == db.known():
        await db.migrate(url)
        return
    async with db.open_db(url):
        executor = MigrationExecutor(db.connection(), db.configuration(url)["apps"])
        await executor.migrate([MigrationTarget(app_label="audit", name=max(names))])


async def _load(loader: Loader, source: Path, manifest: Manifest) -> None:
    if set(loader.order) != set(manifest.tables):
        names = ", ".join(sorted(set(loader.order) ^ set(manifest.tables)))
        raise Refused("The backup has other tables than its version: {names}", names=names)
    for table in loader.order:
        await loader.insert(table, archive.pages(source, table))


async def _compare(settings: Settings, source: Path, manifest: Manifest) -> None:
    """What was written must read back as it was: on either database, value by value."""
    async with open_reader(settings) as reader:
        for table in manifest.tables:
            wanted = archive.pages(source, table)
            async for rows in reader.pages(table):
                if rows != await anext(wanted, None):
                    raise Refused("Restored rows differ from the backup's: {table}", table=table)
            if await anext(wanted, None) is not None:
                raise Refused("Restored rows differ from the backup's: {table}", table=table)
