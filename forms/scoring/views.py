"""The same answers by dimension, axis, quality, ware, stage, side, base and own tag.

A view score is the weighted share of what its items earned; the weights are what the items count
in the total, so that a view never tells another story than the score. Raw, before critical rules.
"""

from collections.abc import Mapping, Sequence
from typing import get_args

from forms.base_item import Base
from forms.policy import Policy
from forms.scoring.plan import VIEWS, Plan
from forms.scoring.rollup import Judged, Scales
from forms.scoring.rounding import Exact, shown_share
from forms.scoring.scorecard import Counts, Run, ServiceType, Status, Views, ViewScore

FEWEST = 3
"""With fewer scored items a view is marked thin."""

NO_ITEMS = Counts()
BASES: tuple[Base, ...] = ("first", "second", "third", "home")


STATUSES: tuple[Status, ...] = get_args(Status)


def views(plan: Plan, judged: Sequence[Judged], counted: Sequence[Judged], scales: Scales) -> Views:
    scores = _scores(plan, counted, scales, _statuses(plan, judged))
    by_view = {
        view: {key: scores[plan.slots[view, key]] for key in keys} for view, keys in VIEWS.items()
    }
    return Views(
        dimensions=by_view["dimensions"],
        axes=by_view["axes"],
        service_type=service_type(plan.policy, by_view["axes"]),
        quality=by_view["quality"],
        ware=by_view["ware"],
        stages=by_view["stages"],
        sides=by_view["sides"],
        bases=by_view["bases"],
        run=run(plan.policy, by_view["bases"]),
        tags={key: scores[place] for (view, key), place in plan.slots.items() if view == "tags"},
    )


def counts_of(statuses: Sequence[Status]) -> Counts:
    """How many ended in each status."""
    return Counts(*map(statuses.count, STATUSES))


def _statuses(plan: Plan, judged: Sequence[Judged]) -> list[list[Status]]:
    found: list[list[Status]] = [[] for _ in plan.slots]
    for one in judged:
        for slot in one.plan.slots:
            found[slot].append(one.status)
    return found


def _scores(
    plan: Plan, counted: Sequence[Judged], scales: Scales, statuses: Sequence[list[Status]]
) -> list[ViewScore]:
    earned: list[Exact] = [0] * len(plan.slots)
    possible: list[Exact] = [0] * len(plan.slots)
    scored = [0] * len(plan.slots)
    for one in counted:
        verdict, factor = one.verdict, scales.factors[one.plan.part]
        if verdict is None or not factor:
            continue
        gain, most = verdict.earned * factor, verdict.possible * factor
        counts = one.status == "scored" and most > 0
        for slot in one.plan.slots:
            earned[slot] += gain
            possible[slot] += most
            scored[slot] += counts
    return [
        _view_score(plan, slot, _share(plan.policy, earned[n], possible[n]), scored[n], statuses[n])
        for slot, n in plan.slots.items()
    ]


def _view_score(
    plan: Plan, slot: tuple[str, str], score: int | None, scored: int, found: list[Status]
) -> ViewScore:
    target = plan.view_targets[plan.slots[slot]]
    return ViewScore(
        key=slot[1],
        score=score,
        scored=scored,
        thin=scored < FEWEST,
        target=target,
        gap=0 if score is None else max(target - score, 0),
        counts=counts_of(found) if found else NO_ITEMS,
    )


def _share(policy: Policy, earned: Exact, possible: Exact) -> int | None:
    if not possible:
        return None
    return shown_share(min(max(earned, 0), possible), possible, policy)


def service_type(policy: Policy, axes: Mapping[str, ViewScore]) -> ServiceType | None:
    """The place in the process × personal square; None where an axis has no score.

    A score nearer to its limit than the undecided zone is wide decides nothing, and so does a
    thin axis.
    """
    process, personal = axes["process"], axes["personal"]
    if process.score is None or personal.score is None:
        return None
    limits = policy.service_types
    strong_process = _strong(process.score, int(limits.process_at * 100), policy)
    strong_personal = _strong(personal.score, int(limits.personal_at * 100), policy)
    if process.thin or personal.thin or strong_process is None or strong_personal is None:
        return "undecided"
    if strong_process:
        return "quality" if strong_personal else "by_the_book"
    return "friendly_helpless" if strong_personal else "indifferent"


def _strong(score: int, limit: int, policy: Policy) -> bool | None:
    """At or over the limit; None inside the zone (both edges of the zone are decided)."""
    if abs(score - limit) < int(policy.service_types.undecided * 100):
        return None
    return score >= limit


def run(policy: Policy, bases: Mapping[str, ViewScore]) -> Run:
    """How far the run got: bases must be touched in order; one not judged is passed over."""
    limit = int(policy.base_at * 100)
    touched: dict[Base, bool | None] = {}
    for base in BASES:
        score = bases[base].score
        touched[base] = None if score is None else score >= limit
    stopped = next((base for base in BASES if touched[base] is False), None)
    before = BASES if stopped is None else BASES[: BASES.index(stopped)]
    return Run(touched, sum(touched[base] is True for base in before), stopped)
