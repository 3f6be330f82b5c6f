"""How answers become a score: declared once per checklist version."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from forms.base import Amount, BandKey, Flag, Key, Model, Points, Score, Whole
from forms.texts import Text

Rollup = Literal["points", "sections", "deduction"]
PartRollup = Literal["points", "weights", "deduction"]
Stage = Literal["total", "section", "item"]
Rounding = Literal["half_up", "half_even", "down", "up"]
Treatment = Literal["leave_out", "full", "none"]
"""What a missing answer is worth: it leaves the sum, earns everything, or earns nothing."""
Effect = Literal[
    "flag", "fail", "no_pass", "band", "lower", "deduct", "keep", "cap", "cap_section",
    "zero_section", "zero_visit", "not_evaluable",
]  # fmt: skip
ViewKey = Literal[
    "reliability", "assurance", "tangibles", "empathy", "responsiveness", "process", "personal",
    "outcome_quality", "process_quality", "hardware", "software", "pre", "in", "after", "front",
    "back", "first", "second", "third", "home",
]  # fmt: skip
Places = Annotated[Whole, Field(ge=0, le=6)]
Tag = Annotated[str, Field(min_length=1, max_length=64)]
"""A word of head office's own to gather items by ("major", "hygiene"…)."""


class NoAnswer(Model):
    """The four kinds of 'no answer' stay apart, each with its own treatment.

    `section` is for a section in which nothing was judged at all: it leaves the sum, so that the
    others share its weight; or its weight stays, with full marks or with none.
    """

    na: Treatment = "leave_out"
    unseen: Treatment = "leave_out"
    hidden: Treatment = "leave_out"
    empty: Treatment = "leave_out"
    section: Treatment = "leave_out"


class Band(Model):
    """A grade. `at_least` is compared with the score as shown, on the scale of the full marks."""

    key: BandKey
    title: Text
    at_least: Amount


class ServiceTypes(Model):
    """Limits of the process × personal square, and the undecided zone on both sides of them."""

    process_at: Score = Decimal(75)
    personal_at: Score = Decimal(75)
    undecided: Score = Decimal(5)


class Consequence(Model):
    """What one bad moment, or several together, do to the visit (100 − 1 = 0).

    flag           listed, nothing else
    fail           the outcome is "critical", the number stays
    no_pass        the outcome is at most "fail", the number stays
    band           the band is at most `band`, the number stays
    lower          the band is so many bands lower, the number stays; several add up
    deduct         `deduct` points come off the total
    keep           `keep` percent of the total are left
    cap            the total is at most `cap`
    cap_section    its section scores at most `cap_section` (0–100)
    zero_section   its section scores 0
    zero_visit     the visit scores 0, outcome "critical"
    not_evaluable  entry knock-out (branch closed): no score, out of averages

    `picked` are keys of options or reasons that a rule looks for.
    """

    effect: Effect
    cap: Amount | None = None
    cap_section: Score | None = None
    deduct: Amount | None = None
    keep: Score | None = None
    band: BandKey | None = None
    lower: Annotated[Whole, Field(ge=1, le=20)] | None = None
    urgent: Flag = False
    picked: Annotated[tuple[Key, ...], Field(max_length=100)] = ()


class Rule(Consequence):
    """What follows when too much went wrong in some part of the visit, before any rule.

    It looks at the items that are in one of `sections` and have one of `tags` (all where left
    out; bonus items never), and has exactly one measure:

    unmet_at_least   so many of them were judged and not met; with `unmet_below`, earned less than
                     that share (0–100)
    picked_at_least  so often one of the options or reasons in `picked` was given
    lost_at_least    they lost so many points together (deductions, weighted faults)
    below            their score as shown (0–100) is under this; the total's when neither
                     `sections` nor `tags` is written, else each section's on its own, or that of
                     the items with the tags
    judged_below     fewer of them than this were judged

    With `needs` it acts only where these rules, written before it, act as well; then it may do
    without a measure of its own.

    The amounts of `cap` and `deduct` are on the scale of the full marks.
    """

    key: Key
    text: Text
    sections: Annotated[tuple[Key, ...], Field(max_length=100)] = ()
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    unmet_at_least: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    unmet_below: Score | None = None
    picked_at_least: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    lost_at_least: Points | None = None
    below: Score | None = None
    judged_below: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    needs: Annotated[tuple[Key, ...], Field(max_length=100)] = ()


class Policy(Model):
    """The scoring policy.

    rollup     points: Σ earned ÷ Σ possible over the whole form; section weights play no part.
               sections: Σ section score × weight ÷ Σ weights of the sections that have a score.
               deduction: a section starts with its weight as full marks, faults are taken off.
    full_marks what 100 % is called. Bands, pass mark, caps and deductions are on this scale; the
               stored score stays on 0–100, being that of the points as shown.
    counts     whether readers are told the points earned or the points lost (demerits).
    places     decimals shown and stored; rounding happens at `stage`, and always on the total.
    item_places, section_places, weighted_places
               more rounding on the way: the points of an item, the score of a section (its
               points where points are pooled), the points of the total that a section brings.
    floor      the total is at least this share (0–100) before the critical rules.
    rules      what follows from several items together.
    pass_mark  the outcome is "pass" from this shown score on; without it just "scored".
    target     what sections and views without a target of their own are held against.
    targets    targets of single views ("reliability", "personal", "pre"…).
    base_at    the shown score from which a base counts as touched.
    """

    rollup: Rollup = "sections"
    full_marks: Annotated[Amount, Field(gt=0)] = Decimal(100)
    counts: Literal["earned", "lost"] = "earned"
    places: Annotated[Whole, Field(ge=0, le=2)] = 1
    stage: Stage = "total"
    item_places: Places | None = None
    section_places: Places | None = None
    weighted_places: Places | None = None
    rounding: Rounding = "half_up"
    cap_at_100: Flag = True
    floor: Score = Decimal(0)
    no_answer: NoAnswer = NoAnswer()
    rules: Annotated[tuple[Rule, ...], Field(max_length=100)] = ()
    bands: Annotated[tuple[Band, ...], Field(max_length=20)] = ()
    pass_mark: Amount | None = None
    target: Score = Decimal(90)
    targets: dict[ViewKey, Score] = Field(default_factory=dict)
    service_types: ServiceTypes = ServiceTypes()
    base_at: Score = Decimal(75)

    def places_of(self, stage: Literal["section", "item"]) -> int | None:
        """To how many places the figures of that stage are rounded; None: not at all."""
        own = self.section_places if stage == "section" else self.item_places
        return self.places if own is None and self.stage == stage else own

    def percent(self, points: Decimal) -> int:
        """Points on the scale of the full marks as a stored score (1/100, half up)."""
        return self.percent_of(Fraction(points) * 100)

    def percent_of(self, points: int | Fraction) -> int:
        """Points in 1/100 as a stored score (1/100 of 0–100, half up); `points` is not under 0."""
        return int(Fraction(points) * 200 / Fraction(self.full_marks) + 1) // 2
