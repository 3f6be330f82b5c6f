"""Saved views: listed, kept, renamed and deleted by their person alone."""

from datetime import datetime
from uuid import UUID, uuid4

from audit.access import Actor
from audit.checks import Checks
from audit.db import transaction
from audit.models import SavedView
from audit.problems import Problem

MOST = 100
LONGEST_NAME = 80
_LONGEST_QUERY = 2000


async def views_of(actor: Actor) -> list[SavedView]:
    """Return what a person kept, by name."""
    return await SavedView.filter(person_id=actor.person_id).order_by("name", "id")


async def view_or_404(actor: Actor, uuid: UUID) -> SavedView:
    """Return one of the person's own; not_found for others' and unknown ones alike."""
    view = await SavedView.get_or_none(person_id=actor.person_id, uuid=uuid)
    if view is None:
        raise Problem("not_found")
    return view


async def keep(actor: Actor, name: str, path: str, query: str, now: datetime) -> SavedView:
    """Keep an address under a name. Raises invalid: no name, too long, too many."""
    checks = Checks()
    name = checks.text("name", name, LONGEST_NAME)
    most = "At most {most} characters are possible here."
    checks.need(len(query) <= _LONGEST_QUERY, "name", "too_long", most, most=_LONGEST_QUERY)
    checks.stop()
    async with transaction():
        count = await SavedView.filter(person_id=actor.person_id).count()
        full = "There are {most} saved views already; delete one first."
        checks.need(count < MOST, "name", "too_many", full, most=MOST)
        checks.stop()
        return await SavedView.create(
            uuid=uuid4(), person_id=actor.person_id, name=name, path=path, query=query,
            created_at=now,
        )  # fmt: skip


async def rename(actor: Actor, uuid: UUID, name: str) -> None:
    """Give a view another name. Raises not_found, invalid."""
    view = await view_or_404(actor, uuid)
    checks = Checks()
    name = checks.text("name", name, LONGEST_NAME)
    checks.stop()
    await SavedView.filter(id=view.id).update(name=name)


async def delete(actor: Actor, uuid: UUID) -> None:
    """Forget a view. Raises not_found."""
    view = await view_or_404(actor, uuid)
    await SavedView.filter(id=view.id).delete()
