"""What the standards of single trades and purposes promise beyond what all of them do."""

from collections.abc import Mapping

import pytest

from forms import standards
from forms.answers import parse_answers
from forms.branch import BranchFacts
from forms.items import Item, Number, Scale, Signature, Wait, YesNo
from forms.lint import lint
from forms.scoring import Scorecard, score

SHORT = ["competitor-visit", "open-inspection", "self-assessment", "telephone-audit"]


def items_of(name: str) -> dict[str, Item]:
    return dict(standards.load(name).by_key)


def visit(name: str, given: Mapping[str, object], branch_format: str = "") -> Scorecard:
    answers, issues = parse_answers(
        standards.load(name), {key: {"value": value} for key, value in given.items()}
    )
    assert issues == []
    return score(standards.load(name), answers, BranchFacts(format=branch_format))


def asked(card: Scorecard, prefix: str) -> set[str]:
    """The keys under `prefix` that were asked at all."""
    return {i.key for i in card.items.values() if i.key.startswith(prefix) and i.status != "hidden"}


@pytest.mark.parametrize("name", SHORT)
def test_a_short_standard_is_short(name: str) -> None:
    assert 15 <= len(items_of(name)) <= 25


@pytest.mark.parametrize("name", [*SHORT, "car-dealer", "fuel-station"])
def test_the_doctor_finds_nothing(name: str) -> None:
    assert [(one.key, one.text("en")) for one in lint(standards.load(name))] == []


@pytest.mark.parametrize("name", ["car-dealer", "competitor-visit", "fuel-station"])
def test_opinions_come_last(name: str) -> None:
    facts = [item.facts for item in standards.load(name).every_item()]
    assert not all(facts)
    assert facts == sorted(facts, reverse=True)


def test_a_station_is_asked_what_its_format_does() -> None:
    attended = visit("fuel-station", {})
    assert {"fuelling.grade", "fuelling.cap"} <= asked(attended, "fuelling.")
    assert "safety.static" not in asked(attended, "safety.")
    alone = visit("fuel-station", {}, branch_format="self_service")
    assert asked(alone, "fuelling.") == {"fuelling.right", "fuelling.zero", "fuelling.amount"}
    assert "safety.static" in asked(alone, "safety.")


def test_two_safety_faults_fail_a_station_whatever_its_score() -> None:
    answers = {key: i.good for key, i in items_of("fuel-station").items() if isinstance(i, YesNo)}
    faults = {"safety.static": False, "fuelling.grade": False}
    one = visit("fuel-station", answers | {"fuelling.grade": False}, branch_format="highway")
    two = visit("fuel-station", answers | faults, branch_format="highway")
    assert (one.outcome, two.outcome) == ("pass", "fail")
    assert (two.final, two.band) == (two.raw, "B")


def test_only_the_door_that_was_used_is_asked_about() -> None:
    buying = visit("car-dealer", {"contact.met": ["cars", "drive"]})
    assert asked(buying, "drive.")
    assert not asked(buying, "service.")
    mending = visit("car-dealer", {"contact.met": ["repair"]})
    assert asked(mending, "service.")
    assert not asked(mending, "drive.")
    assert "conduct.respect" in asked(mending, "conduct.")


@pytest.mark.parametrize(
    ("answers", "final", "outcome"),
    [
        ({"quote.itemised": "itemised"}, 10_000, "pass"),
        ({"quote.itemised": "shown"}, 6670, "pass"),
        ({"quote.itemised": "shown", "needs.open": True, "quote.terms": True}, 8840, "pass"),
        ({"quote.itemised": "lump", "needs.open": True, "dress.basics": ["none"]}, 6900, "pass"),
        ({"quote.itemised": "itemised", "quote.forced": True}, 5710, "critical"),
    ],
)
def test_a_quotation_has_to_be_open(answers: dict[str, object], final: int, outcome: str) -> None:
    card = visit("car-dealer", {"contact.met": ["cars", "quote"]} | answers)
    assert (card.final, card.outcome) == (final, outcome)


def test_a_competitor_is_treated_fairly() -> None:
    items = items_of("competitor-visit")
    assert not any(item.photo.when == "required" for item in items.values())
    assert {i.critical.effect for i in items.values() if i.critical} == {"not_evaluable"}
    ours = {d for i in items_of("retail-service").values() for d in i.dimensions}
    assert {d for i in items.values() for d in i.dimensions} == ours


def test_an_open_inspection_counts_faults_down_and_is_signed() -> None:
    items = items_of("open-inspection")
    assert isinstance(items["close.sign"], Signature)
    assert sum(isinstance(i, Number) and i.tolerance is not None for i in items.values()) >= 2
    spotless = visit("open-inspection", {"safety.extinguishers": 0})
    faulty = visit("open-inspection", {"safety.extinguishers": 2})
    worst = visit("open-inspection", {"safety.extinguishers": 9})
    assert (spotless.final, faulty.final, worst.final) == (10_000, 8180, 7730)


def test_a_telephone_audit_times_the_call_and_touches_no_premises() -> None:
    items = items_of("telephone-audit")
    assert any(isinstance(item, Wait) for item in items.values())
    rings = {n: visit("telephone-audit", {"answering.rings": n}).final for n in (3, 4, 5, 6, 60)}
    assert rings == {3: 10_000, 4: 7500, 5: 5000, 6: 2500, 60: 0}


def test_a_self_assessment_is_made_of_sentences() -> None:
    judged = [item for item in items_of("self-assessment").values() if item.scored]
    assert all(isinstance(item, Scale) and len(item.levels) == 4 for item in judged)
    assert not any(item.critical for item in judged)
