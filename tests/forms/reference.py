"""A slow second opinion on scores, written from the definitions and sharing no code with them.

Reads the same plain document and the same raw answers, and does everything in Fractions, one
item after another, the way one would with pencil and paper.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

Doc = dict[str, Any]


def number(value: Any, default: Any = 0) -> Fraction:
    return Fraction(Decimal(str(default if value is None else value)))


def points_table(item: Doc) -> dict[Any, Fraction | None]:
    match item["kind"]:
        case "yes_no":
            good = item.get("good", True)
            return {good: Fraction(1), not good: Fraction(0)}
        case "choice":
            options = item["options"]
            return {o["key"]: number(o["points"]) if "points" in o else None for o in options}
        case "scale":
            return {s["level"]: number(s.get("points"), s["level"]) for s in item["levels"]}
    raise AssertionError(item["kind"])


def best(item: Doc) -> Fraction:
    match item["kind"]:
        case "yes_no" | "choice" | "scale":
            known = [p for p in points_table(item).values() if p is not None]
            return max(known, default=Fraction(0))
        case "choices":
            gains = [max(number(o.get("points")), Fraction(0)) for o in item["options"]]
            return number(item.get("start")) + sum(gains)
        case "wait":
            return max((number(b["points"]) for b in item.get("bands", [])), default=Fraction(0))
        case "number":
            ranges = [number(r["points"]) for r in item.get("ranges", [])]
            return max([*ranges, number(item.get("otherwise"))]) if ranges else Fraction(0)
    return Fraction(0)


def points(item: Doc, value: Any, branch_format: str) -> Fraction | None:
    match item["kind"]:
        case "choices":
            ticked = [number(o.get("points")) for o in item["options"] if o["key"] in value]
            total = number(item.get("start")) + sum(ticked)
            return min(max(total, Fraction(0)), best(item))
        case "wait":
            bands = item.get("formats", {}).get(branch_format, item["bands"])
            fitting = [b for b in bands if value["seconds"] <= b["within"]]
            if not fitting:
                return number(item.get("beyond"))
            return number(min(fitting, key=lambda b: b["within"])["points"])
        case "number":
            for r in item["ranges"]:
                low, high = r.get("at_least"), r.get("at_most")
                over = low is None or number(low) <= number(value)
                under = high is None or number(value) <= number(high)
                if over and under:
                    return number(r["points"])
            return number(item.get("otherwise"))
    return points_table(item)[value]


def to_places(value: Fraction, policy: Doc) -> Fraction:
    """Rounding by looking at both neighbours and choosing one."""
    step = Fraction(1, 10 ** policy.get("places", 1))
    low = (value / step).__floor__() * step
    high = low + step
    if value == low:
        return low
    mode = policy.get("rounding", "half_up")
    if mode == "down":
        return low if value > 0 else high
    if value - low != high - value:
        return low if value - low < high - value else high
    if mode == "half_even":
        return low if (low / step) % 2 == 0 else high
    return high if value > 0 else low


class Reference:
    """`raw`, `final` (Fractions on 0–100, rounded, or None), `sections`, `outcome`, `fired`."""

    def __init__(self, doc: Doc, raw: Doc, branch_format: str = "") -> None:
        self.policy = doc.get("policy", {})
        self.doc, self.answers, self.format = doc, raw, branch_format
        self.fired = [item for s in doc["sections"] for item in s["items"] if self._fires(item)]
        effects = {item["critical"]["effect"] for item in self.fired}
        self.out = "not_evaluable" in effects
        if self.out:
            # A branch that can't be entered: nothing else was seen, so nothing else fires.
            self.fired = [i for i in self.fired if i["critical"]["effect"] == "not_evaluable"]
        self.sections = {s["key"]: self._section(s) for s in doc["sections"]}
        self.raw = self._shown(self._total(set()))
        zeroed = {
            i["key"].split(".")[0] for i in self.fired if i["critical"]["effect"] == "zero_section"
        }
        total = self._total(zeroed)
        if total is not None:
            caps = [number(i["critical"]["cap"]) for i in self.fired if "cap" in i["critical"]]
            total = min([total, *caps])
            total = Fraction(0) if "zero_visit" in effects else total
        self.final = self._shown(total)
        self.outcome = self._outcome(effects)

    def _outcome(self, effects: set[str]) -> str:
        if self.out:
            return "not_evaluable"
        if effects & {"fail", "zero_visit"}:
            return "critical"
        if self.final is None:
            return "no_score"
        mark = self.policy.get("pass_mark")
        if mark is None:
            return "scored"
        return "pass" if self.final >= number(mark) else "fail"

    def _shown(self, value: Fraction | None) -> Fraction | None:
        return None if value is None else to_places(value, self.policy)

    def _share(self, item: Doc) -> Fraction | None:
        """The judged share of an item; None without a judgement."""
        entry = self.answers.get(item["key"], {})
        if entry.get("skip") or entry.get("value") is None or best(item) <= 0:
            return None
        got = points(item, entry["value"], self.format)
        return None if got is None else got / best(item)

    def _fires(self, item: Doc) -> bool:
        share = self._share(item)
        if share is None or "critical" not in item:
            return False
        limit = item["critical"].get("below", item.get("target", 100))
        return share * 100 < number(limit)

    def _worth(self, item: Doc) -> Fraction:
        return number(item["weight"]) if "weight" in item else best(item)

    def _earned(self, item: Doc) -> tuple[Fraction, Fraction] | None:
        """(earned, possible) as they enter the section, or None when out of the sum."""
        role = item.get("role", "normal")
        share = self._share(item)
        if self.out or best(item) <= 0:
            return None
        if share is None:
            treatment = self._treatment(item)
            if treatment == "leave_out" or role != "normal":
                return None
            share = Fraction(1) if treatment == "full" else Fraction(0)
        worth = self._worth(item)
        earned = share * worth
        if self.policy.get("stage") == "item":
            earned = to_places(earned, self.policy)
        if role == "bonus":
            return earned, Fraction(0)
        if role == "penalty":
            return earned - worth, Fraction(0)
        return earned, worth

    def _treatment(self, item: Doc) -> str:
        entry = self.answers.get(item["key"], {})
        kind = entry.get("skip") or ("empty" if entry.get("value") is None else "na")
        if kind == "unseen" and "unseen" in item:
            return str(item["unseen"])
        return str(self.policy.get("no_answer", {}).get(kind, "leave_out"))

    def _section(self, section: Doc) -> tuple[Fraction, Fraction]:
        """(kept, full) points of a section; full 0 means that it has no score."""
        pairs = [p for p in (self._earned(i) for i in section["items"]) if p is not None]
        earned = sum((e for e, _ in pairs), Fraction(0))
        possible = sum((p for _, p in pairs), Fraction(0))
        rollup = self.policy.get("rollup", "sections")
        if possible == 0:
            return earned, Fraction(0)
        full = possible
        if rollup == "deduction":
            full = number(section.get("weight"), 1)
            earned = full - (possible - earned)
        earned = max(earned, full * number(section.get("floor")) / 100)
        if "cap" in section:
            earned = min(earned, full * number(section["cap"]) / 100)
        if self.policy.get("stage") == "section":
            if rollup == "sections":
                earned = to_places(earned / full * 100, self.policy) * full / 100
            else:
                earned = to_places(earned, self.policy)
        return earned, full

    def _total(self, zeroed: set[str]) -> Fraction | None:
        top, bottom = Fraction(0), Fraction(0)
        for section in self.doc["sections"]:
            kept, full = self.sections[section["key"]]
            kept = min(kept, Fraction(0)) if section["key"] in zeroed else kept
            if self.policy.get("rollup", "sections") != "sections":
                top, bottom = top + kept, bottom + full
            elif full:
                weight = number(section.get("weight"), 1)
                top, bottom = top + weight * kept / full, bottom + weight
        if bottom == 0:
            return None
        total = max(top / bottom * 100, Fraction(0))
        return min(total, Fraction(100)) if self.policy.get("cap_at_100", True) else total
