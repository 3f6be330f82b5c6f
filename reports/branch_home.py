"""What a branch manager sees first: each own branch with its newest figures and reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from audit.access import BRANCH_SIDE, Actor, facts_on, scope
from audit.models import Snapshot, Visit
from audit.web.call import Plain
from forms.texts import Text
from reports.compare import change, mean
from reports.findings import all_findings, failed
from reports.shelf import Shelved, reports_of
from reports.snapshot import VisitSnapshot
from reports.view_branch import report_lines, when
from reports.yardstick import yardstick_of_score

MOST = 20
_MOST_VISITS = 12
_FIRST = 3


@dataclass(frozen=True)
class OwnBranch:
    """A branch with its released visits, newest wave first, as their snapshots tell them."""

    code: str
    name: Text
    released: Sequence[tuple[UUID, VisitSnapshot]]
    reports: Sequence[Shelved]


async def own_branches(actor: Actor, most: int = MOST) -> list[OwnBranch]:
    """Return the first branches of the branch side's scope, by code."""
    reach = await scope(actor, BRANCH_SIDE)
    facts = (
        await facts_on(actor.today)
        .filter(reach.where())
        .select_related("branch")
        .order_by("branch__code")
        .limit(most)
    )
    found = []
    for one in facts:
        released = await released_visits(one.branch_id)
        subjects = [f"visit:{uuid}" for uuid, _ in released[:4]]
        waves = {snapshot.wave.code for _, snapshot in released[:4]}
        subjects += [f"branch:{one.branch.code}:{wave}" for wave in waves]
        found.append(
            OwnBranch(
                code=one.branch.code,
                name=Text(zh=one.name_zh, en=one.name_en),
                released=released,
                reports=await reports_of(subjects),
            )
        )
    return found


async def released_visits(branch_id: int) -> list[tuple[UUID, VisitSnapshot]]:
    """Return the newest released visits of a branch; inside a wave in no telling order."""
    rows = await (
        Visit.filter(branch_id=branch_id, state="released")
        .order_by("-wave__starts_on", "uuid")
        .limit(_MOST_VISITS)
    )
    subjects = [f"visit:{row.uuid}" for row in rows]
    newest: dict[str, Snapshot] = {}
    for snapshot in await Snapshot.filter(subject__in=subjects).order_by("edition"):
        newest[snapshot.subject] = snapshot
    return [
        (row.uuid, VisitSnapshot.model_validate(newest[f"visit:{row.uuid}"].content))
        for row in rows
        if f"visit:{row.uuid}" in newest
    ]


def home_page(branches: Sequence[OwnBranch], call: Plain) -> dict[str, Any]:
    """The context of branch/home.html."""
    return {
        "branches": [_branch(branch, call) for branch in branches],
        "places": next((one.released[0][1].score.places for one in branches if one.released), 1),
        "coming": None,
    }


def _branch(branch: OwnBranch, call: Plain) -> dict[str, Any]:
    lang = call.lang
    common = {
        "name": branch.name.say(lang),
        "code": branch.code,
        "href": call.url("branch", code=branch.code),
        "reports": report_lines(branch.reports, call),
        "released": [_visit(uuid, snapshot, call) for uuid, snapshot in branch.released],
    }
    if not branch.released:
        return common | {"wave": None}
    newest = branch.released[0][1]
    same = [(u, s) for u, s in branch.released if s.wave.code == newest.wave.code]
    return common | _newest(same, call)


def _newest(same: Sequence[tuple[UUID, VisitSnapshot]], call: Plain) -> dict[str, Any]:
    newest = same[0][1]
    final, held = mean(s.score.final for _, s in same), yardstick_of_score(newest.score)
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


def _shortfalls(same: Sequence[tuple[UUID, VisitSnapshot]], call: Plain) -> list[dict[str, Any]]:
    worst: dict[str, tuple[int, UUID, str]] = {}
    for uuid, snapshot in same:
        for finding in failed(all_findings(snapshot)):
            key = finding.item.key
            lost = finding.lost + worst.get(key, (0, uuid, ""))[0]
            worst[key] = (lost, uuid, finding.item.wording.say(call.lang))
    ranked = sorted(worst.values(), key=lambda entry: -entry[0])[:_FIRST]
    return [
        {
            "wording": wording,
            "href": call.url("released", visit=uuid),
            "lost": f"{lost / 100 / len(same):.1f}",
        }
        for lost, uuid, wording in ranked
    ]


def _visit(uuid: UUID, snapshot: VisitSnapshot, call: Plain) -> Mapping[str, Any]:
    return {
        "href": call.url("released", visit=uuid),
        "wave": snapshot.wave.name.say(call.lang),
        "when": when(snapshot, call),
        "kind": snapshot.kind,
        "score": snapshot.score.final,
        "band": snapshot.score.band,
    }
