"""Page, workbook, CSV and API say the same to the last digit, whatever is filtered; SQL agrees.

The API is read first, every page of it. The files must hold what it said, cell by cell; each page
must show its numbers where they belong.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any

import httpx2
import pytest
from openpyxl import load_workbook

from audit.db import connection
from forms.texts import Text
from reports.exports import api
from reports.exports.tables import Kind, Table, Word
from reports.exports.views import VIEWS
from tests.http import Browser
from tests.make import grant, make_person
from tests.reports.rollup_world import make_world

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]

PERIOD = "wave=M0&wave=M1&wave=M2&checklist=counter"
QUERIES = (
    "checklist=counter",
    PERIOD,
    f"{PERIOD}&dimension=hello",
    f"{PERIOD}&dimension=process&organised=today&region=S",
    f"{PERIOD}&region=N&brand=OWN&tag=night",
    f"{PERIOD}&daypart=morning&channel=phone&dimension=personal",
    f"{PERIOD}&region=N&b.region=S&b.wave=M0&b.wave=M1&b.checklist=counter",
    "wave=M0&checklist=counter&dimension=empathy&beside=last_year",
    "wave=M1&checklist=counter&beside=last_year&format=big",
    f"{PERIOD}&kind=competitor",
    "since=2020-01-01&until=2020-02-01",
)
PAGES = {"heat-map": "heatmap", "compare": "sides"}
MODELS = {op.path.rsplit("/", 1)[1]: op.returns for op in api.OPERATIONS}


async def an_office(browser: Browser) -> httpx2.AsyncClient:
    person = await make_person(language="en")
    await grant(person, "head_office")
    return await browser(person, "en")


async def told(office: httpx2.AsyncClient, name: str, query: str) -> dict[str, Any]:
    """Everything the API says: its pages put together."""
    found: dict[str, Any] = (await office.get(f"/api/v1/comparison/{name}?{query}")).json()
    lists = [key for key in ("branches", "items", "regions") if isinstance(found.get(key), list)]
    page = 1
    while "total" in found and lists and len(found[lists[0]]) < found["total"]:
        page += 1
        more = (await office.get(f"/api/v1/comparison/{name}?{query}&page={page}")).json()
        assert more[lists[0]], "a page without entries"
        found[lists[0]] += more[lists[0]]
    return found


def say(words: object) -> str:
    if isinstance(words, Word):
        return words.text.format(**dict(words.values))
    return words.en if isinstance(words, Text) else str(words)


def written(value: object, kind: Kind) -> str:
    """A cell of a file as it has to read."""
    if value is None:
        return ""
    if kind in ("score", "change"):
        return f"{Decimal(str(value)) / 100:.2f}"
    if kind == "share":
        return str(Decimal(repr(value)))
    return say(value)


def alike(cell: object, text: str) -> bool:
    if isinstance(cell, int | float):
        return abs(Decimal(repr(cell)) - Decimal(text)) < Decimal("1e-9")
    return ("" if cell is None else str(cell)).removesuffix(" 00:00:00") == text


async def same_files(office: httpx2.AsyncClient, name: str, query: str, found: Any) -> None:
    """The CSV files and the workbook hold what the API said."""
    model = MODELS[name]
    assert model is not None
    tables: list[Table] = VIEWS[name].lay(model.model_validate_json(json.dumps(found)))
    answer = await office.get(f"/comparison/{name}.xlsx?{query}")
    sheets = load_workbook(io.BytesIO(answer.content)).worksheets[1:]
    assert len(sheets) == len(tables)
    for table, sheet in zip(tables, sheets, strict=True):
        answer = await office.get(f"/comparison/{name}.csv?{query}&table={table.key}")
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        kinds = [column.kind for column in table.columns]
        wanted = [[say(column.head) for column in table.columns]]
        wanted += [
            [written(v, kind) for v, kind in zip(row, kinds, strict=True)] for row in table.rows
        ]
        assert [[cell.removeprefix("'") for cell in line] for line in lines] == wanted, (
            name,
            query,
        )
        cells = list(sheet.iter_rows(max_row=len(lines), values_only=True))
        for line, row in zip(lines, cells, strict=True):
            assert all(map(alike, row, line)), (name, query, line, row)


def rows_of(page: str) -> list[list[str]]:
    """The rows of all tables, as texts."""
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
        ]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page.split("<main", 1)[1], re.S)
    ]


def score(value: int | None) -> str:
    """A score as a page shows it."""
    if value is None:
        return "–"
    return f"{(Decimal(value) / 100).quantize(Decimal('0.1'), ROUND_HALF_UP):.1f}"


def percent(share: dict[str, Any]) -> str:
    if share["value"] is None:
        return "–"
    return f"{Decimal(repr(share['value'] * 100)).quantize(Decimal(1), ROUND_HALF_UP)}%"


class Seen:
    """A page that was read."""

    def __init__(self, page: str) -> None:
        self.text = " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])).split())
        self.rows = rows_of(page)

    def row(self, head: str) -> list[str]:
        found = [row for row in self.rows if row and row[0].startswith(head)]
        assert found, (head, [row[:1] for row in self.rows])
        return found[0]

    def shows(self, head: str, *wanted: str) -> None:
        """The row holds these, in this order, each at the beginning of a cell or after a band."""
        row = self.row(head)
        cells = iter(row[1:])
        for one in wanted:
            assert any(one in re.split(r"[ ]", cell) or cell == one for cell in cells), (
                row,
                wanted,
            )


def of_branch(one: dict[str, Any]) -> str:
    return str(one["branch"]["name"]["en"])


def ranking(found: dict[str, Any], page: Seen) -> None:
    for one in found["branches"]:
        page.shows(
            of_branch(one),
            one["rank"] or "–",
            score(one["fair"]["value"]),
            score(one["mean"]["value"]),
            str(one["visits"]),
        )
    if found["total"]:
        assert f"{found['visits']} visits of {found['total']} branches" in page.text


def heatmap(found: dict[str, Any], page: Seen) -> None:
    for one in found["branches"]:
        page.shows(of_branch(one), score(one["mean"]["value"]), *map(score, one["sections"]))
    if found["total"]:
        page.shows("All branches", *(score(one["mean"]["value"]) for one in found["sections"]))


def overview(found: dict[str, Any], page: Seen) -> None:
    if not found["visits"]:
        return
    assert f"{found['visits']} visits of {found['branches']} branches" in page.text
    assert score(found["mean"]["value"]) in page.text
    assert percent(found["at_target"]) in page.text
    assert percent(found["critical"]) in page.text
    for one in found["sections"]:
        if one["mean"]["value"] is not None:
            page.shows(one["section"]["title"]["en"], score(one["mean"]["value"]))


def movers(found: dict[str, Any], page: Seen) -> None:
    for one in found["branches"]:
        if one["change"]["difference"] is not None:
            change = one["change"]
            page.shows(of_branch(one), score(change["before"]), str(change["n"]))
            assert score(abs(change["difference"])) in " ".join(page.row(of_branch(one)))


def funnel(found: dict[str, Any], page: Seen) -> None:
    for one in found["branches"]:
        if one["zone"] != "inside":
            page.shows(of_branch(one), score(one["value"]), str(one["n"]))


def trend(found: dict[str, Any], page: Seen) -> None:
    for one in found["points"]:
        page.shows(one["wave"]["name"]["en"], score(one["mean"]["value"]), str(one["visits"]))


def distribution(found: dict[str, Any], page: Seen) -> None:
    for one in found["classes"]:
        page.shows(f"{one['low'] / 100:g}–{one['high'] / 100:g}", str(one["visits"]))
    for one in found["bands"] if found["visits"] else ():
        page.shows(one["title"]["en"], str(one["share"]["hits"]), percent(one["share"]))


def square(found: dict[str, Any], page: Seen) -> None:
    for one in found["branches"]:
        page.shows(
            of_branch(one), score(one["process"]), score(one["personal"]), str(one["visits"])
        )


def bases(found: dict[str, Any], page: Seen) -> None:
    names = ("First base", "Second base", "Third base", "Home plate")
    for one, name in zip(found["bases"] if found["visits"] else (), names, strict=False):
        page.shows(name, str(one["of_all"]["hits"]), percent(one["of_all"]))


def waits(found: dict[str, Any], page: Seen) -> None:
    for one in found["waits"]:
        page.shows(one["wording"]["en"], percent(one["all"]["within"]), str(one["all"]["n"]))


def items(found: dict[str, Any], page: Seen) -> None:
    for one in found["items"]:
        missed = one["missed"]
        page.shows(one["wording"]["en"], percent(missed), str(one["branches"]), str(one["again"]))
        assert f"{missed['hits']} / {missed['n']}" in page.row(one["wording"]["en"])


def regions(found: dict[str, Any], page: Seen) -> None:
    for one in found["regions"]:
        page.shows(
            one["node"]["name"]["en"], str(one["branches"]), str(one["visits"]), score(one["level"])
        )


def sides(found: dict[str, Any], page: Seen) -> None:
    one, other = found["one"], found["other"]
    if not (one["visits"] and other["visits"]):
        return
    page.shows("Mean", score(one["mean"]["value"]))
    means = [row for row in page.rows if row and row[0] == "Mean"]
    assert score(other["mean"]["value"]) in means[1][1]
    for first, second in zip(one["sections"], other["sections"], strict=True):
        page.shows(
            first["section"]["title"]["en"],
            score(first["mean"]["value"]),
            score(second["mean"]["value"]),
        )


def targets(found: dict[str, Any], page: Seen) -> None:
    for one in found["branches"]:
        page.shows(of_branch(one), str(one["visits"]), score(one["mean"]), score(one["target"]))
    for one in found["sections"]:
        page.shows(one["title"]["en"], score(one["mean"]), score(one["target"]))
    if found["waves"]:
        assert f"{found['at_target']} of {found['of']} branches" in page.text


def awards(found: dict[str, Any], page: Seen) -> None:
    for one in found["best"]:
        page.shows(of_branch(one), score(one["fair"]), str(one["visits"]))
    tables = " ".join(" ".join(row) for row in page.rows)
    for one in found["steady"]:
        assert score(one["sd"]) in tables


READERS: dict[str, Callable[[dict[str, Any], Seen], None]] = {
    "overview": overview,
    "ranking": ranking,
    "heat-map": heatmap,
    "movers": movers,
    "funnel": funnel,
    "trend": trend,
    "distribution": distribution,
    "square": square,
    "bases": bases,
    "waits": waits,
    "items": items,
    "regions": regions,
    "competitors": sides,
    "compare": sides,
    "targets": targets,
    "awards": awards,
}


async def test_every_comparison_says_the_same_everywhere(browser: Browser) -> None:
    assert set(READERS) == set(VIEWS)
    await make_world()
    office = await an_office(browser)
    for query in QUERIES:
        for name, read in READERS.items():
            found = await told(office, name, query)
            await same_files(office, name, query, found)
            page = await office.get(f"/{PAGES.get(name, name)}?{query}")
            assert page.status_code == 200
            read(found, Seen(page.text))
            assert f"/comparison/{name}.csv?{query}".replace("&", "&amp;") in page.text


OWN = """
FROM visit v JOIN score s ON s.visit_id = v.id AND s.current
JOIN wave w ON w.id = v.wave_id JOIN branch b ON b.id = v.branch_id
JOIN branch_facts f ON f.id = v.facts_id JOIN region r ON r.id = f.region_id
JOIN checklist_version cv ON cv.id = v.version_id JOIN checklist c ON c.id = cv.checklist_id
WHERE v.state = 'released' AND v.channel <> 'competitor' AND c.key = 'counter'
AND w.code IN ('M0', 'M1', 'M2')
"""
COLUMNS = ("final_score", "s01", "s02", "empathy", "process", "personal")


async def test_scores_by_a_dimension_are_those_that_sql_finds(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser)
    for dimension, column in zip(("", "hello", "end", *COLUMNS[3:]), COLUMNS, strict=True):
        for where, more in (("", ""), (" AND r.path LIKE '%/N/%'", "&region=N")):
            query = f"{PERIOD}&dimension={dimension}{more}"
            _, scales = await connection().execute_query(
                f"SELECT cv.scored_digest, count(*), max(cv.number) {OWN}{where}"
                " GROUP BY cv.scored_digest ORDER BY 2 DESC, 3 DESC"
            )
            commonest, visits, _ = tuple(scales[0])
            score = f"CASE WHEN cv.scored_digest = '{commonest}' THEN s.{column} END"
            _, rows = await connection().execute_query(
                f"SELECT b.code, sum({score}), count({score}), count(*)"
                f" {OWN}{where} GROUP BY b.code"
            )
            found = await told(office, "ranking", query)
            said = {
                one["branch"]["code"]: (one["mean"]["value"], one["mean"]["n"], one["visits"])
                for one in found["branches"]
            }
            wanted = {
                code: ((2 * total + n) // (2 * n) if n else None, n, visits)
                for code, total, n, visits in map(tuple, rows)
            }
            assert said == wanted, query
            assert found["apart"] == sum(n for _, _, n in wanted.values()) - visits
            assert found["dimension"] == (dimension or None)
            spread = await told(office, "distribution", query)
            assert sum(one["visits"] for one in spread["classes"]) == sum(
                n for _, n, _ in said.values()
            )


async def test_a_dimension_that_the_checklist_lacks_asks_for_nothing(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser)
    plain = await told(office, "ranking", PERIOD)
    assert await told(office, "ranking", f"{PERIOD}&dimension=floor") == plain
    assert (await office.get(f"/ranking?dimension={'x' * 99}")).status_code == 404
