"""The replay of a score: every digit, from the answers to the shown total, as rows.

Rows come in the order in which one would do the sum by hand: the items of a section, the
section, and after the last one the total, each critical rule, the final score and the band. The
amounts are exact, so anyone can do the sum again from the rows alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from forms.answers import Answers
from forms.base import plain
from forms.branch import NOWHERE, BranchFacts
from forms.checklist import Checklist
from forms.policy import Consequence
from forms.scoring.bands import band_of, outcome_of
from forms.scoring.rollup import Judged, SectionSum, Sum
from forms.scoring.rounding import Exact, shown, shown_points
from forms.scoring.scorecard import RuleTrigger, Trigger
from forms.scoring.work import Work, work_out
from forms.texts import Text
from forms.wording import reasons_text

Step = Literal["item", "group", "section", "raw", "rule", "final", "band"]


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One step. Exact amounts are written as fractions in lowest terms ("7/3", "12").

    earned, possible   points of the item, or what the section hands up and out of how much
    weight             points of the total (0–100) the row stands for
    shown              the rounded score (1/100), where one is shown
    code, params       why: the words are in `REASONS`
    """

    step: Step
    key: str
    code: str
    earned: str | None = None
    possible: str | None = None
    weight: str | None = None
    shown: int | None = None
    params: Mapping[str, str | int | Text] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        words = {name: _word(value, lang) for name, value in self.params.items()}
        return REASONS[self.code].say(lang).format(**words)


def _t(en: str, zh: str) -> Text:
    return Text(zh=zh, en=en)


def _word(value: str | int | Text, lang: str) -> str:
    if isinstance(value, Text):
        return value.say(lang)
    known = WORDS.get(str(value))
    return str(value) if known is None else known.say(lang)


WORDS: Mapping[str, Text] = {
    "na": _t("not applicable", "不适用"),
    "unseen": _t("could not be observed", "未能观察"),
    "hidden": _t("not asked", "未提问"),
    "empty": _t("left empty", "未填写"),
    "info": _t("carries no score", "不计分"),
    "half_up": _t("half up", "四舍五入"),
    "half_even": _t("half to even", "四舍六入五成双"),
    "down": _t("down", "舍去"),
    "up": _t("up", "进位"),
    "pass": _t("passed", "通过"),
    "fail": _t("failed", "不通过"),
    "scored": _t("scored", "已评分"),
    "critical": _t("failed by a critical item", "一票否决"),
    "no_score": _t("no score", "无得分"),
    "not_evaluable": _t("not evaluable", "无法评估"),
}

