"""From a loaded visit to the parts of a snapshot. Pure: no query, no clock.

What may not be told about a mystery visit is left out here, once: the day becomes the wave's
days, the time a part of the day, the auditor nobody.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from audit.models import Photo as PhotoRow
from audit.network.formats import format_name
from audit.photos.photos import copies_name, copy_key
from audit.photos.pixels import PRINT_EDGE, fit
from forms.answers import Answer as Given
from forms.items import Item as AskedItem
from forms.items import Wait as WaitItem
from forms.scoring import VERSION, ItemScore, Scorecard, ViewScore
from forms.texts import Text
from forms.values import Waited
from forms.wording import language_of, reasons_text
from reports.evidence import Note, Photo, Wait
from reports.findings import FAILED
from reports.queries import LoadedVisit
from reports.snapshot import (
    Answer,
    BranchFacts,
    ChecklistFacts,
    Counts,
    Measure,
    Method,
    Result,
    Score,
    Section,
    Trigger,
    Views,
    VisitItem,
    WaveFacts,
    When,
)
from reports.told import strokes_told, told
from reports.yardstick import hundredths, yardstick_of

_EFFECTS = {
    "flag": Text(zh="关键项，须立即关注", en="A critical item: look at it at once"),
    "fail": Text(zh="结果判为不通过，分数保留", en="The outcome fails; the number stays"),
    "no_pass": Text(zh="不得判为通过，分数保留", en="Not a pass; the number stays"),
    "band": Text(zh="等级受限", en="The band is limited"),
    "lower": Text(zh="等级下调", en="The band is lowered"),
    "keep": Text(zh="总分打折", en="A share of the total is kept"),
    "deduct": Text(zh="从总分中扣分", en="Points come off the total"),
    "cap": Text(zh="总分封顶", en="The total is capped"),
    "cap_section": Text(zh="所在部分封顶", en="Its section is capped"),
    "zero_section": Text(zh="所在部分记 0 分", en="Its section scores 0"),
    "zero_visit": Text(zh="本次探访记 0 分", en="The visit scores 0"),
    "not_evaluable": Text(zh="本次探访不作评估", en="The visit is not evaluable"),
}
_NO_ANSWER = frozenset({"na", "unseen", "hidden", "empty"})


def branch_facts(loaded: LoadedVisit) -> BranchFacts:
    """Return the branch as it was on the day of the visit."""
    facts = loaded.facts
    return BranchFacts(
        code=loaded.visit.branch.code,
        name=Text(zh=facts.name_zh, en=facts.name_en),
        region=loaded.region,
        brand=Text(zh=facts.brand.name_zh, en=facts.brand.name_en),
        format=format_name(facts.format),
        address=facts.address,
    )


def wave_facts(loaded: LoadedVisit) -> WaveFacts:
    """Return the wave."""
    wave = loaded.wave
    return WaveFacts(
        code=wave.code,
        name=Text(zh=wave.name_zh, en=wave.name_en),
        first_day=wave.starts_on,
        last_day=wave.ends_on,
    )


def checklist_facts(loaded: LoadedVisit) -> ChecklistFacts:
    """Return which checklist was used."""
    return ChecklistFacts(
        title=loaded.checklist.title,
        version=str(loaded.version.number),
        digest=loaded.version.digest,
    )


def when(loaded: LoadedVisit) -> When:
    """Return when the visit was, as exactly as the branch may know."""
    visit = loaded.visit
    is_open = visit.kind == "open"
    first, last = loaded.wave.starts_on, loaded.wave.ends_on
    return When.model_validate(
        {
            "first_day": visit.local_day if is_open else first,
            "last_day": visit.local_day if is_open else max(last, first + timedelta(days=1)),
            "daypart": visit.daypart,
        }
    )


def score(loaded: LoadedVisit) -> Score:
    """Return the score of the visit, without what it stands beside."""
    card, held = loaded.card, yardstick_of(loaded.checklist)
    return Score(
        raw=card.raw,
        final=card.final,
        outcome=card.outcome,
        band=card.band,
        bands=tuple(held.bands),
        triggers=triggers(loaded),
        target=held.target,
        places=held.places,
    )


def triggers(loaded: LoadedVisit) -> tuple[Trigger, ...]:
    """Return the critical items that fired, then the rules over several items."""
    items = loaded.checklist.by_key
    rules = {rule.key: rule for rule in loaded.checklist.policy.rules}
    found = [
        Trigger(item=t.item, wording=items[t.item].wording, effect=_EFFECTS[t.effect])
        for t in loaded.card.triggers
    ]
    found += [
        Trigger(item="", wording=rules[r.key].text, effect=_EFFECTS[r.effect])
        for r in loaded.card.rules
    ]
    return tuple(found)


def sections(loaded: LoadedVisit) -> tuple[Section, ...]:
    """Return the sections of the visit."""
    card = loaded.card
    return tuple(
        Section(
            key=section.key,
            title=section.title,
            score=card.sections[section.key].final,
            target=card.sections[section.key].target,
            earned=card.sections[section.key].earned,
            possible=card.sections[section.key].possible,
            lost=sum(i.lost for i in card.items.values() if i.section == section.key),
            counts=counts([i for i in card.items.values() if i.section == section.key]),
        )
        for section in loaded.checklist.sections
    )


def counts(items: Sequence[ItemScore]) -> Counts:
    """Return how many items came out how."""
    found = [result_of(item) for item in items]
    kinds = [item.status for item in items]
    return Counts(
        met=found.count(Result.MET),
        partial=found.count(Result.PARTIAL),
        not_met=found.count(Result.NOT_MET),
        unscored=found.count(Result.UNSCORED),
        na=kinds.count("na"),
        unseen=kinds.count("unseen"),
        hidden=kinds.count("hidden"),
        empty=kinds.count("empty"),
    )


def result_of(item: ItemScore) -> Result:
    """Return how an item came out, as a reader sees it."""
    if item.status in _NO_ANSWER:
        return Result.NO_ANSWER
    if item.status == "info":
        return Result.UNSCORED
    if item.met:
        return Result.MET
    return Result.PARTIAL if item.share else Result.NOT_MET


def views(card: Scorecard, loaded: LoadedVisit) -> Views:
    """Return the other cuts through the same items."""
    policy, target = loaded.checklist.policy, hundredths(loaded.checklist.policy.target)
    found = card.views
    return Views(
        dimensions=_measures(found.dimensions, target),
        axes=_measures(found.axes, target),
        quality=_measures(found.quality, target),
        ware=_measures(found.ware, target),
        stages=_measures(found.stages, target),
        bases=_measures(found.bases, target),
        service_type=found.service_type,
        process_at=hundredths(policy.service_types.process_at),
        personal_at=hundredths(policy.service_types.personal_at),
        base_at=hundredths(policy.base_at),
    )


def _measures(found: Mapping[str, ViewScore], target: int) -> tuple[Measure, ...]:
    return tuple(
        Measure(key=v.key, score=v.score, n=v.scored, thin=v.thin, target=target)
        for v in found.values()
    )


def visit_items(loaded: LoadedVisit, repeats: Mapping[str, int]) -> tuple[VisitItem, ...]:
    """Return every item with its answer; photos are numbered through the report.

    `repeats` holds the items that failed before: a failed one gets its count (2 or 3), one that
    is met now is marked as recovered.
    """
    numbers = photo_numbers(loaded)
    return tuple(
        _visit_item(item, answer(loaded, item, numbers), loaded, repeats)
        for item in loaded.checklist.every_item()
    )


def _visit_item(
    item: AskedItem, found: Answer, loaded: LoadedVisit, repeats: Mapping[str, int]
) -> VisitItem:
    return VisitItem(
        key=item.key,
        section=item.key.partition(".")[0],
        wording=item.wording,
        standard=item.standard,
        coaching=item.coaching,
        critical=item.critical is not None,
        worth=max(loaded.card.items[item.key].weight, 0),
        repeat=repeats.get(item.key, 1) if found.result in FAILED else 1,
        recovered=item.key in repeats and found.result is Result.MET,
        **dict(found),
    )


def photo_numbers(loaded: LoadedVisit, start: int = 1) -> dict[int, int]:
    """Return the caption number of each photo row, in checklist order."""
    rows = [
        row for item in loaded.checklist.every_item() for row in loaded.photos.get(item.key, [])
    ]
    return {row.id: number for number, row in enumerate(rows, start=start)}


def answer(loaded: LoadedVisit, item: AskedItem, numbers: Mapping[int, int]) -> Answer:
    """Return what was found at one item."""
    scored, given = loaded.card.items[item.key], loaded.answers.get(item.key)
    judged, is_open = scored.status == "scored", loaded.visit.kind == "open"
    return Answer(
        result=result_of(scored),
        answer=told(item, given, is_open=is_open),
        earned=scored.earned if judged else None,
        possible=scored.possible if judged else None,
        lost=scored.lost,
        no_answer=scored.status if scored.status in _NO_ANSWER else None,  # type: ignore[arg-type]
        reason=given.reason,
        note=Note(text=given.note, language=language_of(given.note)) if given.note else None,
        photos=tuple(_photo(row, numbers[row.id]) for row in loaded.photos.get(item.key, [])),
        wait=_wait(item, given, loaded.facts.format),
        reasons=reasons_text(item, given),
        credit=scored.share // 100 if given.reasons and scored.share else None,
        strokes=strokes_told(item, given, is_open=is_open),
    )


def _photo(row: PhotoRow, number: int) -> Photo:
    size = (row.width or 1, row.height or 1)
    width, height = fit(size, min(PRINT_EDGE, max(size)))
    name = copies_name(row)
    return Photo(
        key=copy_key(name, "print"),
        width=width,
        height=height,
        number=number,
        small=copy_key(name, "small"),
    )


def _wait(item: AskedItem, given: Given, shop_format: str) -> Wait | None:
    if not isinstance(given.value, Waited) or not isinstance(item, WaitItem):
        return None
    table = item.bands_for(shop_format)
    paid = [band.within for band in table if band.points > 0]
    return Wait(
        seconds=given.value.seconds,
        full=table[0].within if table else None,
        half=paid[-1] if len(paid) > 1 else None,
        queue=given.value.queue,
        estimated=given.value.method == "estimated",
    )


def method() -> Method:
    """Return the facts of the method note."""
    return Method(scoring_version=VERSION)
