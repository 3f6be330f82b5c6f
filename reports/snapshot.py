"""What a PDF shows, frozen: everything it needs and nothing more.

Releasing a visit or closing a wave makes a snapshot; each PDF is rendered from it alone. Unknown
fields are refused, and a mystery visit's snapshot has no place for a person, a minute or a
position: what isn't in here can't leak out of a report.

Scores, points and targets are hundredths of a point (8840 = 88.40), `None` = no score. Times are
seconds. `lost` and `worth` are hundredths of the *total* (0–100), not item points.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from forms.texts import Text
from reports.evidence import Note, Photo, Wait
from reports.frozen import (
    Action,
    Appeals,
    Count,
    Frozen,
    Grown,
    Hundredths,
    Lift,
    Limits,
    PeerDots,
    Step,
    Whole,
)

Daypart = Literal["morning", "midday", "afternoon", "evening"]


class Result(StrEnum):
    """How an item came out, as the reader sees it."""

    MET = "met"
    PARTIAL = "partial"
    NOT_MET = "not_met"
    UNSCORED = "unscored"
    NO_ANSWER = "no_answer"


NoAnswer = Literal["na", "unseen", "hidden", "empty"]


class BranchFacts(Frozen):
    """The branch as it was on the day of the visit. `region`: from the top of the tree down."""

    code: str
    name: Text
    region: tuple[Text, ...] = ()
    brand: Text | None = None
    format: Text | None = None
    address: str = ""


class WaveFacts(Frozen):
    """The measuring period."""

    code: str
    name: Text
    first_day: date
    last_day: date


class ChecklistFacts(Frozen):
    """Which checklist was used. `digest`: sha256 of the published version."""

    title: Text
    version: str
    digest: str = ""


class When(Frozen):
    """When the visit was made, as exactly as the reader may know: a band of days and a daypart."""

    first_day: date
    last_day: date
    daypart: Daypart | None = None


class Band(Frozen):
    """One band of the policy; `floor` is the lowest score that belongs to it."""

    key: str
    label: Text
    floor: Hundredths


class Previous(Frozen):
    """The official score of an earlier wave. Not comparable = the checklist changed too much."""

    wave: Text
    final: Hundredths | None
    band: str | None = None
    comparable: bool = True
    visits: Count = 1


class Peers(Frozen):
    """Branches to compare with: who they are ("Standard shops, East"), how many, their median."""

    label: Text
    branches: Count
    median: Hundredths | None = None
    rank_low: Count | None = None
    rank_high: Count | None = None


class Trigger(Frozen):
    """A critical item that was failed, and what that did to the score."""

    item: str
    wording: Text
    effect: Text


class Score(Frozen):
    """The score and what it stands beside. `bands`: best first; `places`: decimals shown."""

    raw: Hundredths | None
    final: Hundredths | None
    outcome: str
    band: str | None = None
    bands: tuple[Band, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    target: Hundredths | None = None
    previous: Previous | None = None
    peers: Peers | None = None
    change: Literal["real", "noise"] | None = None
    low: Hundredths | None = None
    high: Hundredths | None = None
    places: Annotated[int, Field(ge=0, le=2)] = 1


class Counts(Frozen):
    """How many items came out how; the four kinds of 'no answer' stay apart."""

    met: Count = 0
    partial: Count = 0
    not_met: Count = 0
    unscored: Count = 0
    na: Count = 0
    unseen: Count = 0
    hidden: Count = 0
    empty: Count = 0


class Section(Frozen):
    """One section's score; `lost` is what it took from the total."""

    key: str
    title: Text
    score: Hundredths | None
    target: Hundredths | None = None
    peer_median: Hundredths | None = None
    previous: Hundredths | None = None
    earned: Hundredths = 0
    possible: Hundredths = 0
    lost: Hundredths = 0
    counts: Counts = Counts()


class Measure(Frozen):
    """One axis of a view (a RATER dimension, a base …) and the items behind it; thin = too few."""

    key: str
    score: Hundredths | None
    n: Count
    thin: bool = False
    target: Hundredths | None = None
    previous: Hundredths | None = None


class Views(Frozen):
    """Other cuts through the same items. Keys are those of the checklist; words come at rendering.

    dimensions: reliability, assurance, tangibles, empathy, responsiveness; axes: process, personal;
    quality: outcome, process; ware: hardware, software; bases: first, second, third, home.
    `process_at` and `personal_at` part weak from strong in the square, `base_at` a touched base
    from a missed one.
    """

    dimensions: tuple[Measure, ...] = ()
    axes: tuple[Measure, ...] = ()
    quality: tuple[Measure, ...] = ()
    ware: tuple[Measure, ...] = ()
    stages: tuple[Measure, ...] = ()
    bases: tuple[Measure, ...] = ()
    service_type: (
        Literal["indifferent", "by_the_book", "friendly_helpless", "quality", "undecided"] | None
    ) = None
    process_at: Hundredths = 7500
    personal_at: Hundredths = 7500
    base_at: Hundredths = 7500