REASONS: Mapping[str, Text] = {
    "scored": _t("Judged: {share} of the weight.", "已评判：获得权重的 {share}。"),
    "reasons": _t(
        "Judged: {share} of the weight. Reasons: {reasons}",
        "已评判：获得权重的 {share}。原因：{reasons}",
    ),
    "bonus": _t("Bonus: adds to what is earned only.", "加分项：只计入得分。"),
    "penalty": _t("Penalty: takes off what is earned only.", "减分项：只从得分中扣除。"),
    "out": _t("No score ({status}): leaves the sum.", "无得分（{status}）：不计入总分。"),
    "full": _t("No answer ({status}): counts as met.", "未作答（{status}）：按满分计。"),
    "none": _t("No answer ({status}): earns nothing.", "未作答（{status}）：按零分计。"),
    "points": _t("Earned ÷ possible.", "得分 ÷ 满分。"),
    "sections": _t("Earned ÷ possible; weight {weight}.", "得分 ÷ 满分；权重 {weight}。"),
    "weights": _t(
        "Σ group score × weight ÷ Σ weights of the groups with a score; weight {weight}.",
        "Σ（分组得分 × 权重）÷ Σ有得分分组的权重；权重 {weight}。",
    ),
    "steps": _t(
        "Its score counts in steps: {steps}; weight {weight}.",
        "得分按档折算：{steps}；权重 {weight}。",
    ),
    "deduction": _t("{full} less what was lost.", "满分 {full}，减去扣分。"),
    "extra": _t(
        "Bonus and penalty only: added to the total as it is.",
        "仅含加减分项：直接计入总分。",
    ),
    "no_section": _t("Nothing in it was judged: no score.", "无评判项目：没有得分。"),
    "section_full": _t("Nothing in it was judged: full marks stay.", "无评判项目：保留满分。"),
    "section_none": _t("Nothing in it was judged: no marks.", "无评判项目：记零分。"),
    "pooled": _t("Σ earned ÷ Σ possible.", "Σ得分 ÷ Σ满分。"),
    "weighted": _t(
        "Σ section score × weight ÷ Σ weights of the sections with a score.",
        "Σ（部分得分 × 权重）÷ Σ有得分部分的权重。",
    ),
    "no_total": _t("Nothing was judged: no score.", "没有任何评判：没有总分。"),
    "flag": _t("Listed only.", "仅提示。"),
    "fail": _t("The outcome fails, the number stays.", "结果不通过，分数保留。"),
    "no_pass": _t("Not a pass, the number stays.", "不得判为通过，分数保留。"),
    "band_limit": _t("The band is at most {band}.", "等级最高为 {band}。"),
    "deduct": _t("{deduct} points come off the total.", "总分扣 {deduct} 分。"),
    "lower": _t("The band is {lower} lower.", "等级下调 {lower} 级。"),
    "keep": _t("{keep} % of the total are left.", "总分保留 {keep}%。"),
    "cap": _t("The total is at most {cap}.", "总分最高 {cap}。"),
    "cap_section": _t("At most {cap_section}: {sections}.", "最高 {cap_section}：{sections}。"),
    "zero_section": _t("Score 0: {sections}.", "记 0 分：{sections}。"),
    "zero_visit": _t("The visit scores 0.", "本次探访记 0 分。"),
    "not_evaluable": _t("Not evaluable: no score.", "无法评估：不计分。"),
    "final": _t("Rounded to {places} decimals ({mode}).", "保留 {places} 位小数（{mode}）。"),
    "final_points": _t(
        "{points} of {full} points, rounded to {places} decimals ({mode}).",
        "满分 {full}，得 {points} 分，保留 {places} 位小数（{mode}）。",
    ),
    "band": _t(
        "Band {band} from {limit} on; outcome {outcome}.",
        "{limit} 分起为 {band} 等；结果 {outcome}。",
    ),
    "no_band": _t("No band; outcome {outcome}.", "无等级；结果 {outcome}。"),
}


def trace(checklist: Checklist, answers: Answers, branch: BranchFacts = NOWHERE) -> list[TraceRow]:
    """Rows that lead from the answers to the figures `score` gives, to the digit."""
    return list(_rows(work_out(checklist, answers, branch)))


def exact(value: Fraction | int | None) -> str | None:
    return None if value is None else str(Fraction(value))


def _rows(work: Work) -> Iterator[TraceRow]:
    for place, section in enumerate(work.sums):
        for leaf, part in zip(section.plan.leaves, section.parts, strict=True):
            yield from (_item_row(work, one) for one in work.counted if one.plan.part == leaf)
            if part.plan.part is not None:
                yield _part_row(work, part, work.scales.factors[leaf], section)
        yield _section_row(work, place, section)
    yield _total_row(work)
    by_key = work.plan.checklist.by_key
    for fired in work.fired:
        yield _rule_row(fired.item, (fired.section,), fired, by_key[fired.item].critical)
    written = {one.rule.key: one.rule for one in work.plan.rules}
    for found in work.rules:
        yield _rule_row(found.key, found.sections, found, written[found.key])
    yield from _end(work)


def _rule_row(
    key: str,
    sections: Sequence[str],
    fired: Trigger | RuleTrigger,
    written: Consequence | None,
) -> TraceRow:
    params: dict[str, str | int | Text] = {"sections": ", ".join(sections)}
    for name in ("cap", "cap_section", "deduct", "keep", "band", "lower"):
        amount = getattr(written, name)
        params[name] = plain(amount) if isinstance(amount, Decimal) else amount or ""
    if isinstance(fired, RuleTrigger):
        params["measured"] = fired.measured
    code = "band_limit" if fired.effect == "band" else fired.effect
    return TraceRow("rule", key, code, params=params)


def _weight(work: Work, factor: Exact, units: Exact) -> str | None:
    if not work.scales.whole:
        return "0"
    return exact(Fraction(units * factor * 100) / work.scales.whole)


