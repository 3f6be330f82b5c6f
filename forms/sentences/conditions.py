"""Conditions in words: “Did it take long?” is answered “No”."""

from collections.abc import Sequence
from decimal import Decimal

from forms.check_conditions import number_of
from forms.checklist import Checklist
from forms.conditions import Condition, Said
from forms.items import Item, Number, Scale, Wait
from forms.sentences.parts import OR, listed, quoted, span_text, t
from forms.texts import Text
from forms.values import Value
from forms.wording import value_text

_STATES = {
    "answered": t("{name} is answered", "{name}已作答", name="{name}"),
    "na": t("{name} is not applicable", "{name}为“不适用”", name="{name}"),
    "unseen": t("{name} could not be observed", "{name}为“未能观察”", name="{name}"),
    "hidden": t("{name} is not asked", "{name}没有提问", name="{name}"),
    "empty": t("{name} is left empty", "{name}未填写", name="{name}"),
}
_SIZES = {
    "at_least": t("at least {n}", "不少于{n}", n="{n}"),
    "at_most": t("at most {n}", "不超过{n}", n="{n}"),
    "more_than": t("more than {n}", "超过{n}", n="{n}"),
    "less_than": t("less than {n}", "少于{n}", n="{n}"),
}
_FACTS = {
    "format": t("the format of the branch", "门店业态"),
    "region": t("the region of the branch", "门店所在区域"),
    "brand": t("the brand of the branch", "门店品牌"),
}


def shown_text(checklist: Checklist, condition: Condition) -> Text:
    """When a part is asked: “Only asked when …”."""
    said = condition_text(checklist, condition)
    return t("Only asked when {said}", "仅当{said}时显示", said=said)


def required_text(checklist: Checklist, condition: Condition) -> Text:
    """When an answer is needed: “Must be answered when …”."""
    said = condition_text(checklist, condition)
    return t("Must be answered when {said}", "当{said}时必答", said=said)


def condition_text(checklist: Checklist, condition: Condition) -> Text:
    """A condition as a clause, without a full stop. What it asks about is called by its words."""
    return _clause(checklist, condition, inner=False)


def _clause(checklist: Checklist, condition: Condition, *, inner: bool) -> Text:
    match condition.forms[0] if condition.forms else "":
        case "all" | "any":
            return _several(checklist, condition, inner=inner)
        case "not" if condition.not_ is not None:
            return _negated(checklist, condition.not_)
        case "item":
            return _about_item(checklist, condition)
        case "branch":
            return _about_branch(condition, negated=False)
    return t("a condition holds", "条件成立")


def _several(checklist: Checklist, condition: Condition, *, inner: bool) -> Text:
    parts = [_clause(checklist, one, inner=True) for one in condition.inner()]
    if len(parts) == 1:
        return parts[0]
    en, zh = (" and ", "且") if condition.all else (" or ", "或")
    said = Text(
        zh=zh.join(part.say("zh") for part in parts), en=en.join(part.say("en") for part in parts)
    )
    return Text(zh=f"（{said.zh}）", en=f"({said.en})") if inner else said


def _negated(checklist: Checklist, condition: Condition) -> Text:
    """ "Not" joined into the clause where that reads well, else in front of it."""
    if condition.forms == ("branch",):
        return _about_branch(condition, negated=True)
    if condition.forms == ("item",) and (condition.is_ is not None or condition.in_):
        said = _answers(checklist, condition)
        name = _name(checklist, condition)
        return t("{name} is not answered {said}", "{name}的回答不是{said}", name=name, said=said)
    said = _clause(checklist, condition, inner=True)
    return t("it is not so that {said}", "并非{said}", said=said)


def _name(checklist: Checklist, condition: Condition) -> Text:
    item = checklist.by_key.get(condition.item or "")
    return quoted(t(condition.item or "?", condition.item or "?") if item is None else item.wording)


def _about_item(checklist: Checklist, condition: Condition) -> Text:
    name, item = _name(checklist, condition), checklist.by_key.get(condition.item or "")
    if condition.state is not None:
        return t(_STATES[condition.state].en, _STATES[condition.state].zh, name=name)
    for test, words in _SIZES.items():
        size: Decimal | None = getattr(condition, test)
        if size is not None:
            return _sized(name, item, t(words.en, words.zh, n=_size(item, size)))
    said = _answers(checklist, condition)
    if condition.includes is None:
        return t("{name} is answered {said}", "{name}回答为{said}", name=name, said=said)
    if item is not None and item.kind in ("yes_no", "choice"):
        return t(
            "{said} is a reason given for {name}", "{name}的原因包括{said}", name=name, said=said
        )
    return t("{said} is ticked in {name}", "{name}勾选了{said}", name=name, said=said)


def _sized(name: Text, item: Item | None, size: Text) -> Text:
    if item is not None and item.kind in ("choices", "ranking"):
        return t("{size} are ticked in {name}", "{name}勾选项数{size}", name=name, size=size)
    if isinstance(item, Wait):
        return t("{name} takes {size}", "{name}用时{size}", name=name, size=size)
    if isinstance(item, Scale):
        return t("{name} is rated {size}", "{name}的评级{size}", name=name, size=size)
    return t("{name} is {size}", "{name}{size}", name=name, size=size)


def _size(item: Item | None, size: Decimal) -> Text:
    if isinstance(item, Wait) and size == int(size):
        said = span_text(int(size))
        return Text(zh=f" {said.zh}", en=said.en)
    if isinstance(item, Number) and item.unit is not None:
        return t("{n} {unit}", " {n} {unit}", n=size, unit=item.unit)
    return t("{n}", " {n} ", n=size)


def _answers(checklist: Checklist, condition: Condition) -> Text:
    """The answers asked for, in the words of the item."""
    item = checklist.by_key.get(condition.item or "")
    words: Sequence[Said] = condition.in_
    if condition.is_ is not None:
        words = (condition.is_,)
    elif condition.includes is not None:
        words = (condition.includes,)
    return listed([_answer(item, word) for word in words], OR)


def _answer(item: Item | None, word: Said) -> Text:
    same = t(str(word) or "?", str(word) or "?")
    if item is None:
        return quoted(same)
    reasons = {reason.key: reason.text for reason in getattr(item, "reasons", ())}
    if word in reasons:
        return quoted(reasons[str(word)])
    number = None if isinstance(word, bool) else number_of(word)
    value: Value = word
    if item.kind == "number" and number is not None:
        value = number
    elif item.kind in ("choices", "ranking"):
        value = (str(word),)
    try:
        return quoted(value_text(item, value))
    except ValueError:  # no such option: there is no text
        return quoted(same)


def _about_branch(condition: Condition, *, negated: bool) -> Text:
    if condition.branch == "tags":
        tag = quoted(t(condition.includes or "?", condition.includes or "?"))
        en, zh = ("is not tagged", "没有") if negated else ("is tagged", "带有")
        return t(f"the branch {en} {{tag}}", f"门店{zh}标签{{tag}}", tag=tag)
    words = condition.in_ if condition.is_ is None else (condition.is_,)
    said = listed([quoted(t(str(word) or "?", str(word) or "?")) for word in words], OR)
    fact = _FACTS[condition.branch or "format"]
    en, zh = ("is not", "不是") if negated else ("is", "为")
    return t(f"{{fact}} {en} {{said}}", f"{{fact}}{zh}{{said}}", fact=fact, said=said)
