"""People: added, changed, let in and shut out by an administrator, and never without a trace."""

from datetime import date
from uuid import uuid4

import pytest

from audit.models import Person, RoleGrant, TrailEntry
from audit.people import grants, people, resets, sessions, tokens
from audit.people.grants import NewGrant
from audit.people.operator import operator
from audit.people.people import Filter, Profile
from tests.anna import ANNA, DAY, FIRST, QUICK, SECOND, actions, added, enter, refusal
from tests.conftest import NOON, TickingClock
from tests.make import (
    TODAY,
    grant,
    make_actor,
    make_branch,
    make_brand,
    make_person,
    make_region,
)

pytestmark = pytest.mark.asyncio


async def test_a_person_is_added_in_one_written_form(database: None) -> None:
    new = await added(Profile(" Ｅ７ ", " 安娜 ", "+86 138-1234-5678", "", "en"))
    row = await Person.get(uuid=new.uuid)
    assert (row.login, row.name, row.mobile, row.email, row.language) == (
        "e7", "安娜", "13812345678", None, "en"
    )  # fmt: skip
    assert (row.active, row.password_due, new.link) == (True, True, None)
    assert await actions(new.uuid) == ["person_added"]


async def test_a_pseudonym_says_nothing(database: None) -> None:
    drawn = set()
    for number in range(20):
        new = await added(Profile(f"e{number}x", "Anna"))
        drawn.add((await Person.get(uuid=new.uuid)).pseudonym)
    assert len(drawn) == 20
    assert all(len(one) == 7 and "E1" not in one for one in drawn)


async def test_the_first_password_opens_and_must_be_changed(database: None) -> None:
    await added()
    signed_in = await enter("13812345678", FIRST)
    assert signed_in.actor.password_due
    await resets.choose_password(signed_in.actor, FIRST, SECOND, NOON, passwords=QUICK)
    again = await enter("e7", SECOND)
    assert not again.actor.password_due
    assert (await refusal(enter("e7", FIRST))).code == "wrong_login"


@pytest.mark.parametrize(
    ("profile", "paths"),
    [
        (Profile("", ""), ["login", "name"]),
        (Profile("a b", "Anna", "12", "no mail", "fr"), ["login", "mobile", "email", "language"]),
        (Profile("e7", "x" * 101), ["name"]),
        (Profile("e7", "Anna\u202egnp.exe"), ["name"]),
        (Profile("e7", "Anna\0"), ["name"]),
        (Profile("e7\0", "Anna"), ["login"]),
        (Profile("e" * 65, "Anna"), ["login"]),
        (Profile("e7", "Anna\ud800"), ["name"]),
    ],
)
async def test_each_fault_is_named(database: None, profile: Profile, paths: list[str]) -> None:
    problem = await refusal(added(profile))
    assert problem.code == "invalid"
    assert [issue.path for issue in problem.issues] == paths


async def test_the_first_password_must_be_good_too(database: None) -> None:
    problem = await refusal(added(password="e7-安娜-13812345678"))
    assert problem.code == "weak_password"
    assert [issue.path for issue in problem.issues] == ["password"]


@pytest.mark.parametrize(
    ("profile", "path"),
    [
        (Profile("E7", "Other"), "login"),
        (Profile("e8", "Other", "13812345678"), "mobile"),
        (Profile("13812345678", "Other"), "login"),
        (Profile("e8", "Other", "13900000000"), "mobile"),
    ],
)
async def test_login_and_number_are_one_persons(
    database: None, profile: Profile, path: str
) -> None:
    await added()
    await make_person("13900000000")
    problem = await refusal(added(profile))
    assert problem.code == "already_exists"
    assert [issue.path for issue in problem.issues] == [path]


async def test_a_person_is_changed_and_the_trail_names_the_fields(database: None) -> None:
    new = await added()
    actor = operator(NOON)
    moved = Profile("e8", "安娜", "13912345678", None, "en")
    assert await people.change_person(actor, new.uuid, moved, NOON)
    assert not await people.change_person(actor, new.uuid, moved, NOON)
    line = await people.person_line(actor, new.uuid)
    assert line.profile == moved
    assert await actions(new.uuid) == ["person_added", "person_changed"]
    entry = await TrailEntry.get(action="person_changed")
    assert entry.details == {"fields": ["email", "language", "login", "mobile"]}


