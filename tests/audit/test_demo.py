"""The demo keeps what it promises: everybody can sign in and finds something to do."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import pytest_asyncio
from anyio import to_thread

from audit.demo import chain, live, periods, rivals
from audit.demo.noticed import entered, observed
from audit.demo.plan import Planned, Planner
from audit.models.people import ROLES
from audit.visits.flags import Flag, flags_of
from forms.answers import parse_answers
from forms.scoring import BranchFacts, score
from forms.standards import load
from forms.validate import missing
from tests.audit.installation import Installation
from tests.conftest import BACKEND, NOON, make_database

Found = dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What there is after a small demo was made."""
    folder = tmp_path_factory.mktemp("demo")
    url = "" if BACKEND == "sqlite" else await make_database("mingcha_demo", folder)
    return await to_thread.run_sync(_make, Installation(folder / "data", url))


def _make(installation: Installation) -> Found:
    with installation.start(Path(__file__).with_name("demo_process.py")) as process:
        said, _ = process.communicate()
    assert process.returncode == 0
    made: Found = json.loads(said)
    return made


def test_each_role_has_a_login_that_works(found: Found) -> None:
    assert found["roles"] == {role: [role] for role in ROLES}


def test_the_auditor_has_work_on_the_phone(found: Found) -> None:
    assert len(found["due"]) >= 4
    assert {one["kind"] for one in found["due"]} == {"mystery", "open"}
    assert all(one["scenario"] for one in found["due"])
    assert found["returned"] == [2], "one visit was sent back with remarks"


def test_the_reviewer_has_complete_visits_to_review(found: Found) -> None:
    assert found["waiting"]
    for complete, arrived, expected in found["waiting"]:
        assert complete
        assert arrived == expected > 0


def test_the_ranking_has_ranked_branches(found: Found) -> None:
    assert [code for code, *_ in found["ranking"]], "no branch was ranked"
    assert all(rank and 0 < final <= 10_000 for _, visits, final, rank in found["ranking"])


def test_a_competitor_stands_beside_ours_and_in_no_ranking_of_ours(found: Found) -> None:
    assert all(own > theirs > 1 for own, theirs, _ in found["rivals"])
    assert {verdict for *_, verdict in found["rivals"]} <= {"real", "within noise"}
    assert not [code for code, *_ in found["ranking"] if code.startswith("MY")]


def test_the_newest_wave_is_open_and_the_others_closed(found: Found) -> None:
    assert (found["waves"], found["open_waves"]) == (2, 1)


def test_everything_fits_together(found: Found) -> None:
    assert [level for level, *_ in found["findings"]] == ["ok"], found["findings"]
    assert found["unscored"] == 0
    assert found["photos"] == found["different"] > 20, "each photo is a picture of its own"
    assert found["reports"]["ready"] == 1
    assert found["reports"]["wanted"] > 20


def test_the_second_start_makes_nothing(found: Found) -> None:
    assert found["again"]
    assert found["seconds"] < 1
    assert found["said"] == 4


def test_an_installation_in_use_is_left_alone(found: Found) -> None:
    assert found["refusal"].startswith("0 rows:")
    assert "is no demo; nothing was changed" in found["refusal"]


@pytest.mark.parametrize("day", range(1, 32))
def test_on_any_day_the_open_wave_has_a_past_and_a_future(day: int) -> None:
    now = datetime(2027, 3, day, 15, tzinfo=UTC)
    waves = periods.periods(now, 13)
    assert waves[-1].first <= now.date() - timedelta(days=14)
    assert waves[-1].last >= now.date() + timedelta(days=3)
    assert len({wave.code for wave in waves}) == 13
    assert all(b.first - a.last == timedelta(days=1) for a, b in pairwise(waves))


def test_the_plan_is_believable_and_the_same_each_time() -> None:
    checklist = load("retail-service")
    waves = periods.periods(NOON, 13)
    own = chain.sites()
    every = (*own, *rivals.sites(own, len(waves)))
    plans = Planner(checklist, waves, 2_411, NOON).plan(every)
    assert plans == Planner(checklist, waves, 2_411, NOON).plan(every)
    theirs = [one for one in plans if one.site not in own]
    assert len({one.wave.code for one in theirs}) == 7
    assert not any(one.shots for one in theirs), "nobody takes photos there"
    finals: dict[str, list[int]] = {}
    for one in plans:
        answers, issues = parse_answers(checklist, one.answers)
        assert not issues
        shut = one.answers["surroundings.open"]["value"] is False
        branch = BranchFacts(chain.format_in(one.site, one.wave.number))
        photos = dict.fromkeys(checklist.by_key, 9)
        assert shut or not missing(checklist, answers, photos, branch)
        card = score(checklist, answers, branch)
        if card.final is not None:
            finals.setdefault(one.site.code, []).append(card.final)
    means = sorted(mean(scores) for scores in finals.values())
    assert 7_000 < means[0] < 8_200, "the weakest branch"
    assert 8_800 < means[-1] < 9_600, "the best branch"


def test_a_few_recent_visits_have_something_to_look_at() -> None:
    checklist = load("retail-service")
    plans = Planner(checklist, periods.periods(NOON, 13), 2_411, NOON).plan(chain.sites())
    recent = [one for one in plans if one.shots]
    told = [noted(one) for one in recent]
    assert told == [noted(one) for one in recent], "the same each time"
    names = [{flag.name for flag in flags} for flags in told]
    assert {"far_end", "short_stay", "entered_late", "unsure"} <= set.union(*names)
    assert len(recent) / 10 < sum(map(bool, names)) < len(recent) * 2 / 3
    assert not any(parse_answers(checklist, entered(one, one.answers))[1] for one in recent)


def noted(one: Planned) -> list[Flag]:
    """What a reviewer is told of a planned visit."""
    content = observed(one) | {"answers": entered(one, one.answers), "photos": []}
    return flags_of(content, one.site.place, frozenset())


def test_what_has_happened_lies_in_the_past() -> None:
    for hours in range(0, 24, 3):
        now = NOON + timedelta(hours=hours)
        plans = Planner(load("retail-service"), periods.periods(now, 2), 7, now).plan(chain.sites())
        for one in plans:
            if one.fate != "todo":
                latest = one.finished_at + live.LATEST
                assert latest < now, one
                assert all(shot.taken_at < one.finished_at for shot in one.shots)
