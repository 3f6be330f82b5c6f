"""An answer in words, as a report or a reviewer's page shows it."""

from decimal import Decimal
from fractions import Fraction
from math import floor

from forms.answers import Answer
from forms.base import plain
from forms.base_item import Reasoned
from forms.items import Choice, Choices, Item, Number, Ranking, Scale
from forms.policy import Policy
from forms.texts import Text
from forms.values import Located, Signed, Value, Waited

YES = Text(zh="是", en="Yes")
NO = Text(zh="否", en="No")
NOT_APPLICABLE = Text(zh="不适用", en="Not applicable")
NOT_OBSERVED = Text(zh="未能观察", en="Could not observe")
NOT_ANSWERED = Text(zh="未作答", en="Not answered")
_CHINESE = range(0x3400, 0xA000)
_SKIPPED = {"na": NOT_APPLICABLE, "unseen": NOT_OBSERVED}


def answer_text(item: Item, answer: Answer) -> Text:
    """What was answered to an item, in both languages; free text is the same in both."""
    if answer.skip is not None:
        return _SKIPPED[answer.skip]
    return NOT_ANSWERED if answer.value is None else value_text(item, answer.value)


def value_text(item: Item, value: Value) -> Text:
    """A value in words; one that does not fit its item is shown as it is."""
    match value:
        case bool():
            return YES if value else NO
        case Waited():
            return waited_text(value.seconds)
        case Signed():
            return _same(value.name)
        case Located():
            return _same(f"{value.latitude:.5f}, {value.longitude:.5f}")
        case Decimal():
            return _number_text(item, value)
    return _picked(item, value)


def _number_text(item: Item, value: Decimal) -> Text:
    digits = plain(value)
    if not isinstance(item, Number) or item.unit is None:
        return _same(digits)
    return Text(zh=f"{digits} {item.unit.zh}", en=f"{digits} {item.unit.en}")


def _picked(item: Item, value: int | str | tuple[str, ...]) -> Text:
    """The options or the level that were picked, in the order given where it counts."""
    keys = value if isinstance(value, tuple) else (value,)
    match item:
        case Ranking():
            return _joined([o.text for key in keys for o in item.options if o.key == key])
        case Choice() | Choices():
            return _joined([option.text for option in item.options if option.key in keys])
        case Scale():
            said = next((level.text for level in item.levels if level.level == value), None)
            return said or _same(str(value))
    return _same(str(value))


def reasons_text(item: Item, answer: Answer) -> Text | None:
    """Why the standard was not met, main reason first; None where no reason is given."""
    if not isinstance(item, Reasoned) or not answer.reasons:
        return None
    texts = {reason.key: reason.text for reason in item.reasons}
    return _joined([texts[key] for key in answer.reasons if key in texts])


def waited_text(seconds: int) -> Text:
    """A wait in minutes and seconds."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return Text(zh=f"{rest} 秒", en=f"{rest} s")
    return Text(zh=f"{minutes} 分 {rest} 秒", en=f"{minutes} min {rest} s")


def score_text(policy: Policy, score: int, points: int | None = None) -> Text:
    """How readers are told a stored score (1/100 of 0–100), on the scale of the full marks.

    `points` (1/100 of the full marks) are those of the scorecard, where it is at hand; else they
    are worked out from the score, to the policy's places.
    """
    places, full = policy.places, plain(policy.full_marks)
    got = points_of(policy, score) if points is None else points
    lost = max(int(policy.full_marks * 100) - got, 0)
    if policy.counts == "lost":
        said = _places(lost, places)
        return Text(zh=f"扣 {said} 分", en=f"{said} points lost")
    said, percent = _places(got, places), plain(Decimal(score) / 100)
    if policy.full_marks == 100:
        return _same(said)
    return Text(
        zh=f"{said} 分（满分 {full} 分，{percent}%）", en=f"{said} of {full} points ({percent} %)"
    )


def points_of(policy: Policy, score: int) -> int:
    """The points (1/100) of the full marks that a stored score stands for, to the policy's places.

    Exact while the full marks times 10 to the places are at most 10,000.
    """
    step: int = 10 ** (2 - policy.places)
    exact = Fraction(score) * Fraction(policy.full_marks) / 100
    return floor(exact / step + Fraction(1, 2)) * step


def _places(hundredths: int, places: int) -> str:
    return f"{Decimal(hundredths) / 100:.{places}f}"


def language_of(text: str) -> str:
    """ "zh" for text with a Chinese character, else "en"."""
    return "zh" if any(ord(sign) in _CHINESE for sign in text) else "en"


def _joined(texts: list[Text]) -> Text:
    return Text(zh="、".join(text.zh for text in texts), en="; ".join(text.en for text in texts))


def _same(text: str) -> Text:
    return Text(zh=text, en=text)
