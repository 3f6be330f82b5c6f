"""The smallest fixes that lift a visit, or a branch with several, into the next band. Pure.

Every figure comes from scoring the mended answers again. For one visit the set is the one that
`forms.fixes` proves smallest. For several, items are taken in the order of what they cost, critical
ones first, until the mean reaches the band; then those it does without are left out again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from audit.visits.scores import scoring_facts
from forms.answers import Answer
from forms.fixes import best_values, smallest_fixes
from forms.scoring import Scorecard, score
from reports.compare import mean
from reports.frozen import Lift
from reports.queries import LoadedVisit
from reports.yardstick import Yardstick

MOST = 12
"""A longer list is no plan."""
_FULL = 10_000


def lift(visits: Sequence[LoadedVisit], held: Yardstick) -> tuple[Lift, ...]:
    """Return the items to mend, largest gain first; empty where no next band can be reached so."""
    scored = [visit for visit in visits if visit.card.final is not None]
    if len(scored) == 1:
        return _of_one(scored[0], held)
    return _of_several(scored, held) if scored else ()


def _of_one(visit: LoadedVisit, held: Yardstick) -> tuple[Lift, ...]:
    found = smallest_fixes(visit.checklist, visit.answers, scoring_facts(visit.facts))
    if found is None or not found.reached or len(found.steps) > MOST:
        return ()
    return tuple(
        Lift(item=step.item, gain=step.gained, after=step.after or 0, band=held.band(step.after))
        for step in found.steps
    )


def _of_several(visits: Sequence[LoadedVisit], held: Yardstick) -> tuple[Lift, ...]:
    benches = [_Bench.of(visit) for visit in visits]
    before = mean(visit.card.final for visit in visits) or 0
    above = [band.floor for band in held.bands if band.floor > _floor(held, before)]
    keys = {key for bench in benches for key in bench.mended}
    if not above or not keys:
        return ()
    fired = {trigger.item for visit in visits for trigger in visit.card.triggers}
    cost = {key: sum(bench.lost(key) for bench in benches) for key in keys}
    order = sorted(keys, key=lambda key: (key not in fired, -cost[key], key))
    chosen = _reaching(benches, order, held, min(above))
    return _steps(benches, chosen, held, before) if chosen else ()


def _floor(held: Yardstick, value: int) -> int:
    """Return the floor of the band that a score has; -1 below all of them."""
    key = held.band(value)
    return next((band.floor for band in held.bands if band.key == key), -1)


def _reaching(
    benches: Sequence["_Bench"], order: Sequence[str], held: Yardstick, goal: int
) -> list[str]:
    def reaches(keys: Sequence[str]) -> bool:
        return _floor(held, _final(benches, keys) or 0) >= goal

    sizes = range(1, min(len(order), MOST) + 1)
    count = next((size for size in sizes if reaches(order[:size])), 0)
    chosen = list(order[:count])
    for key in reversed(order[:count]):
        rest = [one for one in chosen if one != key]
        if rest and reaches(rest):
            chosen = rest
    return chosen


def _steps(
    benches: Sequence["_Bench"], chosen: Sequence[str], held: Yardstick, before: int
) -> tuple[Lift, ...]:
    found = []
    last = before
    for number, key in enumerate(chosen, start=1):
        after = _final(benches, chosen[:number]) or 0
        found.append(Lift(item=key, gain=after - last, after=after, band=held.band(after)))
        last = after
    return tuple(found)


def _final(benches: Sequence["_Bench"], keys: Sequence[str]) -> int | None:
    return mean(bench.final(keys) for bench in benches)


@dataclass(frozen=True)
class _Bench:
    """One visit and the best answer of each item that fell short.

    `finals` keeps the score with each set of them mended: a set of all visits' items is often the
    same one for a visit that fell short in few.
    """

    visit: LoadedVisit
    mended: dict[str, Answer]
    finals: dict[frozenset[str], int | None]

    @classmethod
    def of(cls, visit: LoadedVisit) -> "_Bench":
        bench = cls(visit, {}, {})
        for key, item in visit.card.items.items():
            if item.status == "scored" and item.share is not None and item.share < _FULL:
                best = bench._best(key)
                if best is not None:
                    bench.mended[key] = best
        return bench

    def _best(self, key: str) -> Answer | None:
        was = self.visit.card.items[key].share or 0
        photos = self.visit.answers.get(key).photos
        tried = [
            Answer(value=value, photos=photos)
            for value in best_values(self.visit.checklist.by_key[key])
        ]
        if len(tried) < 2:
            return tried[0] if tried else None
        shares = [self._with({key: answer}).items[key].share or 0 for answer in tried]
        best = max(range(len(tried)), key=lambda place: shares[place])
        return tried[best] if shares[best] > was else None

    def lost(self, key: str) -> int:
        """Return what an item that can be mended cost this visit."""
        return self.visit.card.items[key].lost if key in self.mended else 0

    def final(self, keys: Iterable[str]) -> int | None:
        """Return the score of the visit with these items mended."""
        chosen = frozenset(self.mended.keys() & set(keys))
        if chosen not in self.finals:
            self.finals[chosen] = self._with({key: self.mended[key] for key in chosen}).final
        return self.finals[chosen]

    def _with(self, mended: dict[str, Answer]) -> Scorecard:
        by_item = {**self.visit.answers.by_item, **mended}
        answers = replace(self.visit.answers, by_item=by_item)
        return score(self.visit.checklist, answers, scoring_facts(self.visit.facts))
