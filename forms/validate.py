"""What is not complete yet. A list to show, never a reason to refuse a submission."""

from collections.abc import Iterator, Mapping

from forms.answers import Answer, Answers
from forms.base_item import Reasoned
from forms.branch import NOWHERE, BranchFacts
from forms.checklist import Checklist
from forms.issues import Issue, issue
from forms.items import Item, failing
from forms.showing import is_required, known_of


def missing(
    checklist: Checklist,
    answers: Answers,
    photo_counts: Mapping[str, int],
    branch: BranchFacts = NOWHERE,
) -> list[Issue]:
    """Items without an answer, photos asked for and not there, reasons not given.

    `photo_counts` counts by item key the photos that are there (taken or arrived, as the caller
    wants it). Issues come in the order of the checklist, with the item's key as path; what the
    conditions hide is never missing.
    """
    known = known_of(checklist, answers, branch)
    return [
        problem
        for item in checklist.every_item()
        if item.key not in known.hidden
        for problem in _missing(
            item, answers.get(item.key), photo_counts, is_required(checklist, item, known)
        )
    ]


def _missing(
    item: Item, answer: Answer, photo_counts: Mapping[str, int], required: bool
) -> Iterator[Issue]:
    if answer.skip is not None:
        if answer.skip == "unseen" and not answer.reason.strip():
            yield issue(item.key, "reason_missing")
        return
    if answer.value is None and item.kind != "photo" and required:
        yield issue(item.key, "not_answered")
    failed = answer.value is not None and answer.value in failing(item)
    if failed and isinstance(item, Reasoned) and item.reasons and not answer.reasons:
        yield issue(item.key, "reasons_missing")
    taken = photo_counts.get(item.key, 0)
    if taken < item.photo.min and _photo_wanted(item, required, failed):
        yield issue(item.key, "photos_missing", n=taken, least=item.photo.min)


def _photo_wanted(item: Item, required: bool, failed: bool) -> bool:
    if item.kind == "photo":
        return required or item.photo.when == "required"
    return failed if item.photo.when == "on_fail" else item.photo.when == "required"
