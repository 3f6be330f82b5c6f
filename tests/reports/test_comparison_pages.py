"""Pages of comparison over HTTP: numbers as SQL counts them, one's own reach, few queries."""

import re
from html import unescape
from typing import Any

import httpx2
import pytest

from audit.db import connection
from audit.models import Person
from reports.comparison.frame import TABS
from tests.http import Browser
from tests.make import grant, make_person
from tests.queries import counted
from tests.reports.rollup_world import World, make_world

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
ELSEWHERE = {"raters", "targets", "awards"}
NAMES = [name for name, _ in TABS if name not in ELSEWHERE]
PERIOD = "wave=M0&wave=M1&wave=M2&checklist=counter"


async def office(lang: str = "en") -> Person:
    person = await make_person(language=lang)
    await grant(person, "head_office")
    return person


async def asked(sql: str) -> list[Any]:
    """Rows of a query that knows nothing of figures kept for comparison."""
    _, rows = await connection().execute_query(sql)
    return [tuple(row) for row in rows]


OWN = """
FROM visit v JOIN score s ON s.visit_id = v.id AND s.current
JOIN wave w ON w.id = v.wave_id JOIN branch b ON b.id = v.branch_id
JOIN branch_facts f ON f.id = v.facts_id JOIN region r ON r.id = f.region_id
JOIN checklist_version cv ON cv.id = v.version_id JOIN checklist c ON c.id = cv.checklist_id
WHERE v.state = 'released' AND v.channel <> 'competitor' AND c.key = 'counter'
"""


async def counting(where: str) -> str:
    """The condition on visits whose scores count: by what most of them were scored by."""
    rows = await asked(
        f"SELECT cv.scored_digest, count(*), max(cv.number) {OWN}{where}"
        " GROUP BY cv.scored_digest ORDER BY 2 DESC, 3 DESC"
    )
    return f"cv.scored_digest = '{rows[0][0]}'"


def words(page: httpx2.Response) -> str:
    """The text of a page without its tags."""
    body = page.text.split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def cells(page: httpx2.Response) -> dict[str, list[str]]:
    """The rows of tables by their head."""
    found: dict[str, list[str]] = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page.text.split("<main", 1)[1], re.S):
        parts = [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
        ]
        if parts:
            found.setdefault(parts[0], parts)
    return found


async def test_every_page_answers_in_both_languages(browser: Browser) -> None:
    await make_world()
    for lang in ("zh", "en"):
        desk = await browser(await office(lang), lang)
        for name in NAMES:
            for query in ("", f"?{PERIOD}", "?region=N&organised=today", "?kind=competitor"):
                page = await desk.get(f"/{name}{query}")
                assert page.status_code == 200, (name, query)
                assert "None" not in words(page).replace("None.", ""), (name, query)


async def test_pages_without_any_visit_say_so(browser: Browser) -> None:
    desk = await browser(await office())
    for name in [*NAMES, "behind"]:
        page = await desk.get(f"/{name}")
        assert page.status_code == 200, name
        assert page.text.count("<h1>") == 1


async def test_the_ranking_shows_what_sql_counts(browser: Browser) -> None:
    await make_world()
    desk = await browser(await office())
    for where, more in (
        ("", ""),
        (" AND r.path LIKE '%/N/%'", "&region=N"),
        (" AND f.format = 'small'", "&format=small"),
        (" AND v.daypart = 'morning' AND v.channel = 'phone'", "&daypart=morning&channel=phone"),
    ):
        within = f" AND w.code IN ('M0', 'M1', 'M2'){where}"
        score = f"CASE WHEN {await counting(within)} THEN s.final_score END"
        rows = await asked(
            f"SELECT b.code, count(*), sum({score}), count({score}) {OWN}{within} GROUP BY b.code"
        )
        page = await desk.get(f"/ranking?{PERIOD}{more}")
        found = cells(page)
        for code, visits, total, scored in rows:
            line = found[f"Branch {code}"]
            shown = f"{(2 * total + scored) // (2 * scored) / 100 + 1e-9:.1f}"
            assert shown in line[3], (code, line)
            assert str(visits) in line, (code, line)
        assert f"{sum(row[1] for row in rows)} visits of {len(rows)} branches" in words(page)


