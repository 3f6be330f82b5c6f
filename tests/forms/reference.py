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


def zero(item: Doc) -> Fraction:
    """Where an item begins: at 0, or at its worst answer when nothing can be won."""
    return min(worst(item), Fraction(0)) if top(item) <= 0 else Fraction(0)


def best(item: Doc) -> Fraction:
    return top(item) - zero(item)


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


def each_option(item: Doc) -> list[Fraction]:
    return [number(o["points"]) for o in item["options"] if "points" in o]


def ranges_of(item: Doc) -> list[Doc]:
    if "expected" not in item:
        return list(item.get("ranges", []))
    middle, around = number(item["expected"]), number(item.get("tolerance"))
    low, high = (str(float(x)) for x in (middle - around, middle + around))
    return [{"at_least": low, "at_most": high, "points": 1}]


def every_point(item: Doc) -> list[Fraction]:
    """All points an answer can bring, where these can be listed."""
    found: list[Fraction] = []
    match item["kind"]:
        case "yes_no" | "choice" | "scale":
            found = [p for p in points_table(item).values() if p is not None]
        case "ranking":
            found = each_option(item)
        case "choices" if item.get("mode") == "count":
            found = [number(item.get("otherwise")), *(number(r["points"]) for r in item["ranges"])]
        case "choices":
            found = [number(item.get("start")), *each_option(item)]
        case "number" if ranges_of(item):
            ranges = [number(r["points"]) for r in ranges_of(item)]
            found = [*ranges, number(item.get("otherwise"))]
        case "wait":
            found = [number(b["points"]) for b in item.get("bands", [])]
    return found


def top(item: Doc) -> Fraction:
    if "rate" in item:
        return number(item["rate"].get("most"), item["rate"].get("start", 0))
    if item["kind"] == "choices" and item.get("mode", "sum") == "sum":
        gains = number(item.get("start")) + sum(p for p in each_option(item) if p > 0)
        return min(gains, number(item["most"])) if "most" in item else gains
    return max(every_point(item), default=Fraction(0))


def worst(item: Doc) -> Fraction:
    if "rate" in item:
        return number(item["rate"].get("least"))
    if item["kind"] == "choices" and item.get("mode", "sum") == "sum":
        off = number(item.get("start")) + sum(p for p in each_option(item) if p < 0)
        usual = off if top(item) <= 0 else Fraction(0)
        return number(item["least"]) if "least" in item else usual
    return min(every_point(item), default=Fraction(0))


def by_rate(rate: Doc, value: Fraction) -> Fraction:
    steps = (value - number(rate.get("after"))) / number(rate.get("per"), 1)
    steps = max(steps, Fraction(0))
    if rate.get("part", "up") != "exact":
        whole = Fraction(steps.__floor__())
        steps = whole + (1 if rate.get("part", "up") == "up" and whole < steps else 0)
    points = number(rate.get("start")) + steps * number(rate["each"])
    low, high = number(rate.get("least")), number(rate.get("most"), rate.get("start", 0))
    return low if points < low else high if points > high else points


def in_ranges(item: Doc, value: Any) -> Fraction:
    for r in ranges_of(item):
        low, high = r.get("at_least"), r.get("at_most")
        over = low is None or number(low) <= number(value)
        under = high is None or number(value) <= number(high)
        if over and under:
            return number(r["points"])
    return number(item.get("otherwise"))


def ticked(item: Doc, value: list[str]) -> Fraction:
    found = [number(o.get("points")) for o in item["options"] if o["key"] in value]
    match item.get("mode", "sum"):
        case "count":
            return in_ranges(item, len(found))
        case "highest":
            return max(found) if found else number(item.get("start"))
        case "lowest":
            return min(found) if found else number(item.get("start"))
    total = number(item.get("start")) + sum(found)
    return min(max(total, worst(item)), top(item))


def points(item: Doc, value: Any, branch_format: str) -> Fraction | None:
    """What an answer brings, counted from where the item begins."""
    match item["kind"]:
        case "choices":
            found = ticked(item, value)
        case "wait":
            bands = item.get("formats", {}).get(branch_format, item["bands"])
            fitting = [b for b in bands if value["seconds"] <= b["within"]]
            if not fitting:
                return number(item.get("beyond"))
            return number(min(fitting, key=lambda b: b["within"])["points"])
        case "number":
            found = in_ranges(item, value)
            if "rate" in item:
                found = by_rate(item["rate"], number(value))
        case "ranking":
            [first] = [o for o in item["options"] if o["key"] == value[0]]
            if "points" not in first:
                return None
            found = number(first["points"])
        case _:
            known = points_table(item)[value]
            if known is None:
                return None
            found = known
    return found - zero(item)


