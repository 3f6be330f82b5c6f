"""What a re-issued report says differently from the edition it replaces. Pure."""

from collections.abc import Iterator, Sequence

from forms.texts import Text
from reports.snapshot import (
    Answer,
    BranchItem,
    BranchSnapshot,
    Head,
    Item,
    Result,
    Score,
    VisitItem,
    VisitSnapshot,
)
from reports.speak import decimal

MOST_ITEMS = 12
_RESULTS = {
    Result.MET: Text(zh="达标", en="met"),
    Result.PARTIAL: Text(zh="部分达标", en="partly met"),
    Result.NOT_MET: Text(zh="未达标", en="not met"),
    Result.UNSCORED: Text(zh="不计分", en="not scored"),
    Result.NO_ANSWER: Text(zh="未评判", en="not judged"),
}
_NOTHING = Text(zh="无得分", en="no score")
_BESIDE = Text(
    zh="得分与各项结果不变；变的是与之对照的数据。",
    en="Score and results are the same; what they are compared with has changed.",
)


def changes(before: Head, after: Head) -> tuple[Text, ...]:
    """Return one sentence for each difference, the score's first."""
    found = [*_score(before.score, after.score), *_visits(before, after)]
    found += _sections(before, after)
    found += _items(before, after)
    return tuple(found) or (_BESIDE,)


def _score(before: Score, after: Score) -> Iterator[Text]:
    if before.final != after.final:
        was, now = _points(before.final, after), _points(after.final, after)
        yield _moved(Text(zh="总分", en="Score"), was, now)
    if before.band != after.band:
        was, now = _band(before), _band(after)
        yield _moved(Text(zh="等级", en="Band"), was, now)
    fired = {trigger.item for trigger in before.triggers}
    now_fired = {trigger.item for trigger in after.triggers}
    for trigger in after.triggers:
        if trigger.item not in fired:
            yield _quoted("新触发的关键项：", "Critical item now fired: ", trigger.wording)
    for trigger in before.triggers:
        if trigger.item not in now_fired:
            yield _quoted("不再触发的关键项：", "Critical item no longer fired: ", trigger.wording)


def _points(value: int | None, score: Score) -> Text:
    if value is None:
        return _NOTHING
    said = decimal(value, score.places)
    return Text(zh=said, en=said)


def _band(score: Score) -> Text:
    label = next((band.label for band in score.bands if band.key == score.band), None)
    return label or Text(zh="无", en="none")


def _visits(before: Head, after: Head) -> Iterator[Text]:
    if isinstance(before, BranchSnapshot) and isinstance(after, BranchSnapshot):
        was, now = str(len(before.visits)), str(len(after.visits))
        if was != now:
            yield _moved(
                Text(zh="探访次数", en="Visits"), Text(zh=was, en=was), Text(zh=now, en=now)
            )


def _sections(before: Head, after: Head) -> Iterator[Text]:
    scores = {section.key: section.score for section in before.sections}
    for section in after.sections:
        if section.key in scores and scores[section.key] != section.score:
            was = _points(scores[section.key], after.score)
            yield _moved(section.title, was, _points(section.score, after.score))


def _items(before: Head, after: Head) -> list[Text]:
    results = {item.key: _result(item) for item in _all(before)}
    found = [
        _moved(_marked(item.wording), _RESULTS[results[item.key]], _RESULTS[_result(item)])
        for item in _all(after)
        if item.key in results and results[item.key] is not _result(item)
    ]
    more = len(found) - MOST_ITEMS
    if more <= 0:
        return found
    rest = Text(zh=f"另有 {more} 项结果改变", en=f"{more} more items came out differently")
    return [*found[:MOST_ITEMS], rest]


def _all(snapshot: Head) -> Sequence[Item]:
    if isinstance(snapshot, VisitSnapshot | BranchSnapshot):
        return snapshot.items
    return ()


def _result(item: Item) -> Result:
    """Return how an item came out; over several visits the worst of them."""
    answers: Sequence[Answer] = ()
    if isinstance(item, BranchItem):
        answers = item.answers
    elif isinstance(item, VisitItem):
        answers = (item,)
    order = (Result.NOT_MET, Result.PARTIAL, Result.MET, Result.UNSCORED, Result.NO_ANSWER)
    found = {answer.result for answer in answers}
    return next((result for result in order if result in found), Result.NO_ANSWER)


def _moved(what: Text, was: Text, now: Text) -> Text:
    return Text(zh=f"{what.zh}：{was.zh} → {now.zh}", en=f"{what.en}: {was.en} → {now.en}")


def _marked(text: Text) -> Text:
    return Text(zh=f"“{text.zh}”", en=f"“{text.en}”")


def _quoted(zh: str, en: str, text: Text) -> Text:
    return Text(zh=f"{zh}“{text.zh}”", en=f"{en}“{text.en}”")
