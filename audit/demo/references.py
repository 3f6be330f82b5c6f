"""The demo's reference pictures: how it should look, drawn for each one that the standard names."""

import asyncio
from datetime import datetime
from io import BytesIO
from uuid import UUID
from zlib import crc32

from anyio import CapacityLimiter

from audit.demo.drawing.choose import scene_for
from audit.files.files import FileStore
from audit.jobs.rendering import Renderers
from audit.people.operator import operator
from audit.programme import references
from forms.checklist import Checklist


def reference_picture(name: str) -> bytes:
    """Return a JPEG of what the name says, without any fault."""
    data = BytesIO()
    scene_for(f"reference.{name}", False, crc32(name.encode())).save(data, "JPEG", quality=88)
    return data.getvalue()


async def keep_references(
    version: UUID, checklist: Checklist, files: FileStore, renderers: Renderers, now: datetime
) -> None:
    """Draw the pictures that a published version names and keep them beside it."""
    limiter = CapacityLimiter(2)

    async def keep(name: str) -> None:
        drawn = await renderers.run(reference_picture, name)
        await references.keep(operator(now), version, name, drawn, files=files, limiter=limiter)

    await asyncio.gather(*map(keep, references.names_of(checklist)))
