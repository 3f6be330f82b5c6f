"""Arbitrary valid checklists (as plain documents) and answers to them."""

import os
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

Doc = dict[str, Any]
FORMATS = ("", "kiosk", "flagship")

EXAMPLES = int(os.environ.get("MINGCHA_EXAMPLES", "30"))
check = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
check_less = settings(max_examples=EXAMPLES * 2 // 3, deadline=None, derandomize=True)

KINDS = ("yes_no", "choice", "choices", "scale", "wait", "number", "rate", "ranking", "text")
few_points = st.sampled_from([0, 1, 2, 3, 5, 7, "0.5", "2.25", "0.1"])
any_points = st.sampled_from([-2, "-0.5", 0, 1, 2, 3, 7, "0.7"])
weights = st.sampled_from([0, 1, 2, 3, 7, 13, "0.5", "1.25", "0.333333"])
hundreds = st.integers(0, 100)
treatments = st.sampled_from(["leave_out", "full", "none"])


@st.composite
def wait_bands(draw: st.DrawFn, highest: int) -> list[Doc]:
    limits = sorted(draw(st.sets(st.integers(0, 600), min_size=1, max_size=4)))
    falling = sorted(
        draw(st.lists(st.integers(0, highest), min_size=len(limits), max_size=len(limits))),
        reverse=True,
    )
    return [{"within": w, "points": p} for w, p in zip(limits, falling, strict=True)]


@st.composite
def kinds(draw: st.DrawFn) -> Doc:  # noqa: PLR0912
    """The part of an item that its kind brings."""
    kind = draw(st.sampled_from(KINDS))
    item: Doc = {"kind": kind}
    match kind:
        case "yes_no":
            item["good"] = draw(st.booleans())
        case "choice":
            options: list[Doc] = [
                {"key": f"o{n}", "text": "o"} for n in range(draw(st.integers(1, 5)))
            ]
            for option in options:
                if draw(st.integers(0, 4)):
                    option["points"] = draw(any_points)
            options.append({"key": "best", "text": "o", "points": draw(st.integers(1, 9))})
            item["options"] = options
        case "choices":
            points = draw(st.lists(any_points, min_size=1, max_size=5))
            item["options"] = [
                {"key": f"o{n}", "text": "o", "points": p} for n, p in enumerate(points)
            ]
            item["start"] = draw(st.integers(1, 6))
            item["mode"] = draw(st.sampled_from(["sum", "sum", "highest", "lowest", "count"]))
            if item["mode"] == "sum" and draw(st.booleans()):
                item |= {"least": -2, "most": 4}
            if item["mode"] == "count":
                item["ranges"] = [{"at_least": 2, "points": 5}, {"at_least": 1, "points": "1.5"}]
        case "scale":
            item["levels"] = [
                {"level": n, "text": "s", "points": draw(few_points)}
                for n in range(draw(st.integers(1, 4)))
            ] + [{"level": 9, "text": "s"}]
        case "wait":
            item["bands"] = [{"within": 5, "points": 9}]
            item["bands"] += [b for b in draw(wait_bands(9)) if b["within"] > 5]
            item["formats"] = {"kiosk": draw(wait_bands(9))}
        case "number":
            item["ranges"] = [
                {"at_least": low, "at_most": low + 5, "points": draw(few_points)}
                for low in draw(st.lists(st.integers(-20, 20), max_size=4))
            ] + [{"at_most": -10, "points": 4}]
            if draw(st.booleans()):
                del item["ranges"]
                item |= {"expected": draw(st.integers(-5, 5)), "tolerance": "2.5"}
        case "rate":
            item["kind"] = "number"
            item["rate"] = draw(rates())
        case "ranking":
            worth: list[Any] = [*draw(st.lists(any_points, max_size=3)), 4]
            item["options"] = [
                {"key": f"o{n}", "text": "o", "points": p} for n, p in enumerate(worth)
            ]
    return item


@st.composite
def rates(draw: st.DrawFn) -> Doc:
    rate: Doc = {
        "per": draw(st.sampled_from([1, 3, "2.5"])),
        "after": draw(st.integers(-3, 3)),
        "part": draw(st.sampled_from(["up", "down", "exact"])),
    }
    if draw(st.booleans()):
        return rate | {
            "start": draw(st.integers(1, 9)),
            "each": draw(st.sampled_from([-1, "-0.7"])),
        }
    if draw(st.booleans()):
        return rate | {"each": draw(st.sampled_from([1, "1.3"])), "most": 8}
    return rate | {"each": -2, "least": -6}


@st.composite
def conditions(draw: st.DrawFn, keys: list[Doc]) -> Doc:
    """Something about an item that comes before, or about the branch."""
    if not keys or not draw(st.integers(0, 3)):
        return {
            "branch": "format",
            "in": draw(st.lists(st.sampled_from(["kiosk", "x"]), min_size=1)),
        }
    about = draw(st.sampled_from(keys))
    states = ["answered", "na", "unseen", "hidden", "empty"]
    condition: Doc = {"item": about["key"], "state": draw(st.sampled_from(states))}
    if about["kind"] == "yes_no" and draw(st.booleans()):
        condition = {"item": about["key"], "is": draw(st.booleans())}
    elif about["kind"] == "number" and draw(st.booleans()):
        condition = {"item": about["key"], "at_least": draw(st.integers(-9, 9))}
    wrapped: list[Doc] = [
        condition, {"not": condition}, {"any": [condition, {"branch": "format", "is": "flagship"}]},
    ]  # fmt: skip
    return draw(st.sampled_from(wrapped))


@st.composite
def items(draw: st.DrawFn, key: str, simple: bool) -> Doc:
    item: Doc = draw(kinds()) | {"key": key, "wording": {"zh": "问", "en": "ask"}}
    if item["kind"] == "text":
        return item
    if draw(st.booleans()):
        item["weight"] = draw(weights)
    item["target"] = draw(hundreds)
    item["dimensions"] = draw(
        st.lists(st.sampled_from(["reliability", "assurance", "empathy"]), max_size=2, unique=True)
    )
    item["axis"] = draw(st.sampled_from(["process", "personal"]))
    if simple:
        return item
    item["role"] = draw(st.sampled_from(["normal"] * 6 + ["bonus", "penalty"]))
    for missing in ("unseen", "na", "empty", "hidden"):
        if not draw(st.integers(0, 9)):
            item[missing] = draw(treatments)
    item["tags"] = draw(st.sampled_from([[], ["major"], ["major", "b"]]))
    if item["kind"] == "yes_no" and draw(st.booleans()):
        item["reasons"] = [
            {"key": "r0", "text": "r", "credit": draw(hundreds)},
            {"key": "r1", "text": "r", "credit": draw(hundreds)},
            {"key": "r2", "text": "r"},
        ]
        item["reasons_by"] = draw(st.sampled_from(["lowest", "main", "sum"]))
    if not draw(st.integers(0, 3)):
        item["critical"] = draw(criticals(pickable(item)))
    return item


EFFECTS = [
    "flag", "fail", "no_pass", "cap", "deduct", "keep", "cap_section", "zero_section", "zero_visit"
] * 3  # fmt: skip
EFFECTS.append("not_evaluable")
AMOUNTS = ("cap", "deduct", "keep", "cap_section")
MEASURES = ["unmet_at_least", "lost_at_least", "below", "judged_below", "picked_at_least"]


@st.composite
def rules(
    draw: st.DrawFn, key: str, sections: list[str], picks: list[str], before: list[str]
) -> Doc:
    rule: Doc = {"key": key, "text": "t", "effect": draw(st.sampled_from(EFFECTS))}
    if rule["effect"] in AMOUNTS:
        rule[rule["effect"]] = draw(hundreds)
    if rule["effect"] in ("zero_section", "cap_section") or draw(st.booleans()):
        rule["sections"] = draw(st.lists(st.sampled_from(sections), min_size=1, unique=True))
    if draw(st.booleans()):
        rule["tags"] = ["major"]
    measure = draw(st.sampled_from(MEASURES if picks else MEASURES[:-1]))
    rule[measure] = draw(hundreds) if measure == "below" else draw(st.integers(1, 4))
    if measure == "picked_at_least":
        rule["picked"] = draw(st.lists(st.sampled_from(picks), min_size=1, unique=True))
    if measure == "unmet_at_least" and draw(st.booleans()):
        rule["unmet_below"] = draw(hundreds)
    if before and not draw(st.integers(0, 2)):
        rule["needs"] = [draw(st.sampled_from(before))]
        if draw(st.booleans()):
            del rule[measure]
            rule.pop("picked", None)
            rule.pop("unmet_below", None)
    return rule


@st.composite
def groups(draw: st.DrawFn, items: list[Doc], simple: bool) -> Doc:
    """Groups for some of the items, and how the section adds them up."""
    keys = [f"g{n}" for n in range(draw(st.integers(1, 3)))]
    weighed = draw(st.booleans())
    for item in items:
        item["group"] = draw(st.sampled_from(keys))
        if not weighed and not draw(st.integers(0, 2)):
            del item["group"]
    found: list[Doc] = [
        {"key": key, "title": "g", "weight": draw(st.integers(1, 9))} for key in keys
    ]
    for group in found:
        if simple:
            continue
        group.update(draw(limits()))
        if not draw(st.integers(0, 2)):
            group["rollup"] = "deduction"
    return {"groups": found} | ({"rollup": "weights"} if weighed else {})


@st.composite
def limits(draw: st.DrawFn) -> Doc:
    found: Doc = {}
    if not draw(st.integers(0, 3)):
        found |= {"floor": draw(st.integers(-200, 30)), "cap": draw(st.integers(30, 100))}
    if not draw(st.integers(0, 3)):
        found["most_lost"] = draw(st.sampled_from([0, 2, "3.5"]))
    if not draw(st.integers(0, 3)):
        found["most"] = draw(st.sampled_from([1, 4, "6.5"]))
    if not draw(st.integers(0, 3)):
        edges = sorted(draw(st.lists(st.integers(0, 100), min_size=1, max_size=3, unique=True)))
        scores = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
        found["steps"] = [
            {"at_least": edge, "score": score} for edge, score in zip(edges, scores, strict=False)
        ]
    return found


@st.composite
def criticals(draw: st.DrawFn, picks: list[str]) -> Doc:
    rule: Doc = {"effect": draw(st.sampled_from(EFFECTS)), "definition": "d"}
    if rule["effect"] in AMOUNTS:
        rule[rule["effect"]] = draw(hundreds)
    way = draw(st.integers(0, 2))
    if way == 0:
        rule["below"] = draw(hundreds)
    elif way == 1 and picks:
        rule["picked"] = draw(st.lists(st.sampled_from(picks), min_size=1, unique=True))
    return rule


def pickable(item: Doc) -> list[str]:
    """The keys of its judged options and of its reasons."""
    found = [o for o in item.get("options", []) if "points" in o or item["kind"] == "choices"]
    return [part["key"] for part in (*found, *item.get("reasons", []))]


@st.composite
def policies(draw: st.DrawFn, simple: bool) -> Doc:
    policy: Doc = {
        "rollup": draw(st.sampled_from(["points", "sections", "deduction"])),
        "places": draw(st.integers(0, 2)),
    }
    if simple:
        return policy
    policy |= {
        "stage": draw(st.sampled_from(["total", "total", "section", "item"])),
        "rounding": draw(st.sampled_from(["half_up", "half_even", "down", "up"])),
        "cap_at_100": draw(st.booleans()),
        "full_marks": draw(st.sampled_from([100, 100, 120, 1000])),
        "floor": draw(st.sampled_from([0, 0, 0, 15])),
        "no_answer": {
            kind: draw(treatments) for kind in ("na", "unseen", "empty", "hidden", "section")
        },
    }
    for places in ("item_places", "section_places", "weighted_places"):
        if not draw(st.integers(0, 4)):
            policy[places] = draw(st.integers(0, 3))
    if draw(st.booleans()):
        policy["pass_mark"] = draw(hundreds)
    return policy


@st.composite
def documents(draw: st.DrawFn, simple: bool = False) -> Doc:
    """A checklist. `simple` leaves out what may rightly break monotony and neutrality."""
    sections: list[Doc] = []
    for s in range(draw(st.integers(1, 4))):
        section: Doc = {
            "key": f"s{s}",
            "title": {"zh": "部分", "en": "section"},
            "weight": draw(st.integers(1, 40)),
            "items": [draw(items(f"s{s}.i{i}", simple)) for i in range(draw(st.integers(1, 5)))],
        }
        if not draw(st.integers(0, 2)):
            section |= draw(groups(section["items"], simple))
        if not simple:
            section |= draw(limits())
            if not draw(st.integers(0, 3)):
                section["rollup"] = "deduction"
            if not draw(st.integers(0, 3)):
                section["show_if"] = draw(conditions([i for t in sections for i in t["items"]]))
            for n, item in enumerate(section["items"]):
                if not draw(st.integers(0, 3)):
                    before = [i for t in sections for i in t["items"]] + section["items"][:n]
                    item["show_if"] = draw(conditions(before))
            if not draw(st.integers(0, 4)):
                for item in section["items"]:
                    item["role"] = draw(st.sampled_from(["bonus", "penalty"]))
        sections.append(section)
    policy = draw(policies(simple))
    if not simple:
        keys = [section["key"] for section in sections]
        picks = sorted({key for s in sections for i in s["items"] for key in pickable(i)})
        known = {tag for s in sections for i in s["items"] for tag in i.get("tags", [])}
        policy["rules"] = []
        for n in range(draw(st.integers(0, 3))):
            before = [rule["key"] for rule in policy["rules"]]
            rule = draw(rules(f"r{n}", keys, picks, before))
            if set(rule.get("tags", [])) <= known:
                policy["rules"].append(rule)
    return {"key": "any", "title": "any", "policy": policy, "sections": sections}


def all_items(doc: Doc) -> list[Doc]:
    return [item for section in doc["sections"] for item in section["items"]]


def values(item: Doc) -> st.SearchStrategy[Any]:
    found: st.SearchStrategy[Any] = st.just("words")
    match item["kind"]:
        case "yes_no":
            found = st.booleans()
        case "choice":
            found = st.sampled_from([o["key"] for o in item["options"]])
        case "choices":
            found = st.lists(st.sampled_from([o["key"] for o in item["options"]]), unique=True)
        case "scale":
            found = st.sampled_from([s["level"] for s in item["levels"]])
        case "wait":
            edges = [b["within"] for t in (item["bands"], item["formats"]["kiosk"]) for b in t]
            around = st.sampled_from([second for e in edges for second in (e, e + 1)])
            found = around.map(lambda s: {"seconds": s, "method": "stopwatch"})
        case "ranking":
            keys = [o["key"] for o in item["options"]]
            found = st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True)
        case "number":
            found = st.integers(-30, 30) | st.sampled_from([0.5, -9.999999, 4.25])
    return found


@st.composite
def answers_to(draw: st.DrawFn, doc: Doc) -> Doc:
    raw: Doc = {}
    for item in all_items(doc):
        way = draw(st.integers(0, 9))
        if way == 0:
            raw[item["key"]] = {"skip": "na"}
        elif way == 1:
            raw[item["key"]] = {"skip": "unseen", "reason": "r"}
        elif way > 2:
            raw[item["key"]] = {"value": draw(values(item))}
            bad = not item.get("good", True)
            if "reasons" in item and raw[item["key"]]["value"] is bad and item["target"]:
                picked = st.lists(st.sampled_from(["r0", "r1", "r2"]), max_size=3, unique=True)
                raw[item["key"]]["reasons"] = draw(picked)
    return raw


@st.composite
def cases(draw: st.DrawFn, simple: bool = False) -> tuple[Doc, Doc, str]:
    """(document, raw answers, branch format)."""
    doc = draw(documents(simple))
    return doc, draw(answers_to(doc)), draw(st.sampled_from(FORMATS))