async def test_who_is_shut_out_is_out_at_once(database: None, clock: TickingClock) -> None:
    keeper = await make_actor("admin")
    new = await added(actor=keeper)
    await people.set_active(keeper, new.uuid, True, NOON)
    await grants.give_role(keeper, new.uuid, NewGrant("admin"), NOON)
    signed_in = await enter("e7", FIRST)
    token = await tokens.create_token(signed_in.actor, "one", None, NOON)
    link = await resets.create_link(keeper, new.uuid, NOON)
    await people.set_active(keeper, new.uuid, False, NOON)
    assert await sessions.actor_of(signed_in.token, NOON) is None
    assert await sessions.actor_of_bearer(token.token, NOON) is None
    assert await resets.link_holder(link, NOON) is None
    assert (await refusal(enter("e7", FIRST))).code == "wrong_login"
    await people.set_active(keeper, new.uuid, True, NOON)
    assert await sessions.actor_of(signed_in.token, NOON) is None, "the past does not come back"
    assert await sessions.actor_of_bearer(token.token, NOON) is None
    await enter("e7", FIRST)


async def test_somebody_always_administers(database: None) -> None:
    last = await make_actor("admin")
    assert (await refusal(people.set_active(last, last.uuid, False, NOON))).code == "last_admin"
    held = (await people.person_line(last, last.uuid)).roles[0]
    assert (await refusal(grants.end_role(last, last.uuid, held.key, NOON))).code == "last_admin"
    gone = await make_actor("admin")
    await people.set_active(last, gone.uuid, False, NOON)
    assert (await refusal(people.set_active(last, last.uuid, False, NOON))).code == "last_admin"


# --- roles --------------------------------------------------------------------------------------


async def test_a_role_has_scope_and_days(database: None) -> None:
    north = await make_region("north")
    brand, branch = await make_brand("tea"), await make_branch("N1", north)
    actor, new = operator(NOON), await added()
    span = {"starts_on": TODAY, "ends_on": TODAY + DAY}
    await grants.give_role(actor, new.uuid, NewGrant("region_manager", "north", **span), NOON)  # type: ignore[arg-type]
    await grants.give_role(actor, new.uuid, NewGrant("head_office", brand="tea"), NOON)
    await grants.give_role(actor, new.uuid, NewGrant("branch_manager", branch="N1"), NOON)
    held = {one.role: one for one in (await enter("e7", FIRST)).actor.grants}
    assert held["region_manager"].region_path == "/north/"
    assert held["head_office"].brand_id == brand.id
    assert held["branch_manager"].branch_id == branch.id
    line = (await people.person_line(actor, new.uuid)).roles[0]
    assert (line.role, line.region, line.starts_on, line.ends_on) == (
        "region_manager", "north", TODAY, TODAY + DAY
    )  # fmt: skip
    assert (await actions(new.uuid))[1:4] == ["role_given"] * 3


async def test_giving_a_role_again_changes_nothing(database: None) -> None:
    actor, new = operator(NOON), await added()
    first = await grants.give_role(actor, new.uuid, NewGrant("reviewer"), NOON)
    second = await grants.give_role(actor, new.uuid, NewGrant("reviewer"), NOON + DAY)
    assert first == second
    assert await RoleGrant.all().count() == 1


async def test_a_role_ends_and_what_was_stays_readable(database: None) -> None:
    actor, person = operator(NOON), await make_person()
    old = await grant(person, "reviewer", starts_on=date(2026, 1, 1))
    new = await grant(person, "auditor", starts_on=TODAY)
    await make_actor("admin")
    lines = (await people.person_line(actor, person.uuid)).roles
    keys = {line.role: line.key for line in lines}
    for one in (old, new, old):
        await grants.end_role(actor, person.uuid, keys[one.role], NOON)
    rows = await RoleGrant.filter(person_id=person.id)
    assert [(row.role, row.ends_on) for row in rows] == [("reviewer", TODAY - DAY)]
    assert (await actions(person.uuid)) == ["role_ended"] * 2


