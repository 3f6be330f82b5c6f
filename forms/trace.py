"""The replay of a score: every digit, from the answers to the shown total, as rows.

Rows come in the order in which one would do the sum by hand: the items of a section, the
section, and after the last one the total, each critical rule, the final score and the band. The
amounts are exact, so anyone can do the sum again from the rows alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from forms.answers import Answers
from forms.base import plain
from forms.branch import NOWHERE, BranchFacts
from forms.checklist import Checklist
from forms.scoring.bands import band_of, outcome_of
from forms.scoring.rollup import Judged, Sum
from forms.scoring.rounding import shown
from forms.scoring.work import Work, work_out
from forms.texts import Text

Step = Literal["item", "section", "raw", "rule", "final", "band"]


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
    params: Mapping[str, str | int] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        words = {name: _word(value, lang) for name, value in self.params.items()}
        return REASONS[self.code].say(lang).format(**words)


def _t(en: str, zh: str) -> Text:
    return Text(zh=zh, en=en)


def _word(value: str | int, lang: str) -> str:
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
    "pass": _t("passed", "通过"),
    "fail": _t("failed", "不通过"),
    "scored": _t("scored", "已评分"),
    "critical": _t("failed by a critical item", "一票否决"),
    "no_score": _t("no score", "无得分"),
    "not_evaluable": _t("not evaluable", "无法评估"),
}

REASONS: Mapping[str, Text] = {
    "scored": _t("Judged: {share} of the weight.", "已评判：获得权重的 {share}。"),
    "bonus": _t("Bonus: adds to what is earned only.", "加分项：只计入得分。"),
    "penalty": _t("Penalty: takes off what is earned only.", "减分项：只从得分中扣除。"),
    "out": _t("No score ({status}): leaves the sum.", "无得分（{status}）：不计入总分。"),
    "full": _t("No answer ({status}): counts as met.", "未作答（{status}）：按满分计。"),
    "none": _t("No answer ({status}): earns nothing.", "未作答（{status}）：按零分计。"),
    "points": _t("Earned ÷ possible.", "得分 ÷ 满分。"),
    "sections": _t("Earned ÷ possible; weight {weight}.", "得分 ÷ 满分；权重 {weight}。"),
    "deduction": _t("{full} less what was lost.", "满分 {full}，减去扣分。"),
    "no_section": _t("Nothing in it was judged: no score.", "无评判项目：没有得分。"),
    "pooled": _t("Σ earned ÷ Σ possible.", "Σ得分 ÷ Σ满分。"),
    "weighted": _t(
        "Σ section score × weight ÷ Σ weights of the sections with a score.",
        "Σ（部分得分 × 权重）÷ Σ有得分部分的权重。",
    ),
    "no_total": _t("Nothing was judged: no score.", "没有任何评判：没有总分。"),
    "flag": _t("Critical, listed only.", "关键项：仅提示。"),
    "fail": _t("Critical: the outcome fails, the number stays.", "关键项：结果不通过，分数保留。"),
    "cap": _t("Critical: the total is at most {cap}.", "关键项：总分最高 {cap}。"),
    "zero_section": _t("Critical: its section scores 0.", "关键项：所在部分记 0 分。"),
    "zero_visit": _t("Critical: the visit scores 0.", "关键项：本次探访记 0 分。"),
    "not_evaluable": _t("Entry knock-out: no score.", "无法评估：不计分。"),
    "final": _t("Rounded to {places} decimals ({mode}).", "保留 {places} 位小数（{mode}）。"),
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
    for place, part in enumerate(work.sums):
        for judged in work.counted:
            if judged.plan.section == place:
                yield _item_row(work, judged)
        yield _section_row(work, place, part)
    yield _total_row(work)
    for fired in work.fired:
        cap = "" if fired.cap is None else plain(Decimal(fired.cap) / 100)
        yield TraceRow("rule", fired.item, fired.effect, params={"cap": cap})
    yield from _end(work)


def _weight(work: Work, place: int, units: Fraction | int) -> str | None:
    if not work.scales.whole:
        return "0"
    return exact(Fraction(units * work.scales.factors[place] * 100) / work.scales.whole)


def _item_row(work: Work, judged: Judged) -> TraceRow:
    plan, verdict = judged.plan, judged.verdict
    if verdict is None:
        return TraceRow("item", plan.key, "out", params={"status": judged.status})
    code: str = "scored" if plan.item.role == "normal" else plan.item.role
    params: dict[str, str | int] = {"share": str(verdict.share)}
    if judged.status != "scored":
        code = "full" if verdict.share else "none"
        params = {"status": judged.status}
    return TraceRow(
        step="item",
        key=plan.key,
        code=code,
        earned=exact(Fraction(verdict.earned) / work.plan.unit),
        possible=exact(Fraction(verdict.possible) / work.plan.unit),
        weight=_weight(work, plan.section, plan.worth),
        shown=verdict.share_shown,
        params=params,
    )


def _section_row(work: Work, place: int, part: Sum) -> TraceRow:
    unit, policy = work.plan.unit, work.plan.policy
    share = part.share
    return TraceRow(
        step="section",
        key=part.plan.key,
        code="no_section" if share is None else policy.rollup,
        earned=exact(Fraction(part.kept) / unit),
        possible=exact(Fraction(part.full) / unit),
        weight=_weight(work, place, part.full),
        shown=None if share is None else shown(share, policy),
        params={
            "weight": str(Fraction(part.plan.weight) / unit),
            "full": str(Fraction(part.full) / unit),
        },
    )


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
        shown=shown(work.raw, work.plan.policy),
    )


def _end(work: Work) -> Iterator[TraceRow]:
    policy, total = work.plan.policy, work.final.total
    final = None if total is None else shown(total, policy)
    if total is not None:
        params: dict[str, str | int] = {"places": policy.places, "mode": policy.rounding}
        yield TraceRow(
            "final",
            "",
            "final",
            earned=exact(total * 100),
            possible="100",
            shown=final,
            params=params,
        )
    band = band_of(policy, final)
    outcome = outcome_of(policy, final, {fired.effect for fired in work.fired})
    if band is None:
        yield TraceRow("band", "", "no_band", params={"outcome": outcome})
    else:
        limit = plain(band.at_least)
        params = {"band": band.key, "limit": limit, "outcome": outcome}
        yield TraceRow("band", band.key, "band", params=params)
