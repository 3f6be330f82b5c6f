"""The small words that join parts of a sentence."""

from collections.abc import Sequence
from decimal import Decimal

from forms.base import plain
from forms.texts import Text
from forms.wording import waited_text

LONGEST_NAME = 42


def t(en: str, zh: str, **params: Text | str | int | Decimal) -> Text:
    """A text with its places filled; numbers are written plainly."""
    return Text(
        zh=zh.format(**{name: _said(value, "zh") for name, value in params.items()}),
        en=en.format(**{name: _said(value, "en") for name, value in params.items()}),
    )


def _said(value: Text | str | int | Decimal, lang: str) -> str:
    if isinstance(value, Text):
        return value.say(lang)
    return plain(value).replace("-", "−") if isinstance(value, Decimal) else str(value)


def quoted(text: Text) -> Text:
    """A name in quotation marks, cut where it is long."""
    return Text(zh=f"“{_cut(text.say('zh'))}”", en=f"“{_cut(text.say('en'))}”")


def _cut(name: str) -> str:
    # A Chinese sign takes the room of two Latin letters.
    most = LONGEST_NAME if name.isascii() else LONGEST_NAME // 2 + 8
    return name if len(name) <= most + 2 else name[:most].rstrip() + "…"


def listed(texts: Sequence[Text], last: Text | None = None) -> Text:
    """A list; `last` stands before the last one ("or", "and")."""
    if len(texts) == 1 or last is None:
        return Text(zh="、".join(x.say("zh") for x in texts), en=", ".join(x.en for x in texts))
    head, tail = listed(texts[:-1]), texts[-1]
    return Text(
        zh=f"{head.say('zh')}{last.zh}{tail.say('zh')}",
        en=f"{head.say('en')} {last.en} {tail.say('en')}",
    )


def sentence(text: Text) -> Text:
    """Begun with a capital, ended with a full stop."""
    zh, en = text.say("zh"), text.say("en")
    return Text(zh=zh + "。", en=en[:1].upper() + en[1:] + ".")


def span_text(seconds: int) -> Text:
    """A limit of time: whole minutes where they are whole."""
    minutes, rest = divmod(seconds, 60)
    return t("{n} min", "{n} 分钟", n=minutes) if minutes and not rest else waited_text(seconds)


OR = Text(zh="或", en="or")
AND = Text(zh="和", en="and")
