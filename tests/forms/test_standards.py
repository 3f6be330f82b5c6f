"""The built-in standards: complete in both languages, and fit to be scored in every view."""

import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest
from pydantic import BaseModel

from forms import standards
from forms.answers import parse_answers
from forms.base_item import Axis, Base, Dimension, Stage, Ware
from forms.branch import NOWHERE, BranchFacts
from forms.checklist import Checklist
from forms.items import Choice, Choices, Item, Number, Option, Scale, Wait, YesNo
from forms.lint import lint
from forms.scoring import Scorecard, effective_weights, score
from forms.texts import Text
from forms.validate import missing

FULL = [
    "bank-outlet", "car-dealer", "fuel-station", "hotel-front-desk", "restaurant-service",
    "retail-service",
]  # fmt: skip
"""The standards for a whole visit; the others are short ones for one purpose."""

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(params=standards.names())
def standard(request: pytest.FixtureRequest) -> Checklist:
    assert standards.read(request.param).issues == ()
    return standards.load(request.param)


def texts_of(checklist: Checklist) -> list[Text]:
    """Every text of the checklist, wherever it stands."""
    found: list[Text] = []

    def walk(value: object) -> None:
        if isinstance(value, Text):
            found.append(value)
        elif isinstance(value, tuple):
            for part in value:
                walk(part)
        elif isinstance(value, BaseModel):
            for _, part in value:
                walk(part)

    walk(checklist)
    return found


def test_names_and_unknown_names() -> None:
    assert "retail-service" in standards.names()
    with pytest.raises(KeyError):
        standards.load("../retail-service")


def test_every_text_is_written_in_both_languages(standard: Checklist) -> None:
    texts = texts_of(standard)
    assert len(texts) > 3 * len(standard.by_key)
    for text in texts:
        assert CHINESE.search(text.zh), text
        assert re.search(r"[A-Za-z]", text.en), text
        assert not CHINESE.search(text.en), text


def test_every_item_says_its_standard_and_how_to_meet_it(standard: Checklist) -> None:
    for item in standard.every_item():
        assert item.standard is not None, item.key
        assert item.coaching is not None, item.key
        sentences = re.findall(r"[.!?:…”]+(?:\s|$)", item.coaching.en)
        assert 1 <= len(sentences) <= 4, item.key


def test_no_wording_is_asked_twice(standard: Checklist) -> None:
    for lang in ("zh", "en"):
        asked = Counter(item.wording.say(lang) for item in standard.every_item())
        assert asked.most_common(1)[0][1] == 1


def test_weights(standard: Checklist) -> None:
    if standard.policy.rollup != "points":
        assert sum(section.weight for section in standard.sections) == 100
    weights = effective_weights(standard)
    if standard.policy.rollup == "deduction":
        # Faults may cost more than their section has to give: its floor holds them.
        assert sum(weights.values()) >= 100
    else:
        assert sum(weights.values()) == 100
    # Nothing decides alone, and what is judged and not a pure knock-out counts for something.
    assert max(weights.values()) <= max(Fraction(6), Fraction(300, len(weights)))
    for item in standard.every_item():
        assert weights[item.key] > 0 or not item.scored or item.critical, item.key


def best_answer(item: Item) -> object:
    """An answer that earns everything, or opens everything; None where nothing is judged."""
    value: object = None
    if not item.scored and not isinstance(item, Choices):
        return value
    match item:
        case Choices() if not item.scored:
            value = [o.key for o in item.options if not o.exclusive]
        case YesNo():
            value = item.good
        case Choice():
            value = max((o for o in item.options if o.points is not None), key=points_of).key
        case Choices():
            value = [o.key for o in item.options if points_of(o) > 0]
        case Scale():
            value = max(item.levels, key=lambda level: level.worth).level
        case Wait():
            value = {"seconds": 0, "method": "stopwatch"}
        case Number() if item.expected is not None:
            value = float(item.expected)
        case Number() if item.rate is not None:
            value = 0
        case Number():
            span = max(item.ranges, key=lambda one: one.points)
            limit = span.at_most if span.at_least is None else span.at_least
            value = float(limit or 0)
    return value


