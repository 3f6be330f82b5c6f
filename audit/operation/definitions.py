"""Checklists from files, from the built-in standards and from the installation's own shelf."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name

from anyio import CapacityLimiter, to_thread

from audit import db
from audit.access import Actor
from audit.clock import Clock, system_clock
from audit.files.files import open_files
from audit.models import ChecklistVersion, Rescoring
from audit.operation.running import Refused, alone
from audit.operation.versions import require_current
from audit.people.operator import operator
from audit.programme import checklists, references
from audit.settings import Settings
from audit.visits import rescoring
from audit.visits.release import Freezing
from forms import standards
from forms.checklist import Checklist
from forms.parse import Parsed, parse_checklist

_FREEZING = "audit.app:freezing_of"
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic")


@dataclass(frozen=True)
class Published:
    """What publishing brought; not `new`: this very definition is there as that number.
    `missing` are reference photos that it names and that are not there."""

    key: str
    number: int
    new: bool
    missing: tuple[str, ...] = ()


def read_file(path: Path) -> Parsed:
    """Read a definition: JSON where the name ends in .json, else TOML."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise Refused(
            "The file {path} can't be read: {why}", path=path, why=problem.strerror
        ) from None
    return parse_checklist(raw, "json" if path.suffix.lower() == ".json" else "toml")


def find(settings: Settings, name: str) -> Parsed:
    """Read what a person names: a file, a built-in standard, or "key" or "key:3" as published.

    Raises Refused when there is no such thing.
    """
    if name in standards.names():
        return standards.read(name)
    if Path(name).is_file():
        return read_file(Path(name))
    return Parsed(asyncio.run(_read_published(settings, name)))


async def _read_published(settings: Settings, name: str) -> Checklist:
    async with db.open_db(settings.database):
        return checklists.parsed(await published(name))


async def published(name: str) -> ChecklistVersion:
    """Return the published version "key:3", or the newest with only a key; Refused without one."""
    key, _, number = name.partition(":")
    rows = ChecklistVersion.filter(checklist__key=key[:64]).order_by("-number")
    if number.isdecimal():
        rows = rows.filter(number=min(int(number), 2**31 - 1))
    version = None if number and not number.isdecimal() else await rows.first()
    if version is None:
        raise Refused(
            "There is no file, built-in standard or published checklist {name}.", name=name
        )
    return version


async def publish(
    settings: Settings,
    definition: Checklist,
    photos: Path | None = None,
    clock: Clock = system_clock,
) -> Published:
    """Publish a definition as the next version of its checklist.

    `photos` is a folder with its reference photos, NAME.jpg (.png, .webp, .heic) each; those that
    are there already stay. Raises Refused when one that is named is neither here nor there.
    """
    with alone(settings):
        await require_current(settings)
        now = clock()
        async with db.open_db(settings.database):
            actor = operator(now, settings.zone)
            uuid = await checklists.publish(actor, definition, now)
            version = await checklists.version_or_404(uuid)
            if photos is not None:
                await _keep_references(settings, version, photos, actor)
            files = open_files(settings.files, settings.data)
            missing = tuple(await references.missing_of(version, files))
            return Published(definition.key, version.number, version.published_at == now, missing)


async def _keep_references(
    settings: Settings, version: ChecklistVersion, photos: Path, actor: Actor
) -> None:
    files, limiter = open_files(settings.files, settings.data), CapacityLimiter(1)
    for name in await references.missing_of(version, files):
        picture = await to_thread.run_sync(_picture, photos, name)
        await references.keep(actor, version.uuid, name, picture, files=files, limiter=limiter)


def _picture(folder: Path, name: str) -> bytes:
    found = [folder / f"{name}{ending}" for ending in ("", *_PICTURES)]
    path = next((path for path in found if path.is_file()), None)
    if path is None:
        raise Refused(
            "The checklist names the reference photo {name}; {folder} has no such picture.",
            name=name,
            folder=folder,
        )
    return path.read_bytes()


async def rescore(
    settings: Settings,
    names: tuple[str, str],
    reason: str,
    tell: Callable[[int, int], None],
    clock: Clock = system_clock,
) -> Rescoring:
    """Score the visits of one published version again under another; `tell(done, total)`."""
    with alone(settings):
        await require_current(settings)
        async with db.open_db(settings.database):
            old, new = [await published(name) for name in names]
            actor = operator(clock(), settings.zone)
            key = await rescoring.ask(actor, old.uuid, new.uuid, reason, clock())
            freezing: Freezing = resolve_name(_FREEZING)(settings)
            await rescoring.rescore(str(key), freezing=freezing, clock=clock, tell=tell)
            return await Rescoring.get(uuid=key)