async def test_the_way_down_lists_exactly_the_visits_behind(browser: Browser) -> None:
    await make_world()
    desk = await browser(await office())
    for where, more in (
        ("", ""),
        (" AND b.code = 'B1'", "&branch=B1"),
        (" AND s.final_score >= 5000 AND s.final_score < 7500", "&low=5000&high=7500"),
        (
            " AND EXISTS (SELECT 1 FROM item_result i WHERE i.visit_id = v.id"
            " AND i.item_key = 'hello.smile' AND NOT i.met)",
            "&item=hello.smile",
        ),
        (
            " AND EXISTS (SELECT 1 FROM item_result i WHERE i.visit_id = v.id"
            " AND i.item_key = 'hello.words' AND i.no_answer = 'unseen')",
            "&item=hello.words&outcome=unseen",
        ),
        (" AND CAST(s.triggers AS TEXT) <> '[]'", "&critical=1"),
        (" AND s.bases >= 2", "&bases=2"),
        (" AND s.service_type = 'quality'", "&service=quality"),
        (" AND s.s01 >= 5000 AND s.s01 < 10001", "&dimension=hello&low=5000&high=10001"),
        (
            " AND EXISTS (SELECT 1 FROM item_result i WHERE i.visit_id = v.id"
            " AND i.item_key = 'hello.queue' AND i.seconds BETWEEN 60 AND 179)",
            "&wait=hello.queue&low=60&high=180",
        ),
    ):
        period = " AND w.code IN ('M0', 'M1', 'M2')"
        if "low=" in more and "wait=" not in more:
            period += f" AND {await counting(period)}"
        rows = await asked(f"SELECT v.uuid {OWN}{period}{where}")
        page = (await desk.get(f"/behind?{PERIOD}{more}")).text
        shown = set(re.findall(r"/released/([0-9a-f-]{36})", page))
        assert shown == {str(row[0]) for row in rows} or len(rows) > 50
        assert f"<h1>{len(rows)} visits" in page


async def test_a_cell_of_the_heat_map_leads_to_the_answers_behind_it(browser: Browser) -> None:
    await make_world()
    desk = await browser(await office())
    heat = (await desk.get(f"/heatmap?{PERIOD}")).text
    links = [unescape(one) for one in re.findall(r'<td class="heat-\d"><a href="([^"]+)"', heat)]
    assert links
    for link in links:
        page = await desk.get(link)
        assert page.status_code == 200
        (branch,) = re.findall(r"branch=(B\d)", link)
        section = "hello" if "dimension=hello" in link else "end"
        rows = await asked(
            f"SELECT v.uuid, i.item_key, i.no_answer, i.met {OWN.replace('WHERE', _ITEMS)}"
            f" AND w.code IN ('M0', 'M1', 'M2') AND b.code = '{branch}'"
            f" AND i.item_key LIKE '{section}.%' AND i.item_key <> 'end.receipt'"
        )
        shown = re.findall(r'outcome-(\w+)" href="/released/([0-9a-f-]{36})#([a-z.]+)"', page.text)
        wanted = {(str(uuid), key): _outcome(result, met) for uuid, key, result, met in rows}
        assert {(uuid, key): outcome for outcome, uuid, key in shown} == wanted


_ITEMS = "JOIN item_result i ON i.visit_id = v.id WHERE"


def _outcome(no_answer: str | None, met: bool | None) -> str | None:
    return no_answer if met is None else "met" if met else "missed"


