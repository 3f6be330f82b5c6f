"""What changed between two versions of a checklist, in words, and whether scores compare."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

from forms.base_item import Critical
from forms.checklist import Checklist
from forms.conditions import Condition
from forms.items import Number, Wait
from forms.policy import Rule
from forms.sentences import condition_text, critical_text, rate_text, rule_text
from forms.texts import Text
from forms.versions import scored_digest
from forms.words import FIELDS, VALUES

Kind = Literal["added", "removed", "moved", "changed"]

_KEYS: Mapping[str, tuple[str, str]] = {
    "sections": ("key", "title"),
    "items": ("key", "wording"),
    "groups": ("key", "title"),
    "bands": ("key", "title"),
    "rules": ("key", "text"),
    "options": ("key", "text"),
    "reasons": ("key", "text"),
    "levels": ("level", "text"),
}
"""Lists whose parts are known by a key: the field of the key and the field of the name."""

_WORDS: Mapping[Kind, Text] = {
    "added": Text(zh="{where}：新增。", en="{where}: added."),
    "removed": Text(zh="{where}：删除。", en="{where}: removed."),
    "moved": Text(zh="{where}：调整了顺序。", en="{where}: moved."),
    "changed": Text(
        zh="{where}：{field}由{old}改为{new}。", en="{where}: {field} from {old} to {new}."
    ),
}
_PARTS: Mapping[str, Text] = {
    "sections": Text(zh="部分“{name}”", en="section “{name}”"),
    "items": Text(zh="题目“{name}”", en="item “{name}”"),
    "groups": Text(zh="小组“{name}”", en="group “{name}”"),
    "rules": Text(zh="规则“{name}”", en="rule “{name}”"),
    "bands": Text(zh="等级“{name}”", en="band “{name}”"),
    "options": Text(zh="选项“{name}”", en="option “{name}”"),
    "reasons": Text(zh="原因“{name}”", en="reason “{name}”"),
    "levels": Text(zh="级别“{name}”", en="level “{name}”"),
}
_WHOLE = Text(zh="检查表", en="the checklist")
_NOTHING = Text(zh="无", en="none")
_CONDITIONS = ("show_if", "required_if")
_SENTENCES = (*_CONDITIONS, "critical", "rate")
"""Fields that are said as a sentence, as a whole."""
_LONGEST = 400

Side = tuple[Checklist, Mapping[str, Any]]
"""A checklist, and the part of its document that is looked at."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `path` names the part by its keys ("sections.waits.items.waits.queue.weight");
    `where`, `field`, `old` and `new` are for tables, `text()` says it as a sentence."""

    kind: Kind
    path: str
    where: Text
    field: Text
    old: Text
    new: Text

    def text(self, lang: str) -> str:
        """The change as a sentence, in "zh" or "en"."""
        said = (
            _WORDS[self.kind]
            .say(lang)
            .format(
                where=self.where.say(lang),
                field=self.field.say(lang),
                old=self.old.say(lang),
                new=self.new.say(lang),
            )
        )
        return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class Diff:
    """The changes in the order of the newer version; `comparable`: scores of both compare."""

    changes: tuple[Change, ...]
    comparable: bool


def diff(old: Checklist, new: Checklist) -> Diff:
    """What `new` changes in `old`. Two equal checklists give no change.

    Parts are the same when their keys are; a part that only changed its place is "moved", with
    as few moves as explain the new order. Comparable means that both have the same digest of
    scored parts (`versions.scored_digest`).
    """
    before, after = (checklist.model_dump(mode="json", by_alias=True) for checklist in (old, new))
    changes = _tables((old, before), (new, after), "", _WHOLE)
    return Diff(tuple(changes), scored_digest(old) == scored_digest(new))


def _tables(old: Side, new: Side, path: str, where: Text) -> Iterator[Change]:
    """What differs between two tables, field by field."""
    for name in [*new[1], *(name for name in old[1] if name not in new[1])]:
        before, after = old[1].get(name), new[1].get(name)
        if before == after:
            continue
        here = f"{path}.{name}" if path else name
        if _keyed(name, before) and _keyed(name, after):
            yield from _lists(name, (old[0], before or []), (new[0], after or []), here, where)
        elif name not in _SENTENCES and _nested(before) and _nested(after):
            yield from _tables((old[0], before), (new[0], after), here, _inside(where, name))
        else:
            field = FIELDS.get(name, Text(zh=name, en=name))
            told = (_told(name, value, side) for value, side in ((before, old), (after, new)))
            yield Change("changed", here, where, field, next(told), next(told))


def _told(name: str, value: object, side: Side) -> Text:
    """A value in words; what has a sentence of its own is said by it."""
    checklist, part = side
    if name not in _SENTENCES or not isinstance(value, dict):
        return _said(value)
    if name in _CONDITIONS:
        return condition_text(checklist, Condition.model_validate(value))
    item = checklist.by_key[str(part["key"])]
    if name == "critical":
        rule = Critical.model_validate(value)
        said, why = critical_text(checklist.policy, item, rule), rule.definition
        return _in_quotes(Text(zh=said.zh + why.say("zh"), en=f"{said.en} {why.say('en')}"))
    told = rate_text(item) if name == "rate" and isinstance(item, Wait | Number) else None
    return _said(value) if told is None else _in_quotes(told)


def _rules(old: Side, new: Side, path: str, where: Text) -> Iterator[Change]:
    """What two versions of a rule say: its sentence as a whole, then its own words."""
    said = [_in_quotes(rule_text(c, Rule.model_validate(rule))) for c, rule in (old, new)]
    if said[0] == said[1]:
        yield from _tables(old, new, path, where)
        return
    yield Change("changed", path, where, FIELDS["rule"], said[0], said[1])
    if old[1]["text"] != new[1]["text"]:
        texts = _said(old[1]["text"]), _said(new[1]["text"])
        yield Change("changed", f"{path}.text", where, FIELDS["text"], *texts)


def _in_quotes(text: Text) -> Text:
    return Text(zh=f"“{text.zh}”", en=f"“{text.en}”")


def _keyed(name: str, value: object) -> bool:
    """A list (or nothing) of parts that are known by a key."""
    if name not in _KEYS or not isinstance(value, list | None):
        return False
    key, _ = _KEYS[name]
    return all(isinstance(part, dict) and key in part for part in value or [])


def _nested(value: object) -> TypeGuard[Mapping[str, Any]]:
    """A table of fields, not words."""
    return isinstance(value, dict) and not _is_text(value)


def _inside(where: Text, name: str) -> Text:
    part = FIELDS.get(name)
    return where if part is None else _joined(where, part)


def _joined(where: Text, part: Text) -> Text:
    if where is _WHOLE:
        return part
    return Text(
        zh=f"{where.say('zh')}的{part.say('zh')}", en=f"{where.say('en')}, {part.say('en')}"
    )


def _lists(
    name: str,
    old: tuple[Checklist, Sequence[Mapping[str, Any]]],
    new: tuple[Checklist, Sequence[Mapping[str, Any]]],
    path: str,
    where: Text,
) -> Iterator[Change]:
    key, title = _KEYS[name]
    before = {part[key]: part for part in old[1]}
    after = {part[key]: part for part in new[1]}

    def called(part: Mapping[str, Any]) -> Text:
        words = _text_of(part.get(title, str(part[key])))
        part_words = _PARTS[name]
        part_name = Text(
            zh=part_words.zh.format(name=words.say("zh")),
            en=part_words.en.format(name=words.say("en")),
        )
        return part_name if name in {"sections", "items"} else _joined(where, part_name)

    moved = _moved([k for k in before if k in after], [k for k in after if k in before])
    for known, part in after.items():
        here = f"{path}.{known}"
        if known not in before:
            yield _whole("added", here, called(part))
            continue
        if known in moved:
            yield _whole("moved", here, called(part))
        compare = _rules if name == "rules" else _tables
        yield from compare((old[0], before[known]), (new[0], part), here, called(part))
    for known, part in before.items():
        if known not in after:
            yield _whole("removed", f"{path}.{known}", called(part))


def _whole(kind: Kind, path: str, where: Text) -> Change:
    return Change(kind, path, where, _NOTHING, _NOTHING, _NOTHING)


def _moved(old: Sequence[object], new: Sequence[object]) -> set[object]:
    """The fewest of the same keys that, taken out, leave the others in their old order."""
    places = {key: place for place, key in enumerate(old)}
    tails: list[int] = []
    ends: list[int] = []
    chain: list[int | None] = []
    for number, key in enumerate(new):
        place = bisect_left(tails, places[key])
        chain.append(ends[place - 1] if place else None)
        tails[place : place + 1] = [places[key]]
        ends[place : place + 1] = [number]
    kept: set[object] = set()
    step = ends[-1] if ends else None
    while step is not None:
        kept.add(new[step])
        step = chain[step]
    return {key for key in new if key not in kept}


def _is_text(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and set(value) <= {"zh", "en"}


def _text_of(value: object) -> Text:
    return Text.model_validate(value) if isinstance(value, dict | str) else _plain(value)


def _said(value: object) -> Text:
    """A value in words."""
    if value is None:
        return _NOTHING
    if _is_text(value):
        words = _text_of(value)
        return Text(zh=f"“{words.say('zh')}”", en=f"“{words.say('en')}”")
    if isinstance(value, list):
        parts = [_said(part) for part in value]
        if not parts:
            return _NOTHING
        return _cut("、".join(p.say("zh") for p in parts), ", ".join(p.say("en") for p in parts))
    if isinstance(value, dict):
        pairs = [(FIELDS.get(n, Text(zh=n, en=n)), _said(v)) for n, v in value.items()]
        return _cut(
            "（" + "，".join(f"{n.say('zh')} {v.say('zh')}" for n, v in pairs) + "）",
            "(" + ", ".join(f"{n.say('en')} {v.say('en')}" for n, v in pairs) + ")",
        )
    return _plain(value)


def _plain(value: object) -> Text:
    known = VALUES.get(str(value))
    return Text(zh=str(value) or "“”", en=str(value) or "“”") if known is None else known


def _cut(zh: str, en: str) -> Text:
    short = [s if len(s) <= _LONGEST else s[:_LONGEST] + "…" for s in (zh, en)]
    return Text(zh=short[0], en=short[1])