class Answer(Grown):
    """What was found at one item in one visit.

    `answer` and `strokes` (x, y, x, y… in 0–1000 of the pad) hold what `reports.told` allows;
    `reasons`: why it fell short; `credit`: share of the points still earned, 0–100.
    """

    later: ClassVar[frozenset[str]] = frozenset({"reasons", "credit", "strokes"})

    result: Result
    answer: Text | None = None
    earned: Hundredths | None = None
    possible: Hundredths | None = None
    lost: Hundredths = 0
    no_answer: NoAnswer | None = None
    reason: str = ""
    note: Note | None = None
    photos: tuple[Photo, ...] = ()
    wait: Wait | None = None
    reasons: Text | None = None
    credit: Count | None = None
    strokes: tuple[tuple[int, ...], ...] = ()


class Item(Grown):
    """One item as asked.

    `worth`: its share of this visit's total. `repeat`: in how many waves running it failed (3 = or
    more); `recovered`: failed then, met now.
    """

    key: str
    section: str
    wording: Text
    standard: Text | None = None
    coaching: Text | None = None
    critical: bool = False
    worth: Hundredths = 0
    repeat: Annotated[int, Field(ge=1)] = 1
    recovered: bool = False
    owner: str = ""
    due: date | None = None


class VisitItem(Item, Answer):
    """An item with its answer."""


class TrendPoint(Grown):
    """One wave, with its 95 % interval; `broken`: not comparable with the point before."""

    later: ClassVar[frozenset[str]] = frozenset({"low", "high"})

    wave: Text
    final: Hundredths | None
    band: str | None = None
    visits: Count = 1
    broken: bool = False
    low: Hundredths | None = None
    high: Hundredths | None = None


class Method(Frozen):
    """Facts of the method note."""

    scoring_version: str
    min_items: Count = 3
    scenario: Text | None = None
    remarks: tuple[Text, ...] = ()


class Document(Whole):
    """What every report carries. `verify_url`: address behind the QR, without the digest.

    `waterfall` leads from the full score to the shown one and sums exactly; `lift` holds the
    smallest fixes that reach the next band, largest gain first; `limits` belong to the trend;
    `page_url`: where those who may see it find the same on the screen.
    """

    later: ClassVar[frozenset[str]] = frozenset(
        {"waterfall", "lift", "peer_dots", "limits", "actions", "appeals", "page_url"}
    )

    number: str
    edition: Annotated[int, Field(ge=1)] = 1
    replaces: str = ""
    changes: tuple[Text, ...] = ()
    issued_on: date
    verify_url: str = ""
    wave: WaveFacts
    checklist: ChecklistFacts
    score: Score
    sections: tuple[Section, ...]
    views: Views = Views()
    trend: tuple[TrendPoint, ...] = ()
    counts: Counts = Counts()
    method: Method
    waterfall: tuple[Step, ...] = ()
    lift: tuple[Lift, ...] = ()
    peer_dots: tuple[PeerDots, ...] = ()
    limits: Limits | None = None
    actions: tuple[Action, ...] = ()
    appeals: Appeals | None = None
    page_url: str = ""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.waterfall:
            *steps, last = self.waterfall
            if sum(step.amount for step in steps) != last.amount:
                raise ValueError("the steps of the waterfall don't lead to its end")
        return self


class Head(Document):
    """A report about one branch."""

    branch: BranchFacts


class VisitSnapshot(Head):
    """A visit report."""

    shape: Literal["visit-1"] = "visit-1"
    kind: Literal["mystery", "open"]
    channel: Literal["on_site", "phone", "online", "competitor"] = "on_site"
    when: When
    inspector: str = ""
    items: tuple[VisitItem, ...]

    @model_validator(mode="after")
    def _anonymous(self) -> Self:
        if self.kind == "mystery" and self.inspector:
            raise ValueError("a mystery visit's report never names the shopper")
        if self.kind == "mystery" and self.when.first_day == self.when.last_day:
            raise ValueError("a mystery visit's report gives a band of days, not the day")
        return self


class VisitLine(Frozen):
    """One visit inside a branch report. `ordinal` is a label, not the order of the visits."""

    ordinal: Annotated[int, Field(ge=1)]
    kind: Literal["mystery", "open"]
    channel: Literal["on_site", "phone", "online", "competitor"] = "on_site"
    daypart: Daypart | None = None
    raw: Hundredths | None
    final: Hundredths | None
    outcome: str
    band: str | None = None
    report: str = ""


class VisitAnswer(Answer):
    """The answer of one visit, by the visit's ordinal."""

    visit: Annotated[int, Field(ge=1)]


class BranchItem(Item):
    """An item over all visits of the wave. `lost` is the mean loss of the total over the visits."""

    answers: tuple[VisitAnswer, ...]
    lost: Hundredths = 0


class BranchSnapshot(Head):
    """A branch's wave: the mean of its visits, what failed, and every answer.

    `apart`: how many more visits there were by versions that score differently; they are in none
    of it.
    """

    later: ClassVar[frozenset[str]] = Document.later | {"apart"}

    shape: Literal["branch-1"] = "branch-1"
    visits: tuple[VisitLine, ...]
    apart: Annotated[int, Field(ge=0)] = 0
    items: tuple[BranchItem, ...]