async def test_items_and_regions_and_bases_show_what_sql_counts(browser: Browser) -> None:
    await make_world()
    desk = await browser(await office())
    three = " AND w.code IN ('M0', 'M1', 'M2')"
    found = cells(await desk.get(f"/items?{PERIOD}"))
    for key, missed, judged in await asked(
        "SELECT i.item_key, sum(CASE WHEN i.met THEN 0 ELSE 1 END), count(i.met)"
        f" {OWN.replace('WHERE', 'JOIN item_result i ON i.visit_id = v.id WHERE')}{three}"
        " AND i.met IS NOT NULL AND i.item_key <> 'end.receipt' GROUP BY i.item_key"
    ):
        line = next(row for head, row in found.items() if head.startswith(key))
        assert line[2] == f"{missed} / {judged}"
    tree = cells(await desk.get("/regions?checklist=counter&wave=M1"))
    for region in ("N", "S", "N-1"):
        ((visits, branches),) = await asked(
            f"SELECT count(*), count(DISTINCT v.branch_id) {OWN} AND w.code = 'M1'"
            f" AND r.path LIKE '%/{region}/%'"
        )
        assert tree[region][1:3] == [str(branches), str(visits)]
    run = cells(await desk.get(f"/bases?{PERIOD}"))
    ((first, second),) = await asked(
        "SELECT sum(CASE WHEN s.bases >= 1 THEN 1 ELSE 0 END),"
        f" sum(CASE WHEN s.bases >= 2 THEN 1 ELSE 0 END) {OWN}{three}"
    )
    assert [row[1] for head, row in run.items() if head.startswith(("First", "Second"))] == [
        str(first), str(second),
    ]  # fmt: skip


async def test_a_region_manager_meets_no_other_region(browser: Browser) -> None:
    world = await make_world()
    person = await make_person(language="en")
    await grant(person, "region_manager", region=world.regions["N"])
    desk = await browser(person)
    foreign = await _foreign(world)
    for name in [*NAMES, "behind"]:
        for query in ("", f"?{PERIOD}", "?region=S", "?region=ALL&organised=today", "?b.region=S"):
            page = await desk.get(f"/{name}{query}")
            assert page.status_code == 200, (name, query)
            for code in foreign:
                assert f"/branches/{code}" not in page.text, (name, query, code)
                assert f">{code}<" not in page.text, (name, query, code)
    assert (await desk.get("/behind?branch=B4")).status_code == 404


async def _foreign(world: World) -> list[str]:
    inside = await asked(
        "SELECT b.code FROM branch b JOIN branch_facts f ON f.branch_id = b.id"
        " JOIN region r ON r.id = f.region_id WHERE f.valid_to IS NULL AND r.path LIKE '%/N/%'"
    )
    mine = {row[0] for row in inside}
    return [branch.code for branch in world.branches if branch.code not in mine]


async def test_a_page_asks_as_little_of_many_branches_as_of_few(browser: Browser) -> None:
    await make_world()
    desk = await browser(await office())
    counts: dict[str, list[int]] = {}
    for query in ("region=N-1", "region=N", ""):
        for name in (*NAMES, "behind", "branches/B1"):
            await desk.get(f"/{name}?{PERIOD}&{query}")
            with counted() as statements:
                await desk.get(f"/{name}?{PERIOD}&{query}")
            counts.setdefault(name, []).append(len(statements) - ("region" in query))
    for name, found in counts.items():
        assert max(found) <= MOST[name], (name, found)


MOST = dict.fromkeys((*NAMES, "behind"), 34) | {"branches/B1": 70}


async def test_changes_are_between_single_waves_and_a_word_says_if_they_are_real(
    browser: Browser,
) -> None:
    await make_world()
    desk = await browser(await office())
    assert "Change" in (await desk.get("/ranking?wave=M0")).text
    assert "Within noise" in (await desk.get("/movers?wave=M0")).text
    assert ">Change<" not in (await desk.get(f"/ranking?{PERIOD}")).text


async def test_what_no_filter_can_be_is_refused(browser: Browser) -> None:
    await make_world()
    desk = await browser(await office())
    assert (await desk.get("/overview?since=soon")).status_code == 422
    assert (await desk.get("/overview?channel=pigeon")).status_code == 422
    assert (await desk.get(f"/overview?region={'x' * 200}")).status_code == 404
    assert (await desk.get("/behind?low=a&high=b")).status_code == 422
    for wrong in ("outcome=eaten", "bases=5", "service=rude"):
        assert (await desk.get(f"/behind?{wrong}")).status_code == 422
    assert (await desk.get(f"/behind?item={'x' * 200}")).status_code == 404