@pytest.mark.parametrize(
    ("wanted", "paths"),
    [
        (NewGrant("king"), ["role"]),
        (NewGrant("branch_manager"), ["branch"]),
        (NewGrant("region_manager"), ["branch"]),
        (NewGrant("admin", region="north"), ["role"]),
        (NewGrant("reviewer", region="nowhere"), ["region"]),
        (NewGrant("reviewer", brand="none", branch="\0"), ["brand", "branch"]),
        (NewGrant("reviewer", ends_on=TODAY - DAY), ["ends_on"]),
    ],
)
async def test_roles_that_make_no_sense_are_refused(
    database: None, wanted: NewGrant, paths: list[str]
) -> None:
    await make_region("north")
    new = await added()
    problem = await refusal(grants.give_role(operator(NOON), new.uuid, wanted, NOON))
    assert problem.code == "invalid"
    assert [issue.path for issue in problem.issues] == paths


# --- listing ------------------------------------------------------------------------------------


async def test_people_are_listed_by_pages_and_found(database: None) -> None:
    admin = await make_actor("admin")
    for number in range(60):
        await make_person(f"z{number:03}", name=f"员工{number}", active=number % 2 == 0)
    one = await Person.get(login="z007")
    await Person.filter(id=one.id).update(mobile="13812345678", name="Ärger_%")
    await grant(one, "reviewer")
    first = await people.list_people(admin, Filter(search="Z0"))
    assert (len(first.people), first.total, first.page, first.pages) == (50, 60, 1, 2)
    last = await people.list_people(admin, Filter(search="z0", page=99))
    assert (len(last.people), last.page) == (10, 2)
    finds = {
        "138 1234": ["z007"], "员工12": ["z012"], "_%": ["z007"], "%": ["z007"], "z00_": [],
        "\0nobody": [],
    }  # fmt: skip
    for search, logins in finds.items():
        found = await people.list_people(admin, Filter(search=search))
        assert [line.profile.login for line in found.people] == logins, search
    found = await people.list_people(admin, Filter(role="reviewer"))
    assert [line.profile.login for line in found.people] == ["z007"]
    assert [role.role for role in found.people[0].roles] == ["reviewer"]
    assert (await people.list_people(admin, Filter(search="z0", active=False))).total == 30


async def test_no_row_shows_a_pseudonym_beside_a_name(database: None) -> None:
    admin = await make_actor("admin")
    shopper = await make_person(pseudonym="QQQ-QQQ")
    assert "QQQ-QQQ" not in repr(await people.list_people(admin, Filter()))
    assert "QQQ-QQQ" not in repr(await people.person_line(admin, shopper.uuid))


@pytest.mark.parametrize(
    "role", ["auditor", "reviewer", "branch_manager", "region_manager", "head_office"]
)
async def test_only_an_administrator_administers(database: None, role: str) -> None:
    actor, uuid = await make_actor(role), (await make_person()).uuid
    works = [
        added(actor=actor),
        people.change_person(actor, uuid, ANNA, NOON),
        people.set_active(actor, uuid, False, NOON),
        people.person_line(actor, uuid),
        people.list_people(actor, Filter()),
        grants.give_role(actor, uuid, NewGrant("admin"), NOON),
        grants.end_role(actor, uuid, "1", NOON),
        resets.create_link(actor, uuid, NOON),
    ]
    for work in works:
        assert (await refusal(work)).code == "not_allowed"


async def test_nobody_unknown_is_changed(database: None) -> None:
    actor, uuid = await make_actor("admin"), uuid4()
    works = [
        people.change_person(actor, uuid, ANNA, NOON),
        people.set_active(actor, uuid, False, NOON),
        people.person_line(actor, uuid),
        grants.give_role(actor, uuid, NewGrant("admin"), NOON),
        grants.end_role(actor, uuid, "1", NOON),
        resets.create_link(actor, uuid, NOON),
    ]
    for work in works:
        assert (await refusal(work)).code == "not_found"
