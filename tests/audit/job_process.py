"""A process that works jobs whose rows are files, to be killed by tests.

python tests/audit/job_process.py FOLDER SECONDS: wanted/KEY asks for a job, which writes
begun/KEY.PID, takes SECONDS, and then moves wanted/KEY to done/KEY.
"""

import asyncio
import os
import sys
from pathlib import Path

from audit import db
from audit.jobs import engine
from audit.jobs.job_store import migrate_store
from audit.jobs.jobs import Kind, Wanted
from audit.settings import Settings

FOLDERS = ("wanted", "begun", "done")


async def main(folder: Path, seconds: float) -> None:
    settings = Settings()

    async def body(key: str) -> None:
        (folder / "begun" / f"{key}.{os.getpid()}").touch()
        await asyncio.sleep(seconds)
        if (folder / "wanted" / key).exists():
            (folder / "wanted" / key).rename(folder / "done" / key)

    async def failed(key: str, attempt: int, why: str) -> None:
        (folder / "begun" / f"{key}.failed").write_text(why)

    async def find() -> list[Wanted]:
        return [Wanted("slow", path.name, 1) for path in (folder / "wanted").iterdir()]

    await db.migrate(settings.database)
    await migrate_store(settings)
    async with (
        db.open_db(settings.database),
        engine.open_jobs(settings, {"slow": Kind("pdf", body, failed)}, find, works=True),
    ):
        (folder / "begun" / f"ready.{os.getpid()}").touch()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2])))
