"""The built-in standards: complete in both languages, and fit to be scored in every view."""

import re
from collections import Counter

import pytest
from pydantic import BaseModel

from forms import standards
from forms.answers import parse_answers
from forms.bundle import failing
from forms.checklist import Checklist
from forms.items import Choice, Choices, Scale, Wait
from forms.scoring import effective_weights, score
from forms.texts import Text

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
    assert len(texts) > 200
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
    assert sum(section.weight for section in standard.sections) == 100
    weights = effective_weights(standard)
    assert sum(weights.values()) == 100
    # Nothing decides alone, and what is judged and not a pure knock-out counts for something.
    assert max(weights.values()) <= 6
    for item in standard.every_item():
        assert weights[item.key] > 0 or not item.scored or item.critical, item.key


def test_no_view_is_thin(standard: Checklist) -> None:
    perfect: dict[str, object] = {}
    for item in standard.every_item():
        value: object = True
        if isinstance(item, Choice):
            value = max(item.options, key=lambda o: o.points or -1).key
        elif isinstance(item, Choices):
            value = []
        elif isinstance(item, Scale):
            value = max(level.level for level in item.levels)
        elif isinstance(item, Wait):
            value = {"seconds": 1, "method": "stopwatch"}
        elif item.kind == "number":
            value = {"waits.rings": 1}.get(item.key, 10)
        elif item.kind == "yes_no":
            value = failing(standard, item) == [False]
        else:
            continue
        perfect[item.key] = {"value": value}
    answers, issues = parse_answers(standard, perfect)
    assert issues == []
    card = score(standard, answers)
    assert (card.raw, card.final, card.outcome, card.band) == (10_000, 10_000, "pass", "A")
    assert card.views.service_type == "quality"
    assert (card.views.run.reached, card.shortfalls) == (4, ())
    whole = [card.views.dimensions, card.views.axes, card.views.quality, card.views.ware]
    for view in [*whole, card.views.stages, card.views.bases]:
        assert not any(part.thin for part in view.values())


def test_the_retail_standard_covers_its_subject() -> None:
    retail = standards.load("retail-service")
    assert [section.key for section in retail.sections] == [
        "surroundings", "dress", "posture", "smile", "speech", "waits", "knowledge", "problem",
        "farewell",
    ]  # fmt: skip
    items = list(retail.every_item())
    assert len(items) >= 45
    assert {i.critical.effect for i in items if i.critical} >= {"zero_visit", "cap", "fail"}
    assert any(isinstance(i, Wait) and i.formats for i in items)
    assert sum(i.photo.when in ("required", "on_fail") for i in items) >= 8
