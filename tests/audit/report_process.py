"""A process that draws reports and puts batches together, to be killed by tests.

python tests/audit/report_process.py make BRANCHES: fill an empty installation with a wave of so
many branches, freeze it, ask for all of its reports in one file, and print the batch's key.
python tests/audit/report_process.py close BRANCHES: fill an empty installation with a wave of so
many branches with an approved visit, and ask for it to be closed.
python tests/audit/report_process.py work: work the queues until killed.
"""

import asyncio
import sys
from functools import partial

import anyio

from audit import db
from audit.app import find_wanted, job_kinds
from audit.clock import system_clock
from audit.files.files import open_files
from audit.jobs.engine import open_jobs
from audit.jobs.job_store import migrate_store
from audit.jobs.rendering import Renderers
from audit.models import Visit
from audit.photos.images import Decoding
from audit.settings import Settings
from audit.visits import closing
from reports.batches import ask
from reports.freeze import freeze_wave
from reports.pdf.fonts import FILES, FONTS
from tests.make import make_actor, make_branch, make_wave
from tests.visiting import NO, a_submitted_visit


async def make(settings: Settings, branches: int) -> str:
    await db.migrate(settings.database)
    await migrate_store(settings)
    async with db.open_db(settings.database):
        wave = await make_wave()
        for _ in range(branches):
            await a_submitted_visit(NO, wave=wave, branch=await make_branch())
        await Visit.all().update(state="released")
        async with db.transaction():
            await freeze_wave(wave, system_clock())
        asked = await ask(await make_actor("head_office"), wave.code, "zh", system_clock())
        return str(asked.batch)


async def close(settings: Settings, branches: int) -> str:
    await db.migrate(settings.database)
    await migrate_store(settings)
    async with db.open_db(settings.database):
        wave = await make_wave(release_policy="at_close")
        for _ in range(branches):
            await a_submitted_visit(NO, wave=wave, branch=await make_branch())
        await Visit.all().update(state="approved")
        office = await make_actor("head_office")
        return str(await closing.ask(office, wave.code, system_clock()))


async def work(settings: Settings) -> None:
    files = open_files(settings.files, settings.data)
    renderers = Renderers(2)
    decoding = Decoding(anyio.CapacityLimiter(2), FONTS / FILES["bold"])
    kinds = job_kinds(settings, files, decoding, renderers, system_clock)
    async with (
        db.open_db(settings.database),
        open_jobs(settings, kinds, partial(find_wanted, system_clock), works=True),
    ):
        await asyncio.Event().wait()


if __name__ == "__main__":
    given = Settings()
    given.data.mkdir(parents=True, exist_ok=True)
    if sys.argv[1] == "work":
        asyncio.run(work(given))
    else:
        filling = make if sys.argv[1] == "make" else close
        sys.stdout.write(asyncio.run(filling(given, int(sys.argv[2]))))
