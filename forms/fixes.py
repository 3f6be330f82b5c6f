"""The smallest set of items whose mending lifts a visit into a better band.

Mending an item means giving it its best answer. Every figure told here comes from scoring the
mended answers again, never from an estimate.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations

from forms.answers import Answer, Answers
from forms.checklist import Checklist
from forms.items import Choice, Choices, Item, Number, Ranking, Scale, Wait, YesNo
from forms.policy import Band
from forms.scoring import BranchFacts, Scorecard, score
from forms.scoring.bands import band_of
from forms.scoring.rollup import Judged
from forms.scoring.rounding import Exact, shown_points
from forms.scoring.tally import scorecard
from forms.scoring.verdicts import Verdict
from forms.scoring.work import Work, work_out
from forms.values import Value, Waited

NOWHERE = BranchFacts()
_BEYOND_SUMS = {"deduct", "band", "lower", "keep", "cap_section"}
"""Effects after which what items bring does not add up section by section."""
MOST_ZEROED = 6
"""With more zeroed sections than this, all of them are taken to be mended."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One item to mend: what it adds when mended after those before it, and the score then
    (1/100). A critical item may add nothing until the last of its kind is mended."""

    item: str
    gained: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Fixes:
    """The way to `band`, from `before` (1/100), as few items as possible.

    reached   whether mending `steps` reaches the band; if not, they are all that can be mended
    smallest  whether no smaller set does it (see `smallest_fixes`)
    """

    band: Band
    before: int | None
    steps: tuple[Fix, ...]
    reached: bool
    smallest: bool


def smallest_fixes(
    checklist: Checklist, answers: Answers, branch: BranchFacts = NOWHERE, band: str | None = None
) -> Fixes | None:
    """The fewest items to mend for the next band, or for the band with the key `band`.

    None where there is nothing to reach: no such band, no score, or the band is reached already.

    Only items that were judged and fell short are mended; what was not answered stays so. The
    set is proved smallest (`smallest`) where mending changes no more than what items earn: all
    mended together move the total by the sum of what each section moves it by, and the same
    items count as before. That holds for all three roll-ups with critical rules, caps, floors and
    rounding on the way. Where mending shows or hides other items by a condition, or the total is
    bounded on the way, the set still reaches the band but a smaller one may exist.

    Critical rules that keep the total under the limit must all be mended; which zeroed sections
    to win back is tried in all ways; then, in each section the items that bring most come first,
    and how many to take from which section is decided exactly.
    """
    before = score(checklist, answers, branch)
    goal = _goal(checklist, before, band)
    if goal is None or before.final is None:
        return None
    bench = _Bench(checklist, answers, branch, goal, before)
    found = bench.smallest()
    chosen = bench.fixable if found is None else found
    return Fixes(
        band=goal,
        before=before.final,
        steps=tuple(bench.steps(chosen)),
        reached=bench.reaches(chosen),
        smallest=found is not None and bench.additive(),
    )


def _goal(checklist: Checklist, card: Scorecard, key: str | None) -> Band | None:
    """The lowest band above the score, or the named one if it is above."""
    if card.final is None:
        return None
    now = next((b.at_least for b in checklist.policy.bands if b.key == card.band), None)
    above = [b for b in checklist.policy.bands if now is None or b.at_least > now]
    if key is not None:
        return next((band for band in above if band.key == key), None)
    return min(above, key=lambda band: band.at_least, default=None)


class _Bench:
    """One visit, with the means to mend items of it and to score it again."""

    def __init__(
        self,
        checklist: Checklist,
        answers: Answers,
        branch: BranchFacts,
        goal: Band,
        card: Scorecard,
    ) -> None:
        self._checklist = checklist
        self._answers = answers
        self._branch = branch
        self._reaching = {b.key for b in checklist.policy.bands if b.at_least >= goal.at_least}
        self._card = card
        self._worked: dict[frozenset[str], Work] = {}
        self._mended: dict[str, Answer] = {}
        for item in checklist.every_item():
            if _fell_short(card, item.key) and (answer := self._best(item)) is not None:
                self._mended[item.key] = answer
        self.fixable = tuple(self._mended)

    def _best(self, item: Item) -> Answer | None:
        """The item's best answer, if it earns more or stops a critical rule."""
        was = self._card.items[item.key]
        found: tuple[tuple[int, bool], Answer] | None = None
        for value in best_values(item):
            answer = Answer(value=value, photos=self._answers.get(item.key).photos)
            now = self._judged({item.key: answer}, item.key)
            if now.verdict is None or now.status != "scored":
                continue
            fires = item.critical is not None and now.verdict.fires
            good = now.verdict.share_shown, not fires
            if found is None or good > found[0]:
                found = good, answer
        if found is None or found[0] <= (was.share or 0, was.trigger is None):
            return None
        return found[1]

    def _with(self, mended: Mapping[str, Answer]) -> Answers:
        return replace(self._answers, by_item={**self._answers.by_item, **mended})

    def _judged(self, mended: Mapping[str, Answer], item: str) -> Judged:
        work = work_out(self._checklist, self._with(mended), self._branch)
        return next(one for one in work.judged if one.plan.key == item)

    def _work(self, keys: Iterable[str]) -> Work:
        """All figures with these items mended. The same sets come up again and again."""
        chosen = frozenset(keys)
        if chosen not in self._worked:
            answers = self._with({key: self._mended[key] for key in chosen})
            self._worked[chosen] = work_out(self._checklist, answers, self._branch)
        return self._worked[chosen]

    def exact(self, keys: Iterable[str]) -> Fraction:
        """The exact final score (0–100) with these items mended."""
        total = self._work(keys).final.total
        return Fraction(0) if total is None else total * 100

    def reaches(self, keys: Iterable[str]) -> bool:
        final, policy = self._work(keys).final, self._checklist.policy
        points = None if final.total is None else shown_points(final.total, policy)
        band = band_of(policy, points, final.bands, final.lower)
        return band is not None and band.key in self._reaching

    def steps(self, keys: Sequence[str]) -> Iterator[Fix]:
        """The items one after the other: critical ones first, then what brings most."""
        fired = {trigger.item for trigger in self._card.triggers}
        weights = {key: self._card.items[key].lost for key in keys}
        order = sorted(keys, key=lambda key: (key not in fired, -weights[key]))
        last = self._card.final or 0
        for number in range(1, len(order) + 1):
            after = scorecard(self._work(order[:number])).final
            yield Fix(order[number - 1], (after or 0) - last, after)
            last = after or 0

    def smallest(self) -> tuple[str, ...] | None:
        """The fewest items that reach the limit; None where even all do not."""
        if not self.reaches(self.fixable):
            return None
        tried = [self._fewest(must) for must in self._musts()]
        found = [keys for keys in tried if keys is not None]
        smallest = min(found, key=lambda keys: (len(keys), -self.exact(keys)), default=None)
        return self.fixable if smallest is None else smallest

    def _musts(self) -> Iterator[frozenset[str]]:
        """Each sensible choice of critical items to mend beforehand: always those without which
        not even mending everything else is enough, and the zeroed sections in all ways."""
        always, sections = set[str](), dict[str, set[str]]()
        for fired in self._card.triggers:
            others = [key for key in self.fixable if key != fired.item]
            if fired.item in self._mended and not self.reaches(others):
                always.add(fired.item)
            elif fired.effect in ("zero_section", "cap_section"):
                sections.setdefault(fired.section, set()).add(fired.item)
        mendable = [keys for keys in sections.values() if keys <= self._mended.keys()]
        sizes = range(len(mendable) + 1) if len(mendable) <= MOST_ZEROED else [len(mendable)]
        for chosen in chain.from_iterable(combinations(mendable, size) for size in sizes):
            yield frozenset(always.union(*chosen))

    def _fewest(self, must: frozenset[str]) -> tuple[str, ...] | None:
        """The fewest items beyond `must`; exact where what sections bring adds up."""
        base = self.exact(must)
        best: dict[int, tuple[Fraction, tuple[str, ...]]] = {0: (base, tuple(must))}
        for gains in self._by_section(must, base):
            best = _taken(best, gains)
        tried = (best[count][1] for count in sorted(best))
        return next((keys for keys in tried if self.reaches(keys)), None)

    def _by_section(
        self, must: frozenset[str], base: Fraction
    ) -> Iterator[list[tuple[Fraction, tuple[str, ...]]]]:
        """For each section: what its 1, 2, 3… best items bring beyond `base`."""
        for section in self._checklist.sections:
            keys = [i.key for i in section.items if i.key in self._mended and i.key not in must]
            alone = {key: self._card.items[key].lost for key in keys}
            exact = self._gains(keys) if len(keys) > 1 else {}
            keys.sort(key=lambda key: (-exact.get(key, Fraction(0)), -alone[key]))
            yield [
                (self.exact((*must, *keys[:count])) - base, tuple(keys[:count]))
                for count in range(1, len(keys) + 1)
            ]

    def _gains(self, keys: Sequence[str]) -> dict[str, Fraction]:
        """What each item earns more when mended, in its own points: within one section these
        compare, and no floor, cap or rule hides them."""
        before, after = (
            {one.plan.key: one.verdict for one in self._work(chosen).counted}
            for chosen in ((), keys)
        )
        unit = self._work(()).plan.unit
        return {key: Fraction(_short(after[key]) - _short(before[key])) / unit for key in keys}

    def additive(self) -> bool:
        """Whether mending changes no more than what items earn, section by section."""
        grouped = any(section.groups or section.steps for section in self._checklist.sections)
        effects = {fired.effect for fired in self._card.triggers}
        if grouped or self._checklist.policy.rules or effects & _BEYOND_SUMS:
            return False
        everything = scorecard(self._work(self.fixable))
        if any(everything.items[key].status != was.status for key, was in self._card.items.items()):
            return False
        zeroed = {t.item for t in self._card.triggers} & self._mended.keys()
        base = self.exact(zeroed)
        sections = self._by_section(frozenset(zeroed), base)
        together = base + sum((gains[-1][0] for gains in sections if gains), Fraction(0))
        return together == self.exact(self.fixable)


