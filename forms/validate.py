"""What is not complete yet. A list to show, never a reason to refuse a submission."""

from collections.abc import Iterator, Mapping

from forms.answers import Answer, Answers
from forms.checklist import Checklist
from forms.issues import Issue, issue
from forms.items import Item
from forms.scoring.plan import ItemPlan, plan_for
from forms.scoring.scorecard import BranchFacts

NOWHERE = BranchFacts()


def missing(
    checklist: Checklist,
    answers: Answers,
    photo_counts: Mapping[str, int],
    branch: BranchFacts = NOWHERE,
) -> list[Issue]:
    """Items without an answer, photos asked for and not there, reasons not given.

    `photo_counts` counts by item key the photos that are there (taken or arrived, as the caller
    wants it). Issues come in the order of the checklist, with the item's key as path.
    """
    return [
        problem
        for item in plan_for(checklist).items
        for problem in _missing(item, answers.get(item.key), photo_counts, branch)
    ]


def _missing(
    plan: ItemPlan, answer: Answer, photo_counts: Mapping[str, int], branch: BranchFacts
) -> Iterator[Issue]:
    item = plan.item
    if answer.skip is not None:
        if answer.skip == "unseen" and not answer.reason.strip():
            yield issue(item.key, "reason_missing")
        return
    if answer.value is None and item.kind != "photo" and item.required:
        yield issue(item.key, "not_answered")
    taken = photo_counts.get(item.key, 0)
    if taken < item.photo.min and _photo_wanted(plan, item, answer, branch):
        yield issue(item.key, "photos_missing", n=taken, least=item.photo.min)


def _photo_wanted(plan: ItemPlan, item: Item, answer: Answer, branch: BranchFacts) -> bool:
    if item.kind == "photo":
        return item.required or item.photo.when == "required"
    if item.photo.when != "on_fail":
        return item.photo.when == "required"
    if answer.value is None or plan.judge is None:
        return False
    verdict = plan.judge(answer.value, branch.format)
    return verdict is not None and verdict.met is False
