"""How a checklist is scored, and what limits its parts, as sentences."""

from collections.abc import Iterator

from forms.checklist import Checklist, Part
from forms.policy import Policy
from forms.sentences.parts import listed, sentence, t
from forms.texts import Text

_ROLLUPS = {
    "points": t(
        "Every point counts alike over the whole form.", "全表各题的分值一视同仁，合并计算。"
    ),
    "sections": t(
        "Each section is scored by itself; the sections are weighted into the total.",
        "各部分先单独计分，再按权重合成总分。",
    ),
    "deduction": t(
        "Each section starts with full marks, and faults are taken off.",
        "各部分从满分起算，有问题就扣分。",
    ),
}
_ROUNDINGS = {
    "half_up": t("half up", "四舍五入"),
    "half_even": t("half to even", "四舍六入五成双"),
    "down": t("down", "舍去"),
    "up": t("up", "进位"),
}
_KINDS = {
    "na": t("not applicable", "不适用"),
    "unseen": t("could not be observed", "未能观察"),
    "hidden": t("not asked here", "本店不问"),
    "empty": t("left empty", "未填写"),
}
_TREATMENTS = {
    "leave_out": t("{kinds}: the item leaves the sum.", "{kinds}：该题不计入。", kinds="{kinds}"),
    "full": t("{kinds}: the item counts as met.", "{kinds}：该题按满分计。", kinds="{kinds}"),
    "none": t("{kinds}: the item earns nothing.", "{kinds}：该题记零分。", kinds="{kinds}"),
}
_EMPTY_SECTION = {
    "leave_out": t(
        "A section in which nothing was judged leaves the sum.", "没有任何评判的部分不计入总分。"
    ),
    "full": t(
        "A section in which nothing was judged keeps full marks.", "没有任何评判的部分保留满分。"
    ),
    "none": t("A section in which nothing was judged earns nothing.", "没有任何评判的部分记零分。"),
}


def policy_texts(policy: Policy) -> list[Text]:
    """The policy in sentences, without its bands and rules."""
    return list(_policy(policy))


def _policy(policy: Policy) -> Iterator[Text]:
    yield _ROLLUPS[policy.rollup]
    if policy.full_marks != 100:
        yield t("Full marks are {n}.", "满分为 {n} 分。", n=policy.full_marks)
    yield from _rounding(policy)
    kinds: dict[str, list[Text]] = {}
    for kind, words in _KINDS.items():
        kinds.setdefault(getattr(policy.no_answer, kind), []).append(words)
    for treatment, told in kinds.items():
        words = _TREATMENTS[treatment]
        said = t(words.en, words.zh, kinds=listed(told))
        yield Text(zh=said.zh, en=said.en[:1].upper() + said.en[1:])
    if policy.rollup == "sections" or policy.no_answer.section != "leave_out":
        yield _EMPTY_SECTION[policy.no_answer.section]
    if not policy.cap_at_100:
        yield t("Bonus points may lift the total over full marks.", "加分可使总分超过满分。")
    if policy.floor:
        yield t("The total is at least {n} %.", "总分不低于 {n}%。", n=policy.floor)
    if policy.pass_mark is not None:
        yield t("Passed from {n} on.", "{n} 分起为通过。", n=policy.pass_mark)
    if policy.counts == "lost":
        yield t("Readers are told the points lost.", "报告显示扣分，而不是得分。")
    yield t("The target is {n}.", "目标为 {n} 分。", n=policy.target)


def _rounding(policy: Policy) -> Iterator[Text]:
    mode = _ROUNDINGS[policy.rounding]
    places = [
        (policy.places_of("item"), t("each item", "各题")),
        (policy.places_of("section"), t("each section", "各部分")),
        (policy.weighted_places, t("each weighted section", "各部分加权得分")),
    ]
    for n, what in places:
        if n is not None:
            to = _places(n)
            yield sentence(t("{what} is rounded to {to}", "{what}{to}", what=what, to=to))
    total = t(
        "the total is rounded to {to}, {mode}",
        "总分{to}（{mode}）",
        to=_places(policy.places),
        mode=mode,
    )
    once = t(
        "rounded once, at the end, to {to}, {mode}",
        "只在最后取整一次，{to}（{mode}）",
        to=_places(policy.places),
        mode=mode,
    )
    yield sentence(once if all(n is None for n, _ in places) else total)


def _places(n: int) -> Text:
    if n == 0:
        return t("whole numbers", "取整数")
    return t("{n} decimal" if n == 1 else "{n} decimals", "保留 {n} 位小数", n=n)


def part_texts(checklist: Checklist, part: Part, *, group: bool) -> list[Text]:
    """What is special about a section or a group: its way of counting and its limits."""
    return list(_part(checklist, part, group=group))


def _part(checklist: Checklist, part: Part, *, group: bool) -> Iterator[Text]:
    whole = "points" if group or checklist.policy.rollup != "deduction" else "deduction"
    rollup = part.rollup or whole
    if rollup == "weights":
        yield t("Its groups are weighed against each other.", "各小组按权重合成。")
    elif rollup == "deduction":
        yield t("Starts with {n} points; faults are taken off.", "{n} 分起扣。", n=part.weight)
    elif rollup != whole:
        yield t("Its points are pooled.", "各题分值合并计算。")
    if part.steps:
        steps = [
            t("from {a} on it counts as {b}", "{a} 起算作 {b}", a=one.at_least, b=one.score)
            for one in part.steps
        ]
        yield sentence(t("its score goes by steps: {s}", "得分按档折算：{s}", s=listed(steps)))
    if part.cap is not None:
        yield t("Scores {n} at most.", "得分最高 {n}。", n=part.cap)
    if part.floor > 0:
        yield t("Scores {n} at least.", "得分最低 {n}。", n=part.floor)
    elif part.floor < 0:
        yield t(
            "May fall below nothing, down to {n}, and then costs other parts.",
            "可扣成负分，最低 {n}，多扣的从其他部分出。",
            n=part.floor,
        )
    if part.most is not None:
        yield t("Brings at most {n} points.", "最多得 {n} 分。", n=part.most)
    if part.most_lost is not None:
        yield t("Loses at most {n} points.", "最多扣 {n} 分。", n=part.most_lost)
