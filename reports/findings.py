"""What a report points at: failed items by weight, three to fix, three that went well."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.snapshot import (
    Answer,
    BranchItem,
    BranchSnapshot,
    Item,
    Result,
    VisitItem,
    VisitSnapshot,
)

FAILED = frozenset({Result.NOT_MET, Result.PARTIAL})


@dataclass(frozen=True)
class Seen:
    """One answer; `visit` is the ordinal inside a branch report, 0 in a visit report."""

    visit: int
    answer: Answer


@dataclass(frozen=True)
class Finding:
    """An item with the answers that matter. `lost`: hundredths of the total; `asked`: visits."""

    item: Item
    lost: int
    seen: tuple[Seen, ...]
    asked: int
    trigger: bool = False

    @property
    def photos(self) -> int:
        """How many photos its answers carry."""
        return sum(len(seen.answer.photos) for seen in self.seen)

    @property
    def urgency(self) -> tuple[bool, float, int]:
        """Sort key: critical first, then what it cost, more if it keeps coming back."""
        return self.trigger, self.lost * (1 + 0.5 * (self.item.repeat - 1)), self.item.worth


def all_findings(snapshot: VisitSnapshot | BranchSnapshot) -> list[Finding]:
    """Return every item with all its answers, in checklist order."""
    triggers = {trigger.item for trigger in snapshot.score.triggers}
    return [_finding(item, item.key in triggers) for item in snapshot.items]


def _finding(item: VisitItem | BranchItem, trigger: bool) -> Finding:
    if isinstance(item, BranchItem):
        seen = tuple(Seen(answer.visit, answer) for answer in item.answers)
    else:
        seen = (Seen(0, item),)
    asked = sum(one.answer.result is not Result.NO_ANSWER for one in seen)
    return Finding(item, item.lost, seen, asked, trigger)


def failed(findings: Iterable[Finding]) -> list[Finding]:
    """Return what fell short in any visit, the most urgent first, with the failed answers only."""
    short = []
    for finding in findings:
        seen = tuple(one for one in finding.seen if one.answer.result in FAILED)
        if seen or finding.trigger:
            part = Finding(finding.item, finding.lost, seen, finding.asked, finding.trigger)
            short.append(part)
    return sorted(short, key=lambda finding: finding.urgency, reverse=True)


def wins(findings: Sequence[Finding], count: int = 3) -> list[Finding]:
    """Return what went well in every visit: mended first, then what a photo proves, then by weight.

    One per section as long as there are enough sections, so that three wins say three things.
    """
    good = [
        finding
        for finding in findings
        if finding.asked and all(_went_well(one.answer) for one in finding.seen)
    ]
    good.sort(key=lambda f: (f.item.recovered, f.photos > 0, f.item.worth), reverse=True)
    chosen: list[Finding] = []
    for finding in good:
        if all(finding.item.section != other.item.section for other in chosen):
            chosen.append(finding)
    chosen += [finding for finding in good if finding not in chosen]
    return chosen[:count]


def _went_well(answer: Answer) -> bool:
    return answer.result in (Result.MET, Result.NO_ANSWER)
