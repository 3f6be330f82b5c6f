"""Whether this process can do its work now."""

from pathlib import Path

import anyio

from audit.db import UNUSABLE, connection
from audit.files.files import FilesAway, FilesFull, FileStore
from audit.files.local_files import check_folder

SECONDS = 4.0


async def failing_parts(files: FileStore, data: Path) -> list[str]:
    """Return the parts that cannot be used now: "database", "files", "disk".

    What does not answer within seconds can't be used. `data` is the folder of what is being
    received, and of the database that is embedded.
    """
    failing: set[str] = set()

    async def ask_database() -> None:
        try:
            with anyio.fail_after(SECONDS):
                await connection().execute_query("SELECT 1")
        except UNUSABLE:
            failing.add("database")

    async def ask_files() -> None:
        try:
            with anyio.fail_after(SECONDS):
                await files.check()
                await check_folder(data)
        except FilesFull:
            failing.add("disk")
        except (FilesAway, TimeoutError):
            failing.add("files")

    async with anyio.create_task_group() as group:
        group.start_soon(ask_database)
        group.start_soon(ask_files)
    return sorted(failing)