def to_places(value: Fraction, policy: Doc, places: int | None = None) -> Fraction:
    """Rounding by looking at both neighbours and choosing one."""
    step = Fraction(1, 10 ** (policy.get("places", 1) if places is None else places))
    low = (value / step).__floor__() * step
    high = low + step
    if value == low:
        return low
    mode = policy.get("rounding", "half_up")
    if mode == "down":
        return low if value > 0 else high
    if mode == "up":
        return high if value > 0 else low
    if value - low != high - value:
        return low if value - low < high - value else high
    if mode == "half_even":
        return low if (low / step) % 2 == 0 else high
    return high if value > 0 else low


def staged(policy: Doc, stage: str) -> int | None:
    """The places figures are rounded to on the way, if at all."""
    if f"{stage}_places" in policy:
        return int(policy[f"{stage}_places"])
    return int(policy.get("places", 1)) if policy.get("stage") == stage else None


MEASURES = {"unmet_at_least", "picked_at_least", "lost_at_least", "below", "judged_below"}


class Reference:
    """`raw`, `final` (0–100, rounded, or None), `sections`, `outcome`, `fired`, `rules`."""

    def __init__(self, doc: Doc, raw: Doc, branch_format: str = "") -> None:
        self.policy = doc.get("policy", {})
        self.marks = number(self.policy.get("full_marks"), 100)
        self.doc, self.answers, self.format = doc, raw, branch_format
        self.known: dict[str, bool] = {}
        self.items = [item for s in doc["sections"] for item in s["items"]]
        self.hidden = {i["key"] for i in self.items if not self._is_shown(i["key"])}
        self.fired = [item for item in self.items if self._fires(item)]
        self.out = any(i["critical"]["effect"] == "not_evaluable" for i in self.fired)
        if self.out:
            # A branch that can't be entered: nothing else was seen, so nothing else fires.
            self.fired = [i for i in self.fired if i["critical"]["effect"] == "not_evaluable"]
        self._add_up()
        self.rules: list[Doc] = []
        for rule in [] if self.out else self._rules():
            before = {one["key"] for one in self.rules}
            if self._acts(rule) and all(key in before for key in rule.get("needs", [])):
                self.rules.append(rule)
        if any(r["effect"] == "not_evaluable" for r in self.rules):
            self.out = True
            self._add_up()
        self._end()

    def _add_up(self) -> None:
        self.judged = any(
            (pair := self._earned(item)) is not None and pair[1] > 0 for item in self.items
        )
        self.sections = {s["key"]: self._section(s) for s in self.doc["sections"]}
        self.raw = self._shown(self._total([]))

    def _end(self) -> None:
        done = [item["critical"] for item in self.fired] + self.rules
        effects = {one["effect"] for one in done}
        limits: list[tuple[str, Fraction]] = []
        for item in self.fired:
            limits += self._limits(item["critical"], [item["key"].split(".")[0]])
        for rule in self.rules:
            low = "below" in rule and "tags" not in rule and "sections" in rule
            limits += self._limits(rule, self._low(rule) if low else rule.get("sections", []))
        total = None if self.out else self._total(limits)
        if total is not None:
            points = total / 100 * self.marks
            points -= sum(number(one["deduct"]) for one in done if "deduct" in one)
            points = max(points, Fraction(0))
            for one in done:
                points *= number(one.get("keep"), 100) / 100
            points = min([points, *(number(o["cap"]) for o in done if "cap" in o)])
            total = Fraction(0) if "zero_visit" in effects else points / self.marks * 100
        self.final = self._shown(total)
        self.outcome = self._outcome(effects, total)

    def _limits(self, rule: Doc, sections: list[str]) -> list[tuple[str, Fraction]]:
        """The sections that score at most so much (0–100)."""
        caps = {"zero_section": 0, "cap_section": rule.get("cap_section")}
        effect = rule["effect"]
        return [(key, number(caps[effect])) for key in sections if effect in caps]

    def _outcome(self, effects: set[str], total: Fraction | None) -> str:
        if self.out:
            return "not_evaluable"
        if effects & {"fail", "zero_visit"}:
            return "critical"
        if total is None:
            return "no_score"
        if "no_pass" in effects:
            return "fail"
        mark = self.policy.get("pass_mark")
        if mark is None:
            return "scored"
        points = to_places(total / 100 * self.marks, self.policy)
        return "pass" if points >= number(mark) else "fail"

    def _shown(self, value: Fraction | None) -> Fraction | None:
        """Rounded as points of the full marks, then as hundredths of 0–100."""
        if value is None:
            return None
        points = to_places(value / 100 * self.marks, self.policy)
        return to_places(points / self.marks * 100, {"places": 2})

    def _is_shown(self, key: str) -> bool:
        if key not in self.known:
            self.known[key] = self._find_shown(key)
        return self.known[key]

    def _find_shown(self, key: str) -> bool:
        for section in self.doc["sections"]:
            for item in section["items"]:
                if item["key"] == key:
                    asked = [x["show_if"] for x in (section, item) if "show_if" in x]
                    return all(self._holds(condition) for condition in asked)
        raise AssertionError(key)

    def _holds(self, condition: Doc) -> bool:
        if "not" in condition:
            return not self._holds(condition["not"])
        if "any" in condition:
            return any(self._holds(part) for part in condition["any"])
        if "branch" in condition:
            return bool(self.format in condition.get("in", [condition.get("is")]))
        key = condition["item"]
        entry = self.answers.get(key, {})
        shown, value = self._is_shown(key), entry.get("value")
        given = value is not None and value != []
        if "state" in condition:
            state = "answered" if given else str(entry.get("skip", "empty"))
            return str(condition["state"]) == (state if shown else "hidden")
        if "is" in condition:
            return shown and given and value is condition["is"]
        return shown and given and float(value) >= float(condition["at_least"])

    def _share(self, item: Doc) -> Fraction | None:
        """The judged share of an item; None without a judgement."""
        entry = self.answers.get(item["key"], {})
        if item["key"] in self.hidden or entry.get("skip") or entry.get("value") is None:
            return None
        if best(item) <= 0:
            return None
        got = points(item, entry["value"], self.format)
        if got is None:
            return None
        credits = {r["key"]: r.get("credit") for r in item.get("reasons", [])}
        said = [credits[key] for key in entry.get("reasons", [])]
        by = item.get("reasons_by")
        given = [number(c) / 100 for c in (said[:1] if by == "main" else said) if c is not None]
        if not given:
            return got / best(item)
        if by == "sum":
            return max(Fraction(0), 1 - sum((1 - credit for credit in given), Fraction(0)))
        return min(given)

    def _picks(self, item: Doc) -> list[str]:
        """Options and reasons given."""
        entry = self.answers.get(item["key"], {})
        value = entry.get("value")
        picked = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        return [*picked, *entry.get("reasons", [])]

    def _fires(self, item: Doc) -> bool:
        share = self._share(item)
        if share is None or "critical" not in item:
            return False
        if "picked" in item["critical"]:
            return bool(set(self._picks(item)) & set(item["critical"]["picked"]))
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
        places = staged(self.policy, "item")
        if places is not None:
            earned = to_places(earned, self.policy, places)
        if role == "bonus":
            return earned, Fraction(0)
        if role == "penalty":
            return earned - worth, Fraction(0)
        return earned, worth

    def _treatment(self, item: Doc) -> str:
        entry = self.answers.get(item["key"], {})
        kind = entry.get("skip") or ("empty" if entry.get("value") is None else "na")
        if item["key"] in self.hidden:
            kind = "hidden"
        usual = self.policy.get("no_answer", {}).get(kind, "leave_out")
        return str(item.get(kind, usual))

    def _within(self, part: Doc, kept: Fraction, full: Fraction) -> Fraction:
        """The limits of a group or a section."""
        if full:
            kept = max(kept, full * number(part.get("floor")) / 100)
        if "most_lost" in part:
            kept = max(kept, full - number(part["most_lost"]))
        if full and "cap" in part:
            kept = min(kept, full * number(part["cap"]) / 100)
        return min(kept, number(part["most"])) if "most" in part else kept

    def _pool(self, items: list[Doc]) -> tuple[Fraction, Fraction]:
        pairs = [p for p in (self._earned(i) for i in items) if p is not None]
        return sum((e for e, _ in pairs), Fraction(0)), sum((p for _, p in pairs), Fraction(0))

    def _stepped(self, part: Doc, kept: Fraction, full: Fraction) -> Fraction:
        """The highest step that the score reaches, read from below."""
        if not full or not part.get("steps"):
            return kept
        score, counts = to_places(kept / full * 100, self.policy), Fraction(0)
        for step in part["steps"]:
            if number(step["at_least"]) <= score:
                counts = number(step["score"])
        return full * counts / 100

    def _group(self, group: Doc, items: list[Doc]) -> tuple[Fraction, Fraction]:
        earned, possible = self._pool(items)
        if possible and group.get("rollup") == "deduction":
            full = number(group.get("weight"), 1)
            earned, possible = full - possible + earned, full
        earned = self._stepped(group, earned, possible)
        # What stands outside the groups has no limits of its own.
        kept = self._within(group, earned, possible) if group.get("key") else earned
        return kept, possible

    def _normal(self, items: list[Doc]) -> list[Doc]:
        return [i for i in items if best(i) > 0 and i.get("role", "normal") == "normal"]

    def _rollup(self, section: Doc) -> str:
        usual = "deduction" if self.policy.get("rollup") == "deduction" else "points"
        return str(section.get("rollup", usual))

    def _section(self, section: Doc) -> tuple[Fraction, Fraction]:
        """(kept, full) points of a section; full 0 means that it has no score."""
        parts = []
        for group in [{"key": None}, *section.get("groups", [])]:
            items = [i for i in section["items"] if i.get("group") == group["key"]]
            parts.append((group, items, *self._group(group, items)))
        kept = sum((k for *_, k, _ in parts), Fraction(0))
        full = sum((f for *_, f in parts), Fraction(0))
        rollup, weight = self._rollup(section), number(section.get("weight"), 1)
        if full and rollup == "weights":
            kept = full = Fraction(0)
            for group, items, got, of in parts:
                share = number(group.get("weight"), 1)
                if of:
                    kept, full = kept + share * got / of, full + share
                elif not self._normal(items):
                    kept += got
        elif full and rollup == "deduction":
            kept, full = weight - full + kept, weight
        elif not full and self.judged and self._whole(section):
            treatment = self.policy.get("no_answer", {}).get("section", "leave_out")
            if treatment != "leave_out":
                full = self._whole(section)
                kept += full if treatment == "full" else 0
        kept = self._within(section, self._stepped(section, kept, full), full)
        places = staged(self.policy, "section")
        if full and places is not None:
            if self.policy.get("rollup", "sections") == "sections":
                kept = to_places(kept / full * 100, self.policy, places) * full / 100
            else:
                kept = to_places(kept, self.policy, places)
        return kept, full

    def _whole(self, section: Doc) -> Fraction:
        """What a section hands up when everything in it is judged; 0 if nothing ever is."""
        sizes = {}
        for group in [{"key": None}, *section.get("groups", [])]:
            items = [i for i in section["items"] if i.get("group") == group["key"]]
            size = sum((self._worth(i) for i in self._normal(items)), Fraction(0))
            if size and group.get("rollup") == "deduction":
                size = number(group.get("weight"), 1)
            if size:
                weighed = self._rollup(section) == "weights"
                sizes[group["key"]] = number(group.get("weight"), 1) if weighed else size
        if sizes and self._rollup(section) == "deduction":
            return number(section.get("weight"), 1)
        return sum(sizes.values(), Fraction(0))

    def _total(self, limits: list[tuple[str, Fraction]]) -> Fraction | None:
        by_weight = self.policy.get("rollup", "sections") == "sections"
        brought: list[tuple[Fraction, Fraction | None]] = []
        bottom = Fraction(0)
        for section in self.doc["sections"]:
            kept, full = self.sections[section["key"]]
            kept = min([kept, *(full * cap / 100 for key, cap in limits if key == section["key"])])
            weight = number(section.get("weight"), 1)
            if not by_weight:
                brought.append((kept, None))
                bottom += full
            elif full:
                brought.append((weight * kept / full, None))
                bottom += weight
            elif not self._normal(section["items"]):
                brought.append((Fraction(0), kept / self.marks))
        if bottom == 0:
            return None
        shares = [part / bottom if extra is None else extra for part, extra in brought]
        if "weighted_places" in self.policy:
            places = self.policy["weighted_places"]
            shares = [to_places(s * self.marks, self.policy, places) / self.marks for s in shares]
        total = max(sum(shares, Fraction(0)) * 100, number(self.policy.get("floor")))
        return min(total, Fraction(100)) if self.policy.get("cap_at_100", True) else total

    def _rules(self) -> list[Doc]:
        return list(self.policy.get("rules", []))

    def _looked_at(self, rule: Doc) -> list[Doc]:
        return [
            i
            for i in self.items
            if i.get("role") != "bonus"
            and best(i) > 0
            and ("sections" not in rule or i["key"].split(".")[0] in rule["sections"])
            and ("tags" not in rule or set(rule["tags"]) & set(i.get("tags", [])))
        ]

    def _low(self, rule: Doc) -> list[str]:
        """The sections whose score as shown is under the limit."""
        scores = {key: self.sections[key] for key in rule["sections"]}
        return [
            key
            for key, (kept, full) in scores.items()
            if full and to_places(kept / full * 100, self.policy) < number(rule["below"])
        ]

    def _acts(self, rule: Doc) -> bool:
        found = self._looked_at(rule)
        judged = [i for i in found if self._share(i) is not None]
        if not {*rule} & MEASURES:
            return bool(rule["needs"])
        if "below" not in rule and "lost_at_least" not in rule:
            return self._counts(rule, judged)
        if "lost_at_least" in rule:
            pairs = [self._earned(i) or (Fraction(0), Fraction(0)) for i in judged]
            lost = sum((max(p - e, Fraction(0)) for e, p in pairs), Fraction(0))
            return lost >= number(rule["lost_at_least"])
        if "tags" in rule:
            return self._tagged_below(rule, found)
        if "sections" in rule:
            return bool(self._low(rule))
        return self.raw is not None and self.raw < number(rule["below"])

    def _counts(self, rule: Doc, judged: list[Doc]) -> bool:
        if "judged_below" in rule:
            return len(judged) < int(rule["judged_below"])
        if "picked_at_least" in rule:
            picks = [key for i in judged for key in self._picks(i) if key in rule["picked"]]
            return len(picks) >= int(rule["picked_at_least"])
        limits = [(i, number(rule.get("unmet_below", i["target"]))) for i in judged]
        unmet = [i for i, limit in limits if (self._share(i) or 0) * 100 < limit]
        return len(unmet) >= int(rule["unmet_at_least"])

    def _tagged_below(self, rule: Doc, found: list[Doc]) -> bool:
        """The items' score, each with what it counts in the total."""
        top, bottom = Fraction(0), Fraction(0)
        for item in found:
            earned, possible = self._earned(item) or (Fraction(0), Fraction(0))
            factor = self._factor(item)
            top, bottom = top + earned * factor, bottom + possible * factor
        if not bottom:
            return False
        shown = to_places(max(top, Fraction(0)) / bottom * 100, self.policy)
        return shown < number(rule["below"])

    def _factor(self, item: Doc) -> Fraction:
        """What a point of the item counts in the total, beside those of others."""
        [section] = [s for s in self.doc["sections"] if item in s["items"]]
        _, full = self.sections[section["key"]]
        factor = Fraction(1)
        if self.policy.get("rollup", "sections") == "sections":
            if full:
                factor = number(section.get("weight"), 1) / full
            elif self._normal(section["items"]):
                return Fraction(0)
            else:
                weights = [
                    number(s.get("weight"), 1)
                    for s in self.doc["sections"]
                    if self.sections[s["key"]][1]
                ]
                factor = sum(weights, Fraction(0)) / self.marks
        if self._rollup(section) != "weights":
            return factor
        groups = {g["key"]: g for g in section.get("groups", [])}
        mine = [i for i in section["items"] if i.get("group") == item.get("group")]
        _, of = self._group(groups.get(item.get("group"), {}), mine)
        if of:
            return factor * number(groups.get(item.get("group"), {}).get("weight"), 1) / of
        return Fraction(0) if self._normal(mine) else factor
