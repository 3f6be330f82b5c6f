"""What critical items and rules of the policy do, and when."""

from collections.abc import Sequence
from decimal import Decimal

from forms.base_item import Critical
from forms.checklist import Checklist
from forms.checks import MEASURES
from forms.items import Item
from forms.policy import Policy, Rule
from forms.sentences.parts import AND, OR, listed, quoted, sentence, t
from forms.texts import Text

_EFFECTS = {
    "flag": t("it is only listed", "仅作提示"),
    "fail": t("the visit is failed; the number stays", "本次探访不通过，分数保留"),
    "no_pass": t("the visit can’t pass; the number stays", "本次探访不得判为通过，分数保留"),
    "band": t("the band is at most {band}", "等级最高为{band}", band="{band}"),
    "lower": t("the band is lowered by {n}", "等级降 {n} 级", n="{n}"),
    "keep": t("{n} % of the total are left", "总分只保留 {n}%", n="{n}"),
    "cap_section": t("its section scores at most {n}", "所在部分最高 {n} 分", n="{n}"),
    "deduct": t("{n} points come off the total", "总分扣 {n} 分", n="{n}"),
    "cap": t("the total is at most {n}", "总分最高 {n} 分", n="{n}"),
    "zero_section": t("its section scores 0", "所在部分记 0 分"),
    "zero_visit": t("the whole visit scores 0", "整次探访记 0 分"),
    "not_evaluable": t("the visit has no score", "本次探访不计分"),
}
_AT_ONCE = t(" Head office and the region learn of it at once.", "总部与区域会立即收到通报。")


def critical_text(policy: Policy, item: Item, rule: Critical) -> Text:
    """What follows when a critical item is not met; its definition is told apart."""
    effect = _effect(policy, rule)
    if rule.picked:
        words = _choosable([item])
        said = t(
            "when {picked} is given, {effect}",
            "选了{picked}时，{effect}",
            picked=listed([quoted(words.get(key, t(key, key))) for key in rule.picked], OR),
            effect=effect,
        )
    elif rule.below is not None:
        said = t(
            "when less than {below} % of it is earned, {effect}",
            "得分低于该题的 {below}% 时，{effect}",
            below=rule.below,
            effect=effect,
        )
    else:
        said = t("when it is not met, {effect}", "不达标时，{effect}", effect=effect)
    return _urgent(sentence(said), rule)


def rule_text(checklist: Checklist, rule: Rule) -> Text:
    """A rule of the policy as a sentence: what it looks at, how much, and what follows."""
    effect = _effect(checklist.policy, rule)
    if rule.effect == "zero_section" and len(rule.sections) > 1:
        effect = t("that section scores 0", "该部分记 0 分")
    elif rule.effect == "cap_section" and len(rule.sections) > 1:
        effect = t("that section scores at most {n}", "该部分最高 {n} 分", n=rule.cap_section or 0)
    measure = _measure(checklist, rule)
    if rule.needs:
        names = {one.key: one.text for one in checklist.policy.rules}
        others = listed([quoted(names.get(key, t(key, key))) for key in rule.needs], AND)
        alone = all(getattr(rule, name) is None for name in MEASURES)
        measure = (
            t("{others} applies", "{others}成立", others=others)
            if alone
            else t(
                "{measure} and {others} applies too",
                "{measure}，并且{others}也成立",
                measure=measure,
                others=others,
            )
        )
    said = t("when {measure}, {effect}", "当{measure}时，{effect}", measure=measure, effect=effect)
    return _urgent(sentence(said), rule)


def _urgent(text: Text, rule: Rule | Critical) -> Text:
    return Text(zh=text.zh + _AT_ONCE.zh, en=text.en + _AT_ONCE.en) if rule.urgent else text


def _effect(policy: Policy, rule: Rule | Critical) -> Text:
    words = _EFFECTS[rule.effect]
    band = next((one.title for one in policy.bands if one.key == rule.band), None)
    amounts = (rule.cap, rule.cap_section, rule.deduct, rule.keep, rule.lower)
    amount: Decimal | int | str = next((one for one in amounts if one is not None), "")
    return t(words.en, words.zh, n=amount, band="" if band is None else quoted(band))


def _measure(checklist: Checklist, rule: Rule) -> Text:
    items = _items(checklist, rule)
    if rule.picked_at_least is not None:
        words = _choosable(list(checklist.every_item()))
        return t(
            "{picked} is given {n} times or more among the {items}",
            "{items}中选{picked}达到 {n} 次",
            picked=listed([quoted(words.get(key, t(key, key))) for key in rule.picked], OR),
            n=rule.picked_at_least,
            items=items,
        )
    if rule.unmet_at_least is not None:
        return _unmet(rule, rule.unmet_at_least, items)
    if rule.lost_at_least is not None:
        return t(
            "the {items} lose {n} points or more together",
            "{items}合计失分达到 {n} 分",
            n=rule.lost_at_least,
            items=items,
        )
    if rule.judged_below is not None:
        return t(
            "fewer than {n} of the {items} are judged",
            "{items}中评判的不足 {n} 题",
            n=rule.judged_below,
            items=items,
        )
    return _score_below(checklist, rule, items)


def _unmet(rule: Rule, least: int, items: Text) -> Text:
    if rule.unmet_below is not None:
        return t(
            "{n} or more of the {items} earn less than {below} %",
            "{items}中有 {n} 题或以上得分低于 {below}%",
            n=least,
            items=items,
            below=rule.unmet_below,
        )
    if least == 1:
        return t("any of the {items} is not met", "{items}中有任何一题不达标", items=items)
    return t(
        "{n} or more of the {items} are not met",
        "{items}中有 {n} 题或以上不达标",
        n=least,
        items=items,
    )


def _score_below(checklist: Checklist, rule: Rule, items: Text) -> Text:
    below = rule.below or Decimal(0)
    if rule.tags:
        return t("the {items} score under {n}", "{items}得分低于 {n}", n=below, items=items)
    if not rule.sections:
        return t("the total is under {n}", "总分低于 {n}", n=below)
    return t(
        "{sections} scores under {n}",
        "{sections}得分低于 {n}",
        sections=listed(_sections(checklist, rule), OR),
        n=below,
    )


def _choosable(items: Sequence[Item]) -> dict[str, Text]:
    """What can be ticked or given as a reason in these items, by key."""
    parts = [(*getattr(item, "options", ()), *getattr(item, "reasons", ())) for item in items]
    return {one.key: one.text for some in reversed(parts) for one in some}


def _sections(checklist: Checklist, rule: Rule) -> list[Text]:
    titles = {section.key: section.title for section in checklist.sections}
    return [quoted(titles[key]) for key in rule.sections]


def _items(checklist: Checklist, rule: Rule) -> Text:
    tags = [quoted(t(tag, tag)) for tag in rule.tags]
    sections = _sections(checklist, rule)
    match bool(tags), bool(sections):
        case True, True:
            return t(
                "items tagged {tags} in {sections}",
                "{sections}里标有{tags}的题目",
                tags=listed(tags, OR),
                sections=listed(sections),
            )
        case True, False:
            return t("items tagged {tags}", "标有{tags}的题目", tags=listed(tags, OR))
        case False, True:
            return t("items of {sections}", "{sections}的题目", sections=listed(sections))
    return t("items", "全部题目")
