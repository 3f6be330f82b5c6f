"""What a snapshot takes, refuses, and how it is told apart."""

from datetime import date

import pytest
from pydantic import ValidationError

from reports.snapshot import BranchSnapshot, VisitSnapshot
from tests.reports import samples


def test_a_visit_survives_json() -> None:
    made = samples.visit()
    again = VisitSnapshot.model_validate_json(made.model_dump_json())
    assert again == made
    assert again.digest() == made.digest()


def test_a_branch_survives_json() -> None:
    made = samples.branch()
    assert BranchSnapshot.model_validate_json(made.canonical()).digest() == made.digest()


def test_any_change_changes_the_digest() -> None:
    assert samples.visit().digest() != samples.visit(number="R-2").digest()
    assert len(samples.visit().digest()) == 64


def test_it_can_not_be_changed() -> None:
    with pytest.raises(ValidationError):
        samples.visit().number = "other"


def test_a_mystery_visit_names_no_one() -> None:
    with pytest.raises(ValidationError, match="never names the shopper"):
        samples.visit(inspector="Li Lei")
    assert samples.visit(kind="open", inspector="Li Lei").inspector == "Li Lei"


def test_a_mystery_visit_gives_no_day() -> None:
    day = {"first_day": date(2026, 11, 12), "last_day": date(2026, 11, 12)}
    with pytest.raises(ValidationError, match="band of days"):
        samples.visit(when=day)
    assert samples.visit(kind="open", when=day).when.first_day == date(2026, 11, 12)


@pytest.mark.parametrize("field", ["shopper", "submitted_at", "device", "latitude", "photo_ids"])
def test_there_is_no_place_for_more(field: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        samples.visit(**{field: "x"})
