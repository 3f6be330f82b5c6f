"""Imports: files as people send them; good rows go in, bad ones are told; twice changes nothing."""

from datetime import date
from typing import Any

import pytest

from audit.db import transaction
from audit.imports.import_branches import import_branches
from audit.imports.import_people import import_people
from audit.imports.imports import ImportReport
from audit.imports.tabular import read_table
from audit.models import Branch, BranchFacts, Person, RoleGrant, TrailEntry
from audit.network import directory
from audit.people.operator import operator
from audit.people.resets import link_holder
from audit.problems import Problem
from tests.conftest import NOON
from tests.make import TODAY, make_actor, make_branch, make_brand, make_person, make_region

pytestmark = pytest.mark.asyncio

ADMIN = operator(NOON)
HEADER = "code,name_zh,name_en,region,brand,format,latitude,longitude,datum,opened_on\n"
ROW = "T1,茶馆,Tea house,north,tea,standard,31.2,121.5,gcj02,2026-01-05\n"


async def make_codes() -> None:
    await make_region("north")
    await make_region("south")
    await make_brand("tea")


async def branches(text: str | bytes, *, dry_run: bool = False) -> ImportReport:
    raw = text.encode() if isinstance(text, str) else text
    return await import_branches(ADMIN, raw, NOON, dry_run=dry_run)


async def persons(text: str | bytes, **options: bool) -> ImportReport:
    raw = text.encode() if isinstance(text, str) else text
    return await import_people(ADMIN, raw, NOON, **{"dry_run": False} | options)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, len(report.bad)


def faults(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(row.number, issue.path, issue.code) for row in report.bad for issue in row.issues]


async def refusal(work: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        await work
    return caught.value


# --- the file -----------------------------------------------------------------------------------

NAMES = {"a": "a", "b": "b", "甲": "a", "乙": "b"}


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("a,b\n茶,馆\n".encode(), "utf-8"),
        ("a,b\n茶,馆\n".encode("utf-8-sig"), "utf-8"),
        ("甲,乙\r\n茶,馆\r\n".encode("gb18030"), "gb18030"),
        ("a;b\n茶;馆".encode(), "utf-8"),
        ("a\tb\n茶\t馆".encode("utf-16"), "utf-16"),
        ("甲，乙\n茶，馆".encode(), "utf-8"),
        ('\n\n"a","b"\n"茶","馆"\n\n,\n'.encode(), "utf-8"),
        (" A ,B*\n 茶 , 馆 ".encode(), "utf-8"),
        ("B,更多,A\n馆,x,茶".encode(), "utf-8"),
    ],
)
async def test_a_table_is_read_in_the_ways_it_is_sent(raw: bytes, encoding: str) -> None:
    table = read_table(raw, NAMES, ("a", "b"))
    assert [dict(row.cells) for row in table.rows] == [{"a": "茶", "b": "馆"}]
    assert table.encoding == encoding
    assert not table.rows[0].issues


async def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    table = read_table(b'a,b\n1,2\n\n"x\ny",3\n4,5\n', NAMES, ("a",))
    assert [row.number for row in table.rows] == [2, 4, 5]
    assert [issue.code for issue in table.rows[1].issues] == ["bad_text"]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "=cmd|' /C calc'!A0", "+1+cmd", "-x", "@SUM(A1)", "＝1", "　=1+1", "\u00a0=1", "+a1"],
)
async def test_what_a_spreadsheet_would_run_is_reported(cell: str) -> None:
    table = read_table(f'a,b\n"{cell}",x\n'.encode(), NAMES, ("a",))
    assert [issue.code for issue in table.rows[0].issues] == ["formula"]


