"""What a visit scored. All scores are integers of 1/100: 8990 is shown as 89.9.

Scores are on 0–100 and rounded as the policy says, so what is stored is what is shown. Points
(`earned`, `possible`, `weight`, `lost`) are rounded half up to 1/100, for showing only; the exact
figures are in the trace.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from forms.base_item import Base
from forms.policy import Effect

Outcome = Literal["pass", "fail", "scored", "critical", "no_score", "not_evaluable"]
"""pass/fail by the pass mark · scored: there is none · critical: a rule failed the visit ·
no_score: nothing was judged · not_evaluable: entry knock-out, out of averages."""

Status = Literal["scored", "na", "unseen", "hidden", "empty", "info"]
"""scored: judged · four kinds of no answer · info: answered, but carries no score."""

ServiceType = Literal["indifferent", "by_the_book", "friendly_helpless", "quality", "undecided"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items ended in each status; they add up to all items."""

    scored: int = 0
    na: int = 0
    unseen: int = 0
    hidden: int = 0
    empty: int = 0
    info: int = 0


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item.

    share     0–10000, what part of the item was earned; None where it was not judged
    earned, possible   in points of the item (1/100)
    weight    what it counts in this visit: points of the total (1/100)
    lost      what it cost: points of the raw total (1/100)
    met       the share reached the item's target; None where it was not judged
    """

    key: str
    section: str
    status: Status
    share: int | None
    earned: int
    possible: int
    weight: int
    lost: int
    target: int
    met: bool | None
    trigger: Effect | None


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One section: `score` before, `final` after the critical rules; None if nothing counted."""

    key: str
    score: int | None
    final: int | None
    target: int
    weight: int
    earned: int
    possible: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Trigger:
    """A critical item that fired. `cap`, `deduct`, `cap_section`, `keep`: stored scores (1/100) of
    the effects so named, `band` the best band that is left, `lower` how many bands are lost."""

    item: str
    section: str
    effect: Effect
    cap: int | None
    urgent: bool
    deduct: int | None = None
    band: str | None = None
    cap_section: int | None = None
    keep: int | None = None
    lower: int | None = None


@dataclass(frozen=True, slots=True)
class RuleTrigger:
    """A rule of the policy that fired. `measured` is what it found: a count, points or scores;
    `sections` what it looked at, or which of them are too low. Else as `Trigger`."""

    key: str
    sections: tuple[str, ...]
    effect: Effect
    cap: int | None
    deduct: int | None
    band: str | None
    urgent: bool
    measured: str
    cap_section: int | None = None
    keep: int | None = None
    lower: int | None = None


@dataclass(frozen=True, slots=True)
class ViewScore:
    """One value of a view, weighted by what its items count in the total (raw scores).

    thin: fewer than 3 scored items, so nothing should be read into it.
    gap: target − score, where the score is under it (1/100), else 0.
    """

    key: str
    score: int | None
    scored: int
    thin: bool
    target: int
    gap: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Run:
    """The four bases: which were touched (None: nothing to judge), how far the run got in order."""

    touched: Mapping[Base, bool | None]
    reached: int
    stopped_at: Base | None


@dataclass(frozen=True, slots=True)
class Views:
    """The same answers seen in other ways; each mapping holds all its keys, in a fixed order;
    `tags` those of the checklist, by name."""

    dimensions: Mapping[str, ViewScore]
    axes: Mapping[str, ViewScore]
    service_type: ServiceType | None
    quality: Mapping[str, ViewScore]
    ware: Mapping[str, ViewScore]
    stages: Mapping[str, ViewScore]
    sides: Mapping[str, ViewScore]
    bases: Mapping[str, ViewScore]
    run: Run
    tags: Mapping[str, ViewScore]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Under its target. `gap` is target − score; `weighted` is what closing it brings, in points
    of the total. All 1/100; sorted by `weighted`, largest first."""

    kind: Literal["section", "item"]
    key: str
    score: int
    target: int
    gap: int
    weighted: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The result. `raw` before, `final` after the critical rules; the band is that of `final`.

    `raw_points`, `final_points` are the same on the scale of the full marks (all 1/100); where
    these are not 100, `raw` and `final` are what the shown points come to on 0–100.
    """

    raw: int | None
    final: int | None
    outcome: Outcome
    band: str | None
    target: int
    raw_points: int | None
    final_points: int | None
    full_marks: int
    triggers: tuple[Trigger, ...]
    rules: tuple[RuleTrigger, ...]
    counts: Counts
    sections: Mapping[str, SectionScore]
    items: Mapping[str, ItemScore]
    views: Views
    shortfalls: tuple[Shortfall, ...]

    def as_json(self) -> dict[str, object]:
        """Plain dicts and lists, for storing."""
        return asdict(self)
