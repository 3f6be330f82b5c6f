"""Drafts and submissions: each write may come twice, late, or from two phones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from audit.models import (
    Assignment,
    BranchFacts,
    Draft,
    ItemResult,
    Photo,
    RefusedSubmission,
    Score,
    Submission,
    Visit,
    Wave,
)
from audit.problems import Problem
from audit.visits import review, visits
from audit.visits.phone import assignments_of, own_draft
from audit.visits.scores import region_codes
from tests.conftest import NOON
from tests.make import actor_of, grant, make_person
from tests.visiting import NO, YES, an_assignment, claim, sent_for

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]


async def test_it_works() -> None:
    assignment, actor = await an_assignment()
    visit = uuid4()
    saved = await visits.save_draft(actor, visit, 1, sent_for(assignment, {}), NOON)
    assert (saved.revision, saved.arrivals.expected) == (1, 0)
    receipt = await visits.submit(actor, visit, 1, sent_for(assignment), NOON)
    assert (receipt.state, receipt.complete, receipt.is_new) == ("submitted", True, True)
    score = await Score.get(visit__uuid=visit)
    assert (score.raw_score, score.final_score, score.s01) == (10000, 10000, 10000)
    assert await ItemResult.filter(visit__uuid=visit).count() == 1


async def test_the_same_submission_again_gets_the_same_receipt() -> None:
    assignment, actor = await an_assignment()
    visit, sent = uuid4(), sent_for(assignment)
    first = await visits.submit(actor, visit, 1, sent, NOON)
    later = replace(sent, device_time=NOON + timedelta(minutes=5))
    again = await visits.submit(actor, visit, 1, later, NOON + timedelta(minutes=5))
    assert replace(again, is_new=True) == first
    assert await Submission.filter(visit__uuid=visit).count() == 1


async def test_other_content_under_a_number_taken_is_kept_and_refused() -> None:
    assignment, actor = await an_assignment()
    visit = uuid4()
    await visits.submit(actor, visit, 1, sent_for(assignment), NOON)
    for _ in range(2):
        with pytest.raises(Problem, match="submission_differs"):
            await visits.submit(actor, visit, 1, sent_for(assignment, NO), NOON)
    assert await RefusedSubmission.filter(visit__uuid=visit).count() == 1
    assert (await Score.get(visit__uuid=visit)).final_score == 10000


async def test_a_second_phone_is_told_of_the_visit_and_its_work_is_kept() -> None:
    assignment, actor = await an_assignment()
    first, second = uuid4(), uuid4()
    await visits.submit(actor, first, 1, sent_for(assignment), NOON)
    with pytest.raises(Problem) as refused:
        await visits.submit(actor, second, 1, sent_for(assignment, NO), NOON)
    assert refused.value.details == {"visit": str(first)}
    assert await RefusedSubmission.filter(visit__uuid=first).count() == 1


async def test_a_number_out_of_turn_is_kept_and_refused() -> None:
    assignment, actor = await an_assignment()
    visit = uuid4()
    await visits.submit(actor, visit, 1, sent_for(assignment), NOON)
    with pytest.raises(Problem, match="wrong_state"):
        await visits.submit(actor, visit, 2, sent_for(assignment, NO), NOON)
    assert await RefusedSubmission.filter(visit__uuid=visit).count() == 1


async def test_an_older_draft_is_answered_with_the_newer_one() -> None:
    assignment, actor = await an_assignment()
    visit = uuid4()
    await visits.save_draft(actor, visit, 5, sent_for(assignment), NOON)
    await visits.save_draft(actor, visit, 5, sent_for(assignment), NOON)
    with pytest.raises(Problem) as refused:
        await visits.save_draft(actor, visit, 4, sent_for(assignment, NO), NOON)
    newer = refused.value.details["current"]
    assert isinstance(newer, dict)
    assert newer["revision"] == 5
    with pytest.raises(Problem, match="draft_outdated"):
        await visits.save_draft(actor, visit, 5, sent_for(assignment, NO), NOON)
    assert (await Draft.get(visit__uuid=visit)).content["answers"] == YES


async def test_a_foreign_assignment_is_answered_like_an_unknown_one() -> None:
    assignment, _ = await an_assignment()
    _, other = await an_assignment()
    told = []
    for target in (assignment.uuid, uuid4()):
        sent = replace(sent_for(assignment), assignment=target)
        with pytest.raises(Problem) as refused:
            await visits.submit(other, uuid4(), 1, sent, NOON)
        told.append((refused.value.code, refused.value.details))
    assert told == [("not_found", {})] * 2


async def test_sent_back_opens_the_next_number() -> None:
    assignment, actor = await an_assignment()
    visit = uuid4()
    await visits.submit(actor, visit, 1, sent_for(assignment, NO), NOON)
    reviewer = await make_person()
    await grant(reviewer, "reviewer")
    judge = await actor_of(reviewer)
    await review.take(judge, visit, NOON)
    await review.send_back(
        judge, visit, "看不清工牌", [review.RemarkIn("greeting.smile", "请补充")], NOON
    )
    receipt = await visits.submit(actor, visit, 2, sent_for(assignment), NOON)
    assert (receipt.number, receipt.state) == (2, "submitted")
    scores = await Score.filter(visit__uuid=visit).order_by("revision")
    assert [(s.revision, s.current, s.final_score) for s in scores] == [
        (1, False, 0),
        (2, True, 10000),
    ]


async def test_complete_when_each_listed_photo_is_here_with_its_hash() -> None:
    assignment, actor = await an_assignment()
    visit, here, coming, forged = uuid4(), claim("a" * 64), claim("b" * 64), claim("c" * 64)
    for one, sha256 in ((here, "a" * 64), (forged, "d" * 64)):
        await Photo.create(
            uuid=UUID(one["id"]),
            visit_uuid=visit,
            person_id=actor.person_id,
            state="arrived",
            sha256=sha256,
            size=3,
            media_type="image/jpeg",
            received_at=NOON,
        )
    sent = sent_for(assignment, photos=[here, coming, forged])
    receipt = await visits.submit(actor, visit, 1, sent, NOON)
    assert not receipt.complete
    assert (receipt.arrivals.arrived, receipt.arrivals.expected) == (1, 3)
    assert {str(m) for m in receipt.arrivals.missing} == {coming["id"], forged["id"]}


async def test_what_no_database_can_hold_is_made_storable() -> None:
    assignment, actor = await an_assignment()
    odd = {"greeting.smile": {"value": True, "note": "a\0b"}, "x": float("nan")}
    visit = uuid4()
    await visits.submit(actor, visit, 1, sent_for(assignment, odd), NOON)
    stored = await Submission.get(visit__uuid=visit)
    assert stored.content["answers"] == {
        "greeting.smile": {"value": True, "note": "a\ufffdb"},
        "x": None,
    }


@pytest.mark.parametrize("days", [-400, 400])
async def test_a_wrong_phone_clock_is_corrected_never_refused(days: int) -> None:
    assignment, actor = await an_assignment()
    visit, wrong = uuid4(), timedelta(days=days)
    sent = sent_for(assignment)
    sent = replace(sent, started_at=sent.started_at + wrong, device_time=NOON + wrong)
    await visits.submit(actor, visit, 1, sent, NOON)
    row = await Visit.get(uuid=visit)
    assert (row.local_day, row.daypart) == (NOON.date(), "midday")


async def test_another_phone_goes_on_from_whatever_is_newest() -> None:
    assignment, actor = await an_assignment()
    visit = uuid4()
    await visits.save_draft(actor, visit, 3, sent_for(assignment, NO), NOON)
    assert (await own_draft(actor, visit))[1]["answers"] == NO
    await visits.submit(actor, visit, 1, sent_for(assignment, YES), NOON + timedelta(minutes=1))
    revision, content = await own_draft(actor, visit)
    assert (revision, content["answers"]) == (3, YES)
    _, other = await an_assignment()
    with pytest.raises(Problem, match="not_found"):
        await own_draft(other, visit)


async def test_the_facts_are_those_of_the_branchs_own_day() -> None:
    assignment, actor = await an_assignment()
    march = date(2026, 3, 1)
    [known] = await BranchFacts.filter(branch_id=assignment.branch_id).values()
    await BranchFacts.filter(id=known.pop("id")).update(valid_to=march)
    await BranchFacts.create(**known | {"valid_from": march, "name_en": "From March on"})
    early = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)  # 07:30 on 1 March in Shanghai
    sent = replace(sent_for(assignment), started_at=early, finished_at=early, device_time=early)
    visit = uuid4()
    await visits.submit(actor, visit, 1, sent, early)
    made = await Visit.get(uuid=visit).select_related("facts")
    assert (made.local_day, made.facts.name_en) == (march, "From March on")


async def test_a_visit_made_before_its_cancelling_was_known_counts() -> None:
    assignment, actor = await an_assignment()
    await Assignment.filter(id=assignment.id).update(cancelled_at=NOON)
    receipt = await visits.submit(actor, uuid4(), 1, sent_for(assignment), NOON)
    assert receipt.state == "submitted"
    assert (await Assignment.get(id=assignment.id)).cancelled_at is None


@pytest.mark.parametrize("year", [1, 1970, 9999])
@pytest.mark.parametrize("which", ["started_at", "device_time"])
async def test_a_phone_with_a_mad_clock_can_send(year: int, which: str) -> None:
    assignment, actor = await an_assignment()
    mad = datetime(year, 12, 31, 23, 59, tzinfo=UTC)
    given: dict[str, Any] = {which: mad}
    uuid = uuid4()
    await visits.save_draft(actor, uuid, 1, replace(sent_for(assignment), **given), NOON)
    visit = await Visit.get(uuid=uuid)
    assert visit.started_at <= NOON
    assert visit.started_at.year >= 2000


async def test_what_was_begun_stays_on_the_phone_when_its_wave_is_closed() -> None:
    assignment, actor = await an_assignment()
    await Wave.filter(id=assignment.wave_id).update(closed_at=NOON)
    assert await assignments_of(actor) == []
    await visits.save_draft(actor, uuid4(), 1, sent_for(assignment), NOON)
    assert [card.id for card in await assignments_of(actor)] == [assignment.uuid]


STAMPS = [{"id": str(uuid4()), "kind": "entered", "at": "2026-03-02T11:30:00Z"}]


async def test_what_the_phone_noted_by_itself_is_kept_and_handed_on() -> None:
    assignment, actor = await an_assignment()
    visit = uuid4()
    sent = replace(sent_for(assignment, {}), observed={"events": STAMPS})
    await visits.save_draft(actor, visit, 2, sent, NOON)
    with pytest.raises(Problem, match="draft_outdated") as outdated:
        await visits.save_draft(actor, visit, 1, sent_for(assignment), NOON)
    newer = outdated.value.details["current"]
    assert isinstance(newer, dict)
    assert newer["events"] == STAMPS
    await visits.submit(actor, visit, 1, sent, NOON)
    assert (await Submission.get(visit__uuid=visit)).content["events"] == STAMPS


async def test_a_phone_that_notes_nothing_sends_what_older_phones_sent() -> None:
    assignment, _ = await an_assignment()
    assert not {"events", "positions", "clock"} & set(sent_for(assignment).content())


async def test_the_phone_learns_what_conditions_may_ask_about_the_branch() -> None:
    assignment, actor = await an_assignment()
    card = (await assignments_of(actor))[0]
    facts = await BranchFacts.get(branch_id=assignment.branch_id).select_related("region", "brand")
    shown = (card.branch.format, card.branch.region, card.branch.brand, card.branch.tags)
    assert shown == (facts.format, list(region_codes(facts)), facts.brand.code, facts.tags)