@pytest.mark.parametrize("cell", ["-33.9", "+86 138-1234-5678", "+4479460000", "-0.5", "a=1"])
async def test_signed_numbers_are_no_formulas(cell: str) -> None:
    assert not read_table(f"a,b\n{cell},x\n".encode(), NAMES, ("a",)).rows[0].issues


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\x7f", "\u202e", "\u200b", "\u2028"])
async def test_unseen_characters_are_reported(sign: str) -> None:
    table = read_table(f"a,b\nx{sign}y,x\n".encode(), NAMES, ("a",))
    assert [issue.code for issue in table.rows[0].issues] == ["bad_text"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "column_missing"),
        (b"\n\n", "column_missing"),
        (b"x,y\n1,2\n", "column_missing"),
        ("a,b,甲\n1,2,3\n".encode(), "column_twice"),
        (b"a,b\n\x00,1\n", "bad_encoding"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "bad_encoding"),
        (b"a,b\n\xff\xff\xff,1\n", "bad_encoding"),
        (b'a,b\n"open,1\n', "bad_csv"),
        (b'a,b\n"x"y,1\n', "bad_csv"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "bad_csv"),
        (b"a,b\n" + b"1," * 150 + b"\n", "too_many_columns"),
        (b"a,b\n" + b"1,2\n" * 20_001, "too_many_rows"),
        (b"a,b\n" + b"1,2\n" * 60_000, "too_many_rows"),
    ],
)
async def test_what_is_no_table_is_refused_as_a_whole(raw: bytes, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_table(raw, NAMES, ("a", "b") if code == "column_missing" else ("a",))
    assert caught.value.code == "invalid"
    assert caught.value.issues[0].code == code


async def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(Problem, match="too_large"):
        read_table(b"a,b\n" + b"x" * 5_000_000, NAMES, ("a",))


async def test_a_row_longer_than_the_header_is_reported() -> None:
    table = read_table(b"a,b\n1\n1,2,,\n1,2,3\n", NAMES, ("a",))
    assert [[issue.code for issue in row.issues] for row in table.rows] == [
        [], [], ["too_many_cells"]
    ]  # fmt: skip


# --- branches -----------------------------------------------------------------------------------


async def test_branches_go_in_and_twice_changes_nothing(database: None) -> None:
    await make_codes()
    report = await branches(HEADER + ROW + "T2,二店,,NORTH,TEA,kiosk,,,,\n")
    assert counts(report) == (2, 0, 0, 0)
    line = await directory.branch_on(ADMIN, "T1", TODAY)
    assert line.facts.name.say("zh") == "茶馆"
    assert (line.facts.latitude, line.facts.datum, line.opened_on) == (
        31.2, "gcj02", date(2026, 1, 5)
    )  # fmt: skip
    second = await directory.branch_on(ADMIN, "T2", TODAY)
    assert (second.facts.name.en, second.facts.region, second.opened_on) == ("二店", "north", TODAY)
    before = await TrailEntry.all().count()
    again = await branches(HEADER + ROW + "t2,二店,,north,tea,kiosk,,,,\n")
    assert counts(again) == (0, 0, 2, 0)
    assert await TrailEntry.all().count() == before


async def test_a_file_from_a_chinese_spreadsheet(database: None) -> None:
    await make_codes()
    text = (
        "门店编号,门店名称,区域编号,品牌,业态,标签,经度,纬度,坐标系,开业日期,店长电话\r\n"
        "T1,茶馆,north,tea,standard,临街|旗舰,121.5,31.2,高德,2026年1月5日,138\r\n"
    )
    report = await branches(text.encode("gb18030"))
    assert (counts(report), report.ignored, report.encoding) == (
        (1, 0, 0, 0), ("店长电话",), "gb18030"
    )  # fmt: skip
    line = await directory.branch_on(ADMIN, "T1", TODAY)
    assert set(line.facts.tags) == {"临街", "旗舰"}
    assert (line.facts.datum, line.opened_on) == ("gcj02", date(2026, 1, 5))


async def test_changes_hold_from_a_day_on_and_empty_cells_change_nothing(database: None) -> None:
    await make_codes()
    await branches(HEADER + ROW)
    text = "code,region,name_en,closed_on\nT1,south,,2026-12-31\n"
    day = date(2026, 6, 1)
    report = await import_branches(ADMIN, text.encode(), NOON, from_day=day, dry_run=False)
    assert counts(report) == (0, 1, 0, 0)
    before, after = await directory.branch_history(ADMIN, "T1")
    assert (before.facts.region, before.valid_to) == ("north", day)
    assert (after.facts.region, after.facts.name.en) == ("south", "Tea house")
    assert after.closed_on == date(2026, 12, 31)


async def test_bad_rows_are_told_and_good_ones_go_in(database: None) -> None:
    await make_codes()
    await make_branch("OLD")
    rows = [
        "OK1,一,,north,tea,standard,,,,",
        "a b,二,,north,tea,standard,,,,",
        "B2,三,,nowhere,none,standard,,,,",
        "B3,,,north,tea,,,,,",
        "B4,四,,north,tea,standard,ninety,121,,",
        "B5,五,,north,tea,standard,95,,mars,",
        "B6,六,,north,tea,standard,,,,2026-02-30",
        "B7,=1+1,,north,tea,standard,,,,",
        "OK1,再,,north,tea,standard,,,,",
        "OLD,旧,,,,,,,,2020-05-05",
        ",无,,north,tea,standard,,,,",
        "OK2,七,,north,tea,standard,,,,",
    ]
    report = await branches(HEADER + "\n".join(rows))
    assert counts(report) == (2, 0, 0, 10)
    assert faults(report) == [
        (3, "code", "bad_code"),
        (4, "region", "unknown_code"),
        (4, "brand", "unknown_code"),
        (5, "format", "missing"),
        (5, "name_zh", "missing"),
        (6, "latitude", "not_a_number"),
        (6, "latitude", "half_a_place"),
        (7, "datum", "not_one_of"),
        (7, "latitude", "half_a_place"),
        (7, "latitude", "out_of_range"),
        (8, "opened_on", "not_a_day"),
        (9, "name_zh", "formula"),
        (10, "code", "row_twice"),
        (11, "opened_on", "opened_fixed"),
        (12, "code", "bad_code"),
    ]
    assert {row.code for row in await Branch.all()} == {"OLD", "OK1", "OK2"}


async def test_a_dry_run_tells_the_same_and_writes_nothing(database: None) -> None:
    await make_codes()
    text = HEADER + ROW + "B2,三,,nowhere,tea,standard,,,,\n"
    dry = await branches(text, dry_run=True)
    assert not await Branch.exists()
    assert not await TrailEntry.exists()
    real = await branches(text)
    assert counts(dry) == counts(real) == (1, 0, 0, 1)
    assert faults(dry) == faults(real)
    assert (dry.dry_run, real.dry_run) == (True, False)


async def test_a_row_that_fails_on_writing_takes_no_other_with_it(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_codes()
    made = BranchFacts.create

    async def fail_once(**columns: Any) -> BranchFacts:
        if columns["name_zh"] == "二":
            raise Problem("already_exists")
        return await made(**columns)

    monkeypatch.setattr(BranchFacts, "create", fail_once)
    rows = "".join(f"T{n},{name},,north,tea,standard,,,,\n" for n, name in enumerate("一二三"))
    report = await branches(HEADER + rows)
    assert (counts(report), faults(report)) == ((2, 0, 0, 1), [(3, "", "already_exists")])
    assert {row.code for row in await Branch.all()} == {"T0", "T2"}


async def test_more_rows_than_one_step_go_in(database: None) -> None:
    await make_codes()
    text = HEADER + "".join(f"B{n},店{n},,north,tea,standard,,,,\n" for n in range(120))
    assert counts(await branches(text)) == (120, 0, 0, 0)
    assert counts(await branches(text)) == (0, 0, 120, 0)


# --- people -------------------------------------------------------------------------------------

PEOPLE = """工号,姓名,手机号,邮箱,语言,角色,区域,门店编号,开始日期,结束日期
E1,安娜,138 1234 5678,anna@example.com,中文,店长,,N1,2026-01-01,
E1,,,,,神秘顾客,,,,
E2,本,,,en,区域经理,north,,2026/1/1,2026/12/31
E3,陈,,,,,,,,
"""


async def make_people_codes() -> None:
    await make_codes()
    await make_branch("N1")


async def test_people_go_in_with_roles_and_twice_changes_nothing(database: None) -> None:
    await make_people_codes()
    report = await persons(PEOPLE.encode("gb18030"))
    assert counts(report) == (3, 1, 0, 0)
    anna = await Person.get(login="e1")
    assert (anna.name, anna.mobile, anna.language) == ("安娜", "13812345678", "zh")
    assert (anna.password_hash, anna.password_due, anna.active) == (None, True, True)
    grants = await RoleGrant.filter(person_id=anna.id).order_by("id").select_related("branch")
    assert [(one.role, one.starts_on) for one in grants] == [
        ("branch_manager", date(2026, 1, 1)), ("auditor", TODAY)
    ]  # fmt: skip
    assert grants[0].branch
    assert grants[0].branch.code == "N1"
    before = await TrailEntry.all().count()
    assert counts(await persons(PEOPLE)) == (0, 0, 4, 0)
    assert await TrailEntry.all().count() == before


async def test_people_are_changed_by_what_is_written(database: None) -> None:
    await make_people_codes()
    await persons(PEOPLE)
    report = await persons("login;name;mobile\nE1;Anna;\nE3;;13900000000\nE2;本;\n")
    assert counts(report) == (0, 2, 1, 0)
    anna = await Person.get(login="e1")
    assert (anna.name, anna.mobile) == ("Anna", "13812345678")
    assert await TrailEntry.filter(action="person_changed").count() == 2


async def test_bad_people_are_told_and_good_ones_go_in(database: None) -> None:
    await make_people_codes()
    await make_person("old", mobile="13700000000")
    rows = [
        "login,name,mobile,email,language,role,region,branch,starts_on,ends_on",
        "ok1,One,13900000001,,,,,,,",
        "x y,Two,,,,,,,,",
        "b2,,,,,,,,,",
        "b3,Three,12,no mail,fr,king,,,,",
        "b4,Four,13900000001,,,,,,,",
        "b5,Five,137 0000 0000,,,,,,,",
        "13700000000,Six,,,,,,,,",
        "b7,Seven,,,,branch_manager,,,,",
        "b8,Eight,,,,reviewer,nowhere,N9,,",
        "b9,Nine,,,,reviewer,,,2026-02-01,2026-01-01",
        "b10,Ten,,,,,north,,,",
        "ok1,Other,,,,,,,,",
        "ok1,One,,,,reviewer,,,,",
        "@b,Eleven,,,,,,,,",
    ]
    report = await persons("\n".join(rows))
    assert counts(report) == (1, 1, 0, 12)
    assert faults(report) == [
        (3, "login", "bad_login"),
        (4, "name", "missing"),
        (5, "language", "not_one_of"),
        (5, "mobile", "bad_mobile"),
        (5, "email", "bad_email"),
        (5, "role", "not_one_of"),
        (6, "mobile", "taken"),
        (7, "mobile", "taken"),
        (8, "login", "taken"),
        (9, "branch", "scope_missing"),
        (10, "region", "unknown_code"),
        (10, "branch", "unknown_code"),
        (11, "ends_on", "days_order"),
        (12, "role", "missing"),
        (13, "login", "row_differs"),
        (15, "login", "formula"),
        (15, "login", "bad_login"),
    ]
    assert {row.login for row in await Person.all()} == {"old", "ok1"}


async def test_a_dry_run_of_people_tells_the_same(database: None) -> None:
    await make_people_codes()
    text = PEOPLE + "E4,,,,,,,,,\nE5,Five,13812345678,,,,,,,\n"
    dry = await persons(text, dry_run=True, with_links=True)
    assert not await Person.exists()
    real = await persons(text)
    assert counts(dry) == counts(real) == (3, 1, 0, 2)
    assert (faults(dry), dry.links, real.links) == (faults(real), (), ())


async def test_new_people_get_links_when_asked_for(database: None) -> None:
    await make_people_codes()
    await make_person("e3", name="陈")
    report = await persons(PEOPLE, with_links=True)
    assert [login for login, _ in report.links] == ["e1", "e2"]
    for login, token in report.links:
        holder = await link_holder(token, NOON)
        assert holder
        assert holder.login == login


async def test_only_an_administrator_imports(database: None) -> None:
    actor = await make_actor("head_office")
    for work in (
        import_branches(actor, HEADER.encode(), NOON, dry_run=True),
        import_people(actor, PEOPLE.encode(), NOON, dry_run=True),
    ):
        assert (await refusal(work)).code == "not_allowed"


async def test_an_import_of_nothing_is_an_empty_report(database: None) -> None:
    async with transaction():
        report = await branches(HEADER)
    assert (report.rows, counts(report)) == (0, (0, 0, 0, 0))
