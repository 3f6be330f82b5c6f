"""How questions are put, and whether both languages say something.

The rules are cautious: what follows a colon or stands in brackets or quotes explains the
question and is not looked at, and a list of things ("goods, receipt and belongings") is one thing
to look at. A list of deeds is not.
"""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from forms.checklist import Checklist
from forms.items import Item
from forms.lint.findings import Finding, finding, places
from forms.texts import Text

LONGEST_ZH = 60
LONGEST_EN = 35
LONGEST_TEXT_ZH = 240
LONGEST_TEXT_EN = 700
"""Of a standard, a hint, a definition: what can still be read standing in a shop."""

_ONE_ANSWER = ("yes_no", "scale")

_ASIDE = re.compile(
    r"（[^）]*）|\([^)]*\)|“[^”]*”|‘[^’]*’|\"[^\"]*\"|「[^」]*」|《[^》]*》|[：:].*$", re.DOTALL
)
_DEEDS_ZH = (
    "微笑|问候|问好|招呼|迎接|感谢|致谢|道谢|道歉|致歉|道别|介绍|询问|倾听|解释|说明|推荐|演示|示范|"
    "引导|带路|核对|确认|提醒|邀请|起身|点头|鞠躬|安抚|跟进|回访|自报|复述|递上"
)
_DOUBLE_ZH = re.compile(
    rf"并且|而且|同时(?!段)|(?:{_DEEDS_ZH})[^，、？?]{{0,6}}?(?:、|和|以及|，?并|，?还)"
    rf"(?:主动|及时|向你|向顾客|再次)*(?:{_DEEDS_ZH})"
)
_DEEDS_EN = (
    "greet|smile|thank|offer|ask|explain|apologi[sz]e|introduce|give|gave|show|showed|invite|"
    "listen|help|answer|check|confirm|hand|clean|repeat|solve|call"
)
_DOUBLE_EN = re.compile(
    r"\band (?:also|then|at the same time)\b|\bas well as\b|"
    r"\band (?:did|was|were|is|are|does|do|has|have|could)\b|"
    r"\bdid\b[^?]*?\b(?:" + _DEEDS_EN + r")\b[^?]*?\band (?:" + _DEEDS_EN + r")\b",
    re.IGNORECASE,
)
_LEADING_ZH = re.compile(r"难道|不觉得|你也认为|想必|显然|当然|毫无疑问|众所周知")
_LEADING_EN = re.compile(
    r"\b(?:don['’]t you|wouldn['’]t you|isn['’]t it|surely|of course|obviously|clearly better|"
    r"everyone knows|no doubt)\b",
    re.IGNORECASE,
)
_TASTE_ZH = re.compile(
    r"热情|友好|亲切|得体|恰当|合适|满意|周到|舒适|良好|优秀|专业(?=[？?，])|美观|适当"
)
_TASTE_EN = re.compile(
    r"\b(?:nice|nicely|good|well enough|appropriate|appropriately|adequate|properly|satisfied|"
    r"satisfactory|pleasant|friendly|polite|professional|comfortable|suitable)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{3,}")
_LANGUAGES = {"zh": Text(zh="中文", en="Chinese"), "en": Text(zh="英文", en="English")}


def wording(checklist: Checklist) -> Iterator[Finding]:
    """Double questions, leading and subjective words, long questions, texts not translated."""
    for path, item in places(checklist):
        yield from _question(f"{path}.wording", item)
        yield from _length(path, item)
    yield from _texts(checklist)


def _question(path: str, item: Item) -> Iterator[Finding]:
    zh, en = (_ASIDE.sub("", text) for text in (item.wording.zh, item.wording.en))
    if item.scored and item.kind in _ONE_ANSWER:
        yield from _said(path, item, "double", _DOUBLE_ZH.search(zh), _DOUBLE_EN.search(en))
    yield from _said(path, item, "leading", _LEADING_ZH.search(zh), _LEADING_EN.search(en))
    if item.kind == "yes_no" and item.standard is None:
        yield from _said(path, item, "subjective", _TASTE_ZH.search(zh), _TASTE_EN.search(en))
    if len(item.wording.zh) > LONGEST_ZH or len(item.wording.en.split()) > LONGEST_EN:
        yield finding("long", path, item.key)


def _length(path: str, item: Item) -> Iterator[Finding]:
    texts = {"standard": item.standard, "hint": item.hint, "photo.hint": item.photo.hint}
    for name, text in texts.items():
        if text is None:
            continue
        n = len(text.zh) if len(text.zh) > LONGEST_TEXT_ZH else len(text.en)
        if len(text.zh) > LONGEST_TEXT_ZH or len(text.en) > LONGEST_TEXT_EN:
            yield finding("long_text", f"{path}.{name}", item.key, n=n)


def _said(path: str, item: Item, code: str, *found: re.Match[str] | None) -> Iterator[Finding]:
    """One finding, with the first words that gave rise to it."""
    first = next((match.group() for match in found if match), None)
    if first is not None:
        yield finding(code, path, item.key, words=" ".join(first.split())[-60:])


def _texts(checklist: Checklist) -> Iterator[Finding]:
    for path, key, text in _every_text(checklist, "", ""):
        yield from _translation(path, key, text)


def _every_text(part: Any, path: str, key: str) -> Iterator[tuple[str, str, Text]]:
    """Every text of a definition with its path and the key of the item it belongs to."""
    if isinstance(part, Text):
        yield path, key, part
    elif isinstance(part, tuple):
        for place, one in enumerate(part):
            yield from _every_text(one, f"{path}[{place}]", key)
    elif isinstance(part, BaseModel):
        own = getattr(part, "key", "") if hasattr(part, "wording") else key
        for name in type(part).model_fields:
            here = f"{path}.{name}" if path else name
            yield from _every_text(getattr(part, name), here, own)


def _translation(path: str, key: str, text: Text) -> Iterator[Finding]:
    zh, en = text.zh.strip(), text.en.strip()
    if not zh or not en:
        yield finding("not_translated", path, key, language=_LANGUAGES["en" if zh else "zh"])
    elif zh == en and (_CHINESE.search(zh) or len(_WORD.findall(zh)) > 1):
        yield finding("same_in_both", path, key)
    elif _CHINESE.search(en) and not _WORD.search(en):
        yield finding("wrong_language", path, key, language=_LANGUAGES["en"])
    elif len(_WORD.findall(zh)) > 2 and not _CHINESE.search(zh):
        yield finding("wrong_language", path, key, language=_LANGUAGES["zh"])
