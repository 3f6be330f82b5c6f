"""How the score came about, in words: what a doubter checks first."""

from reports.pdf.blocks import Block, Heading, Paragraph
from reports.pdf.style import Kit
from reports.snapshot import Counts, Document


def method_chapter(snapshot: Document, kit: Kit, facts: list[str]) -> list[Block]:
    """Return the method note; `facts` are the report's own sentences, set first."""
    sentences = _sentences(snapshot, kit, facts)
    last = len(sentences) - 1
    return [
        Heading(text=kit.t("How this report was made"), style=kit.head, before=28),
        *[
            Paragraph(text=text, style=kit.body, before=4, keep=index < last)
            for index, text in enumerate(sentences)
        ],
    ]


def _sentences(snapshot: Document, kit: Kit, facts: list[str]) -> list[str]:
    speak, t = kit.speak, kit.t
    checklist, method = snapshot.checklist, snapshot.method
    sentences = [
        *facts,
        t(
            "Checklist: {title}, version {version}. Scoring {scoring}.",
            title=speak.text(checklist.title),
            version=checklist.version,
            scoring=method.scoring_version,
        ),
        _count_words(snapshot.counts, kit),
        t("An item that is not applicable leaves the sum, with its points and its weight."),
        t("The raw score is the weighted share of points; critical rules give the final score."),
        t(
            "A figure with fewer than {n} items behind it is shown in grey.",
            n=method.min_items,
        ),
    ]
    if method.scenario is not None:
        sentences.append(t("Scenario: {text}", text=speak.text(method.scenario)))
    sentences += [speak.text(remark) for remark in method.remarks]
    if snapshot.edition > 1:
        sentences.append(_edition_words(snapshot, kit))
        sentences += [speak.text(change) for change in snapshot.changes]
    return [sentence for sentence in sentences if sentence]


def _count_words(counts: Counts, kit: Kit) -> str:
    if counts == Counts():
        return ""
    return kit.t(
        "Items: {met} met, {partial} in part, {not_met} not met; {na} not applicable, "
        "{unseen} could not be observed, {hidden} not asked, {empty} left empty.",
        **counts.model_dump(exclude={"unscored"}),
    )


def _edition_words(snapshot: Document, kit: Kit) -> str:
    return kit.t(
        "This is edition {n}; it replaces {old}. What changed:",
        n=snapshot.edition,
        old=snapshot.replaces or kit.t("the earlier one"),
    )
