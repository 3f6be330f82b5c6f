"""From the full score to the shown one, section by section. Pure.

The amounts are exact up to the last step, then rounded together (largest remainder), so that they
sum to the shown score to the digit.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from audit.visits.scores import scoring_facts
from forms.checklist import Checklist
from forms.texts import Text
from forms.trace import TraceRow, trace
from reports.frozen import Step
from reports.queries import LoadedVisit

FULL = 10_000
_OTHER = "other"
_ROUNDING = 100  # half a unit of a score without decimals, and some sections rounded to it
_START = Text(zh="满分", en="Full score")
_EXTRA = Text(zh="加分与扣分", en="Bonus and penalty")
_CRITICAL = Text(zh="关键项规则", en="Critical rules")
_FINAL = Text(zh="最终得分", en="Final score")


def waterfall(
    visits: Sequence[LoadedVisit], raw: int | None, final: int | None
) -> tuple[Step, ...]:
    """Return the steps of one visit, or of the mean of several, that lead from 100 to `final`.

    `raw`, `final`: the mean scores as shown, before and after the critical rules (1/100). Empty
    where there is no score.
    """
    known = [visit for visit in visits if visit.card.raw is not None]
    if raw is None or final is None or not known:
        return ()
    each = [losses(_trace(visit)) for visit in known]
    keys = list(dict.fromkeys(key for one in each for key in one))
    mean = {key: sum((o.get(key, Fraction(0)) for o in each), Fraction(0)) for key in keys}
    exact = {key: value / len(each) for key, value in mean.items()}
    amounts = rounded_together(_with_rest(exact, FULL - raw), FULL - raw)
    titles = _titles([visit.checklist for visit in known])
    steps = [Step(key="start", label=_START, amount=FULL, kind="start")]
    steps += [_step(key, -lost, titles) for key, lost in amounts.items() if lost]
    if final != raw:
        steps.append(Step(key="critical", label=_CRITICAL, amount=final - raw, kind="critical"))
    return (*steps, Step(key="final", label=_FINAL, amount=final, kind="final"))


def _trace(visit: LoadedVisit) -> list[TraceRow]:
    return trace(visit.checklist, visit.answers, scoring_facts(visit.facts))


def losses(rows: Sequence[TraceRow]) -> dict[str, Fraction]:
    """Return what each section took from the raw total, in hundredths; less than 0: it added."""
    found: dict[str, Fraction] = {}
    for row in rows:
        if row.step == "section" and row.possible is not None and Fraction(row.possible) > 0:
            share = Fraction(row.earned or 0) / Fraction(row.possible)
            found[row.key] = Fraction(row.weight or 0) * (1 - share) * 100
    return found


def _with_rest(exact: Mapping[str, Fraction], total: int) -> dict[str, Fraction]:
    """Add what no section accounts for: bonus sections, caps of the raw total."""
    rest = total - sum(exact.values(), Fraction(0))
    return {**exact, _OTHER: rest} if abs(rest) > _ROUNDING else dict(exact)


def rounded_together(exact: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Round to whole numbers that sum to `total`: the largest remainders are rounded up.

    What rounding of the total itself left over goes to the largest amount.
    """
    if not exact:
        return {_OTHER: total} if total else {}
    whole = {key: math.floor(value) for key, value in exact.items()}
    missing = total - sum(whole.values())
    by_rest = sorted(exact, key=lambda key: whole[key] - exact[key])
    for key in by_rest[: max(0, min(missing, len(by_rest)))]:
        whole[key] += 1
    largest = max(exact, key=lambda key: abs(exact[key]))
    whole[largest] += total - sum(whole.values())
    return whole


def _titles(checklists: Sequence[Checklist]) -> dict[str, Text]:
    return {section.key: section.title for one in checklists for section in one.sections}


def _step(key: str, amount: int, titles: Mapping[str, Text]) -> Step:
    kind = "bonus" if key == _OTHER or amount > 0 else "loss"
    return Step.model_validate(
        {"key": key, "label": titles.get(key, _EXTRA), "amount": amount, "kind": kind}
    )
