"""An answer in words, as a report or a reviewer's page shows it."""

from forms.answers import Answer
from forms.base import plain
from forms.items import Choice, Choices, Item, Number, Scale
from forms.texts import Text
from forms.values import Value, Waited

YES = Text(zh="是", en="Yes")
NO = Text(zh="否", en="No")
NOT_APPLICABLE = Text(zh="不适用", en="Not applicable")
NOT_OBSERVED = Text(zh="无法观察", en="Could not observe")
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
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Waited):
        return waited_text(value.seconds)
    match item:
        case Choice() | Choices():
            ticked = value if isinstance(value, tuple) else (value,)
            return _joined([option.text for option in item.options if option.key in ticked])
        case Scale():
            said = next((level.text for level in item.levels if level.level == value), None)
            return said or _same(str(value))
        case Number() if item.unit is not None and not isinstance(value, tuple | str | int):
            digits = plain(value)
            return Text(zh=f"{digits} {item.unit.zh}", en=f"{digits} {item.unit.en}")
    return _same(str(value))


def waited_text(seconds: int) -> Text:
    """A wait in minutes and seconds."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return Text(zh=f"{rest} 秒", en=f"{rest} s")
    return Text(zh=f"{minutes} 分 {rest} 秒", en=f"{minutes} min {rest} s")


def language_of(text: str) -> str:
    """ "zh" for text with a Chinese character, else "en"."""
    return "zh" if any(ord(sign) in _CHINESE for sign in text) else "en"


def _joined(texts: list[Text]) -> Text:
    return Text(zh="、".join(text.zh for text in texts), en="; ".join(text.en for text in texts))


def _same(text: str) -> Text:
    return Text(zh=text, en=text)
