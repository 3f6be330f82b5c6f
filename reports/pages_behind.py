"""The address of the visits behind a number."""

from dataclasses import replace
from typing import get_args

from starlette.responses import Response

from audit.access import branch_or_404
from audit.models import Branch
from audit.problems import Problem
from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.paging import asked_code, page_number
from forms.issues import issue
from forms.scoring.scorecard import ServiceType
from reports.comparison.frame import ROLES, Room, answer, enter
from reports.comparison.view_behind import MOST_ANSWERS, SIZE, behind
from reports.comparison.view_service import BASE_WORDS
from reports.comparison.words import TYPE_WORDS
from reports.figures.aims import needed
from reports.figures.answered import AnswerLine, answered
from reports.rollup.behind import Chosen, visits_behind
from reports.rollup.items import OUTCOMES

_LONGEST = 130
_SCORES = 10_001
OUTCOME_SENTENCES_WORDS = {
    "met": "met: {item}",
    "missed": "missed: {item}",
    "unseen": "could not be observed: {item}",
    "na": "not applicable: {item}",
}


@page_at("GET", "/behind", name="behind", roles=ROLES)
async def get_behind(call: Plain) -> Response:
    """The visits behind a number.

    ?branch=, ?item= and what it came to ?outcome=, ?low= and ?high= (hundredths; seconds with
    ?wait=), ?band=, ?short= (under the target of the branch), ?critical=, ?bases=, ?service=.
    """
    room = await enter(call)
    branch = await _branch(room)
    chosen = _chosen(room, branch)
    if call.request.query_params.get("short"):
        chosen = replace(chosen, below=await needed(room.lens))
    offset = (page_number(call) - 1) * SIZE
    found = await visits_behind(room.lens, chosen, SIZE, offset)
    lines: tuple[AnswerLine, ...] = ()
    if branch is not None and found.visits and not offset:
        lines = await answered(room.lens, branch.id, [v.id for v in found.visits[:MOST_ANSWERS]])
    return answer(room, "behind", behind(room, found, lines, _of(room, branch, chosen)))


async def _branch(room: Room) -> Branch | None:
    code = asked_code(room.call, "branch")
    return await branch_or_404(room.call.actor, code) if code else None


def _chosen(room: Room, branch: Branch | None) -> Chosen:
    params = room.call.request.query_params
    bases = _one_of(room, "bases", [str(n) for n in range(1, len(BASE_WORDS) + 1)])
    return Chosen(
        branch=branch.id if branch else None,
        between=_band(room) or _between(room),
        item=_key(room, "item"),
        outcome=_one_of(room, "outcome", OUTCOMES) or "missed",
        wait=_key(room, "wait"),
        critical=bool(params.get("critical")),
        bases=int(bases) if bases else None,
        service=_one_of(room, "service", get_args(ServiceType)),
    )


def _one_of(room: Room, name: str, words: tuple[str, ...] | list[str]) -> str | None:
    asked = room.call.request.query_params.get(name) or None
    if asked is not None and asked not in words:
        raise Problem("invalid", issues=[issue(name, "not_valid")])
    return asked


def _key(room: Room, name: str) -> str | None:
    asked = room.call.request.query_params.get(name, "")
    if len(asked) > _LONGEST:
        raise Problem("not_found")
    return asked or None


def _band(room: Room) -> tuple[int, int] | None:
    """Return the scores that have the band asked for, as shown."""
    key = _one_of(room, "band", [band.key for band in room.held.bands])
    if key is None:
        return None
    floors = [0, *(room.held.least(band.floor) for band in reversed(room.held.bands))]
    place = [band.key for band in reversed(room.held.bands)].index(key) + 1
    return floors[place], [*floors[1:], _SCORES][place]


def _between(room: Room) -> tuple[int, int] | None:
    asked = [room.call.request.query_params.get(name, "") for name in ("low", "high")]
    if not any(asked):
        return None
    if not all(one.isascii() and one.isdigit() and len(one) < 6 for one in asked):
        raise Problem("invalid", issues=[issue("low", "not_valid")])
    return int(asked[0]), int(asked[1])


def _of(room: Room, branch: Branch | None, chosen: Chosen) -> list[str]:
    """Say what the visits have in common besides the filter."""
    found = [branch.code] if branch else []
    if (item := _wording(room, chosen.item)) and chosen.outcome in OUTCOME_SENTENCES_WORDS:
        found.append(room.t(OUTCOME_SENTENCES_WORDS[chosen.outcome], item=item))
    if wait := _wording(room, chosen.wait):
        found.append(room.t("wait timed: {item}", item=wait))
    if chosen.between is not None:
        found.append(_span(room, chosen))
    if chosen.below is not None:
        found.append(room.t("below target"))
    if chosen.critical:
        found.append(room.t("with a critical failure"))
    if chosen.bases:
        base = room.t(BASE_WORDS[chosen.bases - 1][0])
        found.append(room.t("reached {base}", base=base))
    if chosen.service:
        found.append(room.t(TYPE_WORDS[chosen.service]))
    return found


def _wording(room: Room, key: str | None) -> str | None:
    asked = room.lens.asked
    known = asked.by_key.get(key) if asked and key else None
    return room.say(known.wording) if known else None


def _span(room: Room, chosen: Chosen) -> str:
    low, high = chosen.between or (0, 0)
    if chosen.wait is not None:
        return f"{room.duration(low)} – {room.duration(high)}"
    return f"{room.score(low)}–{room.score(min(high, _SCORES - 1))}"


PAGES = (get_behind,)
