"""Whether this process can do its work now."""

from audit.db import connection
from audit.files.files import FilesAway, FilesFull, FileStore


async def failing_parts(files: FileStore) -> list[str]:
    """Return the parts that cannot be used now: "database", "files", "disk"."""
    failing = []
    try:
        await connection().execute_query("SELECT 1")
    except Exception:  # any driver's error means the same here: not ready
        failing.append("database")
    try:
        await files.check()
    except FilesFull:
        failing.append("disk")
    except FilesAway:
        failing.append("files")
    return failing