def _item_row(work: Work, judged: Judged) -> TraceRow:
    plan, verdict = judged.plan, judged.verdict
    if verdict is None:
        return TraceRow("item", plan.key, "out", params={"status": judged.status})
    code: str = "scored" if plan.item.role == "normal" else plan.item.role
    params: dict[str, str | int | Text] = {"share": str(verdict.share)}
    reasons = reasons_text(plan.item, judged.answer)
    if reasons is not None and code == "scored":
        code, params["reasons"] = "reasons", reasons
    if judged.status != "scored":
        code = "full" if verdict.share else "none"
        params = {"status": judged.status}
    return TraceRow(
        step="item",
        key=plan.key,
        code=code,
        earned=exact(Fraction(verdict.earned) / work.plan.unit),
        possible=exact(Fraction(verdict.possible) / work.plan.unit),
        weight=_weight(work, work.scales.factors[plan.part], plan.worth),
        shown=verdict.share_shown,
        params=params,
    )


def _part_row(work: Work, part: Sum, factor: Exact, section: SectionSum) -> TraceRow:
    unit, policy, share = work.plan.unit, work.plan.policy, part.share
    code: str = "no_section" if share is None else part.plan.rollup
    if share is not None and part.plan.part is not None and part.plan.part.steps:
        code = "steps"
    return TraceRow(
        step="group",
        key=f"{section.plan.key}.{part.plan.key}",
        code="extra" if part.plan.extra else code,
        earned=exact(Fraction(part.kept) / unit),
        possible=exact(Fraction(part.full) / unit),
        weight=_weight(work, factor, part.full),
        shown=None if share is None else shown(share, policy),
        params=_words_of(work, part),
    )


def _words_of(work: Work, part: Sum) -> dict[str, str | int | Text]:
    unit = work.plan.unit
    steps = () if part.plan.part is None else part.plan.part.steps
    return {
        "steps": ", ".join(f"≥ {plain(s.at_least)} → {plain(s.score)}" for s in steps),
        "weight": str(Fraction(part.plan.weight) / unit),
        "full": str(Fraction(part.full) / unit),
    }


def _section_row(work: Work, place: int, part: SectionSum) -> TraceRow:
    unit, policy, share = work.plan.unit, work.plan.policy, part.share
    return TraceRow(
        step="section",
        key=part.plan.key,
        code=_section_code(work, part),
        earned=exact(Fraction(part.kept) / unit),
        possible=exact(Fraction(part.full) / unit),
        weight=_weight(work, work.scales.sections[place], part.full),
        shown=None if share is None else shown(share, policy),
        params=_words_of(work, part),
    )


def _section_code(work: Work, part: SectionSum) -> str:
    if part.plan.extra:
        return "extra"
    if part.share is None:
        return "no_section"
    if not any(inner.full for inner in part.parts):
        return f"section_{work.plan.policy.no_answer.section}"
    if part.plan.section.steps:
        return "steps"
    usual = part.plan.rollup == "points" and work.plan.policy.rollup == "sections"
    return "sections" if usual else part.plan.rollup


def _total_row(work: Work) -> TraceRow:
    if work.raw is None:
        return TraceRow("raw", "", "no_total")
    code = "weighted" if work.plan.policy.rollup == "sections" else "pooled"
    return TraceRow(
        "raw",
        "",
        code,
        earned=exact(work.raw * 100),
        possible="100",
        shown=_stored(work, work.raw),
    )


def _stored(work: Work, share: Fraction) -> int:
    policy = work.plan.policy
    return policy.percent_of(shown_points(share, policy))


def _end(work: Work) -> Iterator[TraceRow]:
    policy, total = work.plan.policy, work.final.total
    points = None if total is None else shown_points(total, policy)
    if total is not None and points is not None:
        params: dict[str, str | int | Text] = {
            "places": policy.places,
            "mode": policy.rounding,
            "full": plain(policy.full_marks),
            "points": plain(Decimal(points) / 100),
        }
        yield TraceRow(
            "final",
            "",
            "final" if policy.full_marks == 100 else "final_points",
            earned=exact(total * 100),
            possible="100",
            shown=_stored(work, total),
            params=params,
        )
    band = band_of(policy, points, work.final.bands, work.final.lower)
    outcome = outcome_of(policy, points, work.final.effects)
    if band is None:
        yield TraceRow("band", "", "no_band", params={"outcome": outcome})
    else:
        limit = plain(band.at_least)
        params = {"band": band.key, "limit": limit, "outcome": outcome}
        yield TraceRow("band", band.key, "band", params=params)
