"""What readers aloud are told: headings, figures, tables, and that each mark has its element."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.reports import sample_words
from tests.reports.sample_album import Album
from tests.reports.sample_reports import opened, rendered


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    return Album(tmp_path_factory.mktemp("photos"))


def elements(pdf: bytes) -> list[dict[str, Any]]:
    """The elements of a tagged file in reading order, those of tables too."""
    return [one for one in parts(whole(pdf)) if not isinstance(one["/K"], list)]


def whole(pdf: bytes) -> dict[str, Any]:
    """What all elements of a tagged file stand in."""
    root = opened(PdfReader(BytesIO(pdf)).trailer["/Root"])
    assert opened(root["/MarkInfo"])["/Marked"]
    found: dict[str, Any] = opened(opened(root["/StructTreeRoot"])["/K"])
    return found


def parts(within: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What stands in something, and in that, and so on."""
    for kid in map(opened, within["/K"]):
        yield kid
        if isinstance(kid["/K"], list):
            yield from parts(kid)


@pytest.mark.parametrize("lang", ["zh", "both"])
def test_headings_and_figures_are_marked_for_reading_aloud(lang: str, album: Album) -> None:
    pdf = rendered("full", lang, album)
    found = elements(pdf)
    kinds = [str(element["/S"]) for element in found]
    assert kinds[0] == "/H1"
    assert kinds.count("/H2") >= 8
    assert kinds.count("/H3") >= len(sample_words.FAILING)
    figures = [element for element in found if element["/S"] == "/Figure"]
    assert all(element["/Alt"] for element in figures)
    assert any("照片 7" in element["/Alt"] for element in figures)
    spoken = {str(element["/Lang"]) for element in found if "/Lang" in element}
    assert spoken == ({"en"} if lang == "both" else set())


@pytest.mark.parametrize("name", ["huge", "branch", "full"])
def test_tables_are_rows_of_as_many_cells_as_their_heads(name: str, album: Album) -> None:
    pdf = rendered(name, "zh", album)
    tables = [one for one in parts(whole(pdf)) if one["/S"] == "/Table"]
    assert tables
    for table in tables:
        rows = [[str(opened(cell)["/S"]) for cell in opened(row)["/K"]] for row in table["/K"]]
        head, *body = rows
        assert set(head) == {"/TH"}
        assert body
        assert body == [["/TD"] * len(head)] * len(body)


def test_marks_are_closed_and_each_has_its_element(album: Album) -> None:
    pdf = rendered("full", "zh", album)
    reader = PdfReader(BytesIO(pdf))
    numbers = 0
    for page in reader.pages:
        operators = [operator for _, operator in page.get_contents().operations]  # type: ignore[union-attr]
        assert operators.count(b"BDC") + operators.count(b"BMC") == operators.count(b"EMC")
        numbers += operators.count(b"BDC")
    assert numbers == len(elements(pdf))
