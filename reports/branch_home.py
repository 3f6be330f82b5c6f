"""What a branch manager sees first: each own branch with its newest figures and reports."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from audit.access import BRANCH_SIDE, Actor, facts_on, scope
from audit.models import Snapshot, Visit
from audit.web.call import Plain
from audit.web.paging import page_number, pager
from forms.texts import Text
from reports.compare import change, mean
from reports.findings import all_findings, failed
from reports.keep import issued
from reports.shelf import Shelved, branch_subjects, reports_of
from reports.snapshot import VisitSnapshot
from reports.view_branch import report_lines, when
from reports.yardstick import yardstick_of_score

SIZE = 10
_MOST_VISITS = 12
_WITH_REPORTS = 4
_FIRST = 3


@dataclass(frozen=True)
class Released:
    """A released visit as its newest snapshot tells it."""

    uuid: UUID
    checklist_id: int
    snapshot: VisitSnapshot

    @property
    def wave(self) -> str:
        """Code of its wave."""
        return self.snapshot.wave.code


@dataclass(frozen=True)
class OwnBranch:
    """A branch with its released visits, newest wave first, as their snapshots tell them."""

    code: str
    name: Text
    released: Sequence[Released]
    reports: Sequence[Shelved]


async def own_branches(actor: Actor, number: int) -> tuple[list[OwnBranch], int]:
    """Return page `number` of the branch side's branches by code, and how many there are in all.

    The queries are as many for one branch as for a page of them.
    """
    reach = await scope(actor, BRANCH_SIDE)
    every = facts_on(actor.today).filter(reach.where())
    page = every.select_related("branch").order_by("branch__code")
    facts = await page.offset((number - 1) * SIZE).limit(SIZE)
    released = await released_of([one.branch_id for one in facts])
    reports = await _reports({one.branch.code: released[one.branch_id] for one in facts})
    found = [
        OwnBranch(
            code=one.branch.code,
            name=Text(zh=one.name_zh, en=one.name_en),
            released=released[one.branch_id],
            reports=[report for report in reports if report.branch == one.branch.code],
        )
        for one in facts
    ]
    return found, await every.count()


async def _reports(released: Mapping[str, Sequence[Released]]) -> list[Shelved]:
    newest = [(code, one) for code, visits in released.items() for one in visits[:_WITH_REPORTS]]
    branches = await branch_subjects((code, one.wave) for code, one in newest)
    return await reports_of([f"visit:{one.uuid}" for _, one in newest] + branches)


async def released_visits(branch_id: int) -> list[Released]:
    """Return the newest released visits of a branch; inside a wave in no telling order."""
    return (await released_of([branch_id]))[branch_id]


async def released_of(branch_ids: Sequence[int]) -> dict[int, list[Released]]:
    """Return the same for each of several branches, in two queries."""
    rows = await (
        Visit.filter(branch_id__in=list(branch_ids), state="released")
        .order_by("-wave__starts_on", "uuid")
        .values_list("branch_id", "uuid", "version__checklist_id")
    )
    chosen: dict[int, list[tuple[UUID, int]]] = {branch: [] for branch in branch_ids}
    for branch, uuid, checklist in rows:
        if len(chosen[branch]) < _MOST_VISITS:
            chosen[branch].append((uuid, checklist))
    subjects = [f"visit:{uuid}" for visits in chosen.values() for uuid, _ in visits]
    newest: dict[str, Snapshot] = {}
    for snapshot in await Snapshot.filter(issued(), subject__in=subjects).order_by("edition"):
        newest[snapshot.subject] = snapshot
    return {
        branch: [
            Released(uuid, checklist, VisitSnapshot.model_validate(frozen.content))
            for uuid, checklist in visits
            if (frozen := newest.get(f"visit:{uuid}"))
        ]
        for branch, visits in chosen.items()
    }


def home_page(branches: Sequence[OwnBranch], total: int, call: Plain) -> dict[str, Any]:
    """The context of branch/home.html; `total` counts the branches of all pages."""
    return {
        "branches": [_branch(branch, call) for branch in branches],
        "places": next(
            (one.released[0].snapshot.score.places for one in branches if one.released), 1
        ),
        "coming": None,
        "pager": pager(call, page_number(call), total, SIZE),
    }


def _branch(branch: OwnBranch, call: Plain) -> dict[str, Any]:
    lang = call.lang
    common = {
        "name": branch.name.say(lang),
        "code": branch.code,
        "href": call.url("branch", code=branch.code),
        "reports": report_lines(branch.reports, call),
        "released": [_visit(one, call) for one in branch.released],
    }
    if not branch.released:
        return common | {"wave": None}
    return common | _newest(newest_alike(branch.released), call)


def newest_alike(released: Sequence[Released], checklist_id: int | None = None) -> list[Released]:
    """Return the visits of the newest wave by one checklist, the commonest where none is given."""
    same = [one for one in released if one.wave == released[0].wave]
    counts = Counter(one.checklist_id for one in same)
    chosen = checklist_id or min(counts, key=lambda key: (-counts[key], key), default=None)
    return [one for one in same if one.checklist_id == chosen]


def _newest(same: Sequence[Released], call: Plain) -> dict[str, Any]:
    newest = same[0].snapshot
    held = yardstick_of_score(newest.score)
    final = mean(one.snapshot.score.final for one in same)
    before = newest.score.previous
    return {
        "wave": newest.wave.name.say(call.lang),
        "score": final,
        "band": held.band(final),
        "delta": change(final, before.final, held.places) if before else None,
        "since": before.wave.say(call.lang) if before and before.comparable else None,
        "target": held.target,
        "visits": len(same),
        "trend": [point.final for point in newest.trend],
        "shortfalls": _shortfalls(same, call),
    }


def _shortfalls(same: Sequence[Released], call: Plain) -> list[dict[str, Any]]:
    worst: dict[str, tuple[int, UUID, str]] = {}
    for one in same:
        for finding in failed(all_findings(one.snapshot)):
            key = finding.item.key
            lost = finding.lost + worst.get(key, (0, one.uuid, ""))[0]
            worst[key] = (lost, one.uuid, finding.item.wording.say(call.lang))
    ranked = sorted(worst.values(), key=lambda entry: -entry[0])[:_FIRST]
    return [
        {
            "wording": wording,
            "href": call.url("released", visit=uuid),
            "lost": f"{lost / 100 / len(same):.1f}",
        }
        for lost, uuid, wording in ranked
    ]


def _visit(one: Released, call: Plain) -> Mapping[str, Any]:
    snapshot = one.snapshot
    return {
        "href": call.url("released", visit=one.uuid),
        "wave": snapshot.wave.name.say(call.lang),
        "when": when(snapshot, call),
        "kind": snapshot.kind,
        "score": snapshot.score.final,
        "band": snapshot.score.band,
    }
