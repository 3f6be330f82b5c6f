"""How an answer is counted, where a list of answers and points does not say it all."""

from collections.abc import Iterator
from decimal import Decimal

from forms.base_item import PhotoRule, Reasoned
from forms.items import Choices, Number, Wait
from forms.measures import Rate
from forms.sentences.parts import sentence, span_text, t
from forms.texts import Text

_MODES = {
    "all_right": t("Only all the right ones together earn the points.", "全部选对才得分。"),
    "highest": t("The best one ticked counts.", "按所选中最高的一项计分。"),
    "lowest": t("The worst one ticked counts.", "按所选中最低的一项计分。"),
    "count": t("The number ticked counts.", "按勾选的项数计分。"),
}
_REASONS = {
    "lowest": t("Of several, the one that leaves least counts.", "选多项时，按保留最少的一项计。"),
    "main": t("Of several, the main one counts.", "选多项时，按主要原因计。"),
    "sum": t("What each costs is added up.", "选多项时，各项扣减累加。"),
}
_PARTS = {
    "up": t(", a part counting as a whole", "，零头进一"),
    "down": t(", a part not counting", "，零头舍去"),
    "exact": t(", a part by its size", "，零头按比例"),
}


def rate_text(item: Wait | Number) -> Text | None:
    """ "10 points; 2 off for each one": how a rate counts; None without one."""
    rate = item.rate
    if rate is None:
        return None
    per, over, each = _per(item, rate), _amount(item, rate.after), abs(rate.each)
    if rate.after:
        unit = t("{per} over {n}", "超出{n}后每{per}", per=per, n=over)
    else:
        unit = t("{per}", "每{per}", per=per)
    if rate.each < 0:
        said = t(
            "{start} points; {each} off for each {unit}",
            "起始 {start} 分；{unit}扣 {each} 分",
            start=rate.start,
            each=each,
            unit=unit,
        )
    else:
        said = t("{each} points for each {unit}", "{unit}得 {each} 分", each=each, unit=unit)
    part = _PARTS[rate.part] if rate.per != 1 or isinstance(item, Wait) else None
    ends = t(
        "; from {n} to {most} points",
        "；最低 {n} 分，最高 {most} 分",
        n=rate.least,
        most=rate.highest,
    )
    parts = [said, *([part] if part else []), ends]
    return sentence(Text(zh="".join(x.zh for x in parts), en="".join(x.en for x in parts)))


def _per(item: Wait | Number, rate: Rate) -> Text:
    if isinstance(item, Wait) and rate.per == 60:
        return t("minute", "分钟")
    if isinstance(item, Number) and item.unit is not None and rate.per == 1:
        return item.unit
    if rate.per == 1:
        return t("second", "秒") if isinstance(item, Wait) else t("one", "一处")
    return _amount(item, rate.per)


def _amount(item: Wait | Number, number: Decimal) -> Text:
    if isinstance(item, Wait) and number == int(number):
        return span_text(int(number))
    if isinstance(item, Number) and item.unit is not None:
        return t("{n} {unit}", " {n} {unit}", n=number, unit=item.unit)
    return t("{n}", " {n} ", n=number)


def choices_text(item: Choices) -> list[Text]:
    """How several ticks count together; empty where their points simply add up."""
    return list(_choices(item))


def _choices(item: Choices) -> Iterator[Text]:
    if item.mode in _MODES:
        yield _MODES[item.mode]
    if item.mode == "sum" and item.start:
        yield t("Starts with {n} points.", "从 {n} 分起算。", n=item.start)
    if item.most is not None:
        yield t("At most {n} points.", "最多 {n} 分。", n=item.most)
    if item.least is not None:
        yield t("At least {n} points.", "最少 {n} 分。", n=item.least)


def reasons_text(item: Reasoned) -> list[Text]:
    """How the reasons of an item are asked for and counted."""
    return list(_reasons(item))


def _reasons(item: Reasoned) -> Iterator[Text]:
    if item.most_reasons < len(item.reasons):
        yield t(
            "At most {n} of them, the main one first.",
            "最多选 {n} 项，主要原因在先。",
            n=item.most_reasons,
        )
    if item.most_reasons > 1 and sum(one.credit is not None for one in item.reasons) > 1:
        yield _REASONS[item.reasons_by]


def photo_text(rule: PhotoRule) -> Text | None:
    """What is asked for in photos; None where they are only possible, or not at all."""
    if rule.when not in ("required", "on_fail"):
        return None
    few = t("{n}", "{n}", n=rule.min)
    count = few if rule.max == rule.min else t("{a}–{b}", "{a}–{b}", a=rule.min, b=rule.max)
    one = rule.max == rule.min == 1
    noun = "photo" if one else "photos"
    camera = t(", taken on the spot", "，须现场拍摄") if rule.camera_only else None
    if rule.when == "required":
        said = t(f"{{n}} {noun} required", "必须拍照 {n} 张", n=count)
    else:
        said = t(f"{{n}} {noun} when not met", "不达标时拍照 {n} 张", n=count)
    return said if camera is None else Text(zh=said.zh + camera.zh, en=said.en + camera.en)
