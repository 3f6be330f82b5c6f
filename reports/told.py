"""What a branch is told of an answer: never a position, of a secret visit neither minute nor name.

A branch reads everything else as it was given. The reviewer reads `forms.wording` instead.
"""

import re

from audit.clock import part_of_day
from forms.answers import Answer as Given
from forms.items import Item, Ranking, Signature
from forms.items import Moment as MomentItem
from forms.texts import Text
from forms.values import Located, Signed
from forms.wording import answer_text

_PLACE = Text(zh="位置已记录", en="Position noted")
_SIGNED = Text(zh="已签名", en="Signed")
_NOTED = Text(zh="已记录", en="Noted")
_PARTS = {
    "morning": Text(zh="上午", en="In the morning"),
    "midday": Text(zh="中午前后", en="Around midday"),
    "afternoon": Text(zh="下午", en="In the afternoon"),
    "evening": Text(zh="晚间", en="In the evening"),
}
_HOUR = re.compile(r"(?:^|T)(\d\d):")


def told(item: Item, given: Given, *, is_open: bool) -> Text:
    """Return an answer in words, without what the branch must not learn of a visit of its kind."""
    if given.value is None or given.skip is not None:
        return answer_text(item, given)
    if isinstance(given.value, Located):
        return _PLACE
    if isinstance(given.value, Signed):
        return answer_text(item, given) if _of_branch(item, is_open) else _SIGNED
    if isinstance(item, MomentItem) and not is_open:
        return _part(str(given.value))
    if isinstance(item, Ranking) and isinstance(given.value, tuple):
        return _numbered(item, given.value)
    return answer_text(item, given)


def strokes_told(item: Item, given: Given, *, is_open: bool) -> tuple[tuple[int, ...], ...]:
    """Return the strokes of a signature that the branch gave itself; none of any other."""
    known = isinstance(given.value, Signed) and given.skip is None and _of_branch(item, is_open)
    return given.value.strokes if known and isinstance(given.value, Signed) else ()


def _of_branch(item: Item, is_open: bool) -> bool:
    """A secret visit has no signature of the branch, whatever its checklist says."""
    return is_open and isinstance(item, Signature) and item.signer == "branch"


def _part(moment: str) -> Text:
    found = _HOUR.search(moment)
    return _PARTS[part_of_day(int(found[1]))] if found else _NOTED


def _numbered(item: Ranking, keys: tuple[str, ...]) -> Text:
    texts = {option.key: option.text for option in item.options}
    said = [texts[key] for key in keys if key in texts]
    return Text(
        zh="、".join(f"{n}. {text.zh}" for n, text in enumerate(said, 1)),
        en="; ".join(f"{n}. {text.en}" for n, text in enumerate(said, 1)),
    )
