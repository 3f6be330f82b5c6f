"""What leaves the house says the same everywhere: API, CSV and workbook, within one's reach."""

import csv
import io
import re
from decimal import Decimal
from html import unescape
from typing import Any
from xml.etree import ElementTree

import httpx2
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from PIL import Image

from audit.models import BranchFacts, Region
from reports.exports.views import VIEWS
from tests.http import Browser
from tests.make import grant, make_person
from tests.reports.rollup_world import make_world

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
PERIOD = "wave=M0&wave=M1&wave=M2&checklist=counter"


async def an_office(browser: Browser, lang: str = "en") -> httpx2.AsyncClient:
    person = await make_person(language=lang)
    await grant(person, "head_office")
    return await browser(person, lang)


async def a_region(browser: Browser, code: str) -> httpx2.AsyncClient:
    person = await make_person(language="en")
    await grant(person, "region_manager", region=await Region.get(code=code))
    return await browser(person, "en")


async def read(client: httpx2.AsyncClient, address: str) -> Any:
    answer = await client.get(f"/api/v1/comparison/{address}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def rows(client: httpx2.AsyncClient, address: str) -> list[list[str]]:
    answer = await client.get(f"/comparison/{address}")
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def book(client: httpx2.AsyncClient, address: str) -> Workbook:
    answer = await client.get(f"/comparison/{address}")
    assert answer.status_code == 200, answer.text
    return load_workbook(io.BytesIO(answer.content))


def text(value: object) -> str:
    """A cell as CSV writes it."""
    return "" if value is None else str(value)


def same(cell: object, written: str) -> bool:
    if isinstance(cell, int | float):
        return abs(Decimal(repr(cell)) - Decimal(written)) < Decimal("1e-9")
    return text(cell) == written or text(cell).startswith(written)


async def test_a_workbook_holds_what_the_csv_files_hold(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser)
    for name in VIEWS:
        await _alike(office, name)


async def _alike(office: httpx2.AsyncClient, name: str) -> None:
    found = await book(office, f"{name}.xlsx?{PERIOD}")
    first = found.worksheets[1]
    table = await rows(office, f"{name}.csv?{PERIOD}")
    assert len(found.worksheets) >= 2
    assert first.max_row == len(table)
    for row, cells in zip(table, first.iter_rows(values_only=True), strict=True):
        assert all(same(cell, one) for cell, one in zip(cells, row, strict=True)), (row, cells)
    for sheet in found.worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None


async def test_the_api_the_csv_and_the_workbook_rank_alike(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser)
    told = await read(office, f"ranking?{PERIOD}")
    table = await rows(office, f"ranking.csv?{PERIOD}")
    sheet = (await book(office, f"ranking.xlsx?{PERIOD}")).worksheets[1]
    heads = table[0]
    assert told["total"] == len(told["branches"]) == len(table) - 1 == sheet.max_row - 1
    for number, one in enumerate(told["branches"], start=1):
        line = dict(zip(heads, table[number], strict=True))
        cells = dict(zip(heads, [cell.value for cell in sheet[number + 1]], strict=True))
        assert line["Branch code"] == cells["Branch code"] == one["branch"]["code"]
        assert line["Visits"] == text(cells["Visits"]) == text(one["visits"])
        value = one["mean"]["value"]
        assert (line["Mean"] == "") == (value is None)
        if value is not None:
            assert Decimal(line["Mean"]) * 100 == value
            assert round(float(str(cells["Mean"])) * 100) == value
        for title, score in zip(("Hello", "End"), one["sections"], strict=True):
            assert line[title] == ("" if score is None else f"{score / 100:.2f}")
    mean = sheet.cell(2, heads.index("Mean") + 1)
    assert (mean.number_format, mean.data_type) == ("0.0", "n")
    assert sheet._charts  # type: ignore[attr-defined]
    beyond = await read(office, f"ranking?{PERIOD}&page=2")
    assert beyond["branches"] == []
    assert (beyond["total"], beyond["mean"]) == (told["total"], told["mean"])


async def test_a_file_speaks_the_language_of_its_reader(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser, "zh")
    table = await rows(office, f"ranking.csv?{PERIOD}")
    assert table[0][:3] == ["名次区间", "门店代码", "门店"] or "门店" in table[0]
    assert (await book(office, f"trend.xlsx?{PERIOD}")).sheetnames == ["说明", "趋势"]


async def test_no_name_ever_runs_as_a_formula(browser: Browser) -> None:
    await make_world()
    bad = '=HYPERLINK("http://x","y")'
    await BranchFacts.all().update(name_en=bad, name_zh=bad)
    office = await an_office(browser)
    for name in ("ranking", "square", "heat-map"):
        for row in (await rows(office, f"{name}.csv?{PERIOD}"))[1:]:
            assert not any(cell.startswith(("=", "@")) for cell in row)
        for sheet in (await book(office, f"{name}.xlsx?{PERIOD}")).worksheets:
            kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
            assert "f" not in kinds


async def test_a_region_sees_itself_alone(browser: Browser) -> None:
    await make_world()
    region = await a_region(browser, "N")
    for name in VIEWS:
        await _only_north(region, name)


async def _only_north(region: httpx2.AsyncClient, name: str) -> None:
    outside = ("B0", "B3", "B4", "B5")
    said = (await region.get(f"/api/v1/comparison/{name}?{PERIOD}")).text
    said += (await region.get(f"/comparison/{name}.csv?{PERIOD}")).text
    sheets = (await book(region, f"{name}.xlsx?{PERIOD}")).worksheets
    said += " ".join(
        str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row
    )
    for code in outside:
        assert f'"{code}"' not in said
        assert f"Branch {code}" not in said


async def test_a_branch_of_another_region_is_not_there(browser: Browser) -> None:
    await make_world()
    region = await a_region(browser, "N")
    assert (await region.get("/api/v1/comparison/branches/B1")).status_code == 200
    for code in ("B4", "NOPE"):
        assert (await region.get(f"/api/v1/comparison/branches/{code}")).status_code == 404
        assert (await region.get(f"/comparison/branches/{code}.csv")).status_code == 404


async def test_what_there_is_not_is_not_found(browser: Browser) -> None:
    office = await an_office(browser)
    for address in ("nothing.csv", "ranking.pdf", "ranking.csv?table=nothing"):
        assert (await office.get(f"/comparison/{address}")).status_code == 404
    assert (await read(office, "ranking"))["waves"] == []


async def test_every_chart_of_a_page_is_a_picture(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser)
    page = (await office.get(f"/trend?{PERIOD}")).text
    links = [unescape(one) for one in re.findall(r'href="([^"]*picture=[^"]*)"', page)]
    assert links
    for link in links:
        answer = await office.get(link)
        assert answer.status_code == 200
        if link.endswith("svg"):
            assert "var(" not in answer.text
            assert ElementTree.fromstring(answer.content).find("{*}title") is not None
        else:
            with Image.open(io.BytesIO(answer.content)) as picture:
                assert picture.format == "PNG"
                assert len(picture.getcolors(1 << 24) or ()) > 5
    for wrong in ("0.svg", "99.png", "1.gif", "x"):
        assert (await office.get(f"/trend?{PERIOD}&picture={wrong}")).status_code == 404


async def test_pages_say_what_the_api_says(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser)
    said = (await read(office, f"ranking?{PERIOD}"))["branches"]
    shown = {
        "ranking": [one["mean"]["value"] for one in said],
        "heatmap": [score for one in said for score in one["sections"]],
        "overview": [(await read(office, f"overview?{PERIOD}"))["mean"]["value"]],
        "trend": [p["mean"]["value"] for p in (await read(office, f"trend?{PERIOD}"))["points"]],
    }
    for name, scores in shown.items():
        page = (await office.get(f"/{name}?{PERIOD}")).text
        for score in scores:
            if score is not None:
                assert f"{(score + 5) // 10 / 10:.1f}" in page, (name, score)