def _taken(
    best: Mapping[int, tuple[Fraction, tuple[str, ...]]],
    gains: Sequence[tuple[Fraction, tuple[str, ...]]],
) -> dict[int, tuple[Fraction, tuple[str, ...]]]:
    """The best total for each number of items, with one more section to take them from."""
    found = dict(best)
    for count, (total, keys) in best.items():
        for gain, more in gains:
            number, sum_ = count + len(more), total + gain
            if number not in found or sum_ > found[number][0]:
                found[number] = sum_, (*keys, *more)
    return found


def _short(verdict: Verdict | None) -> Exact:
    """What an item earned more than was possible, in units: 0 or less."""
    return verdict.earned - verdict.possible if verdict is not None else 0


def _fell_short(card: Scorecard, key: str) -> bool:
    item = card.items[key]
    short = item.share is not None and (item.share < 10_000 or item.trigger is not None)
    return item.status == "scored" and short


def best_values(item: Item) -> list[Value]:
    """Answers among which the item's best one is; empty where answers are not judged."""
    found: list[Value] = []
    match item:
        case YesNo():
            found = [item.good]
        case Choice() | Ranking():
            judged = [option for option in item.options if option.points is not None]
            best = max(judged, key=lambda option: option.points or Decimal(0), default=None)
            key = best.key if best else ""
            found = [(key,) if isinstance(item, Ranking) else key] if best else []
        case Choices():
            found = _tickings(item)
        case Scale():
            found = [max(item.levels, key=lambda level: level.worth).level]
        case Wait():
            found = [Waited(0, "typed")]
        case Number():
            found = _numbers(item)
    return found if item.scored else []


def _tickings(item: Choices) -> list[Value]:
    """What earns, without what excludes; each option alone; nothing; the first 1, 2, 3…"""
    mixed = tuple(option.key for option in item.options if not option.exclusive)
    earning = tuple(o.key for o in item.options if (o.points or 0) > 0 and not o.exclusive)
    alone = [(option.key,) for option in item.options]
    counted = [mixed[:n] for n in range(2, len(mixed) + 1)] if item.mode == "count" else []
    return [*([earning] if earning else []), *alone, *counted, ()]


def _numbers(item: Number) -> list[Value]:
    """The edges of what is judged and a step beyond each, as far as they can be answered."""
    edges = {n for r in item.judged_by for n in (r.at_least, r.at_most) if n is not None}
    if item.rate is not None:
        edges |= {item.rate.after, item.rate.after + item.rate.per}
    edges |= {n for n in (item.least, item.most) if n is not None}
    step = Decimal(1).scaleb(-6)
    around = {near for edge in edges for near in (edge, edge - step, edge + step)} | {Decimal(0)}
    low, high = item.least, item.most
    return [n for n in sorted(around) if (low is None or low <= n) and (high is None or n <= high)]