def points_of(option: Option) -> Decimal:
    return option.points or Decimal(0)


def best_answers(standard: Checklist) -> dict[str, dict[str, object]]:
    chosen = {item.key: best_answer(item) for item in standard.every_item()}
    return {key: {"value": value} for key, value in chosen.items() if value is not None}


def perfect_visit(standard: Checklist, branch: BranchFacts = NOWHERE) -> Scorecard:
    answers, issues = parse_answers(standard, best_answers(standard))
    assert issues == []
    return score(standard, answers, branch)


def test_a_perfect_visit_is_perfect_in_every_view(standard: Checklist) -> None:
    card = perfect_visit(standard)
    best = max(standard.policy.bands, key=lambda band: band.at_least)
    assert (card.raw, card.final, card.outcome, card.band) == (10_000, 10_000, "pass", best.key)
    assert card.shortfalls == ()
    whole = [card.views.dimensions, card.views.axes, card.views.quality, card.views.ware]
    for view in [*whole, card.views.stages, card.views.bases]:
        assert not any(part.thin and part.score is not None for part in view.values())


def formats_of(standard: Checklist) -> set[str]:
    """The branch formats that have wait bands of their own."""
    waits = (item for item in standard.every_item() if isinstance(item, Wait))
    return {name for wait in waits for name in wait.formats}


def test_a_perfect_visit_is_perfect_in_every_format(standard: Checklist) -> None:
    for name in formats_of(standard):
        assert perfect_visit(standard, BranchFacts(name)).final == 10_000, name


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("bank-outlet", "outside.card"),
        ("hotel-front-desk", "booking.card"),
        ("restaurant-service", "arrival.card"),
    ],
)
def test_what_the_scenario_does_not_ask_for_leaves_the_sum(name: str, card: str) -> None:
    standard = standards.load(name)
    given = best_answers(standard) | {card: {"value": ["none"]}}
    answers, issues = parse_answers(standard, given)
    found = score(standard, answers)
    assert (issues, found.final) == ([], 10_000)
    assert found.sections["problem"].score is None
    assert missing(standard, answers, dict.fromkeys(standard.by_key, 9)) == []


def test_the_doctor_has_no_warning(standard: Checklist) -> None:
    assert [found.text("en") for found in lint(standard) if found.severity == "warn"] == []


@pytest.mark.parametrize("name", FULL)
def test_a_full_standard_fills_every_view(name: str) -> None:
    standard = standards.load(name)
    items = list(standard.every_item())
    assert len(items) >= 45
    assert {dimension for item in items for dimension in item.dimensions} == set(
        get_args(Dimension)
    )
    assert {item.base for item in items} >= set(get_args(Base))
    assert {item.axis for item in items} >= set(get_args(Axis))
    assert {item.ware for item in items} >= set(get_args(Ware))
    assert {item.stage for item in items} >= set(get_args(Stage))
    assert any(isinstance(item, Wait) for item in items)
    assert sum(item.photo.when in ("required", "on_fail") for item in items) >= 8
    assert any(item.critical for item in items)
    views = perfect_visit(standard).views
    assert (views.service_type, views.run.reached) == ("quality", 4)


def test_the_retail_standard_follows_the_visit() -> None:
    retail = standards.load("retail-service")
    assert [section.key for section in retail.sections] == [
        "surroundings", "dress", "posture", "smile", "speech", "waits", "knowledge", "problem",
        "farewell",
    ]  # fmt: skip
    items = list(retail.every_item())
    assert {i.critical.effect for i in items if i.critical} >= {"zero_visit", "cap", "fail"}
    assert any(isinstance(i, Wait) and i.formats for i in items)
