"""Whole reports: what can be read in them, what must not be there, that nothing sticks out."""

import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from audit.words import load_words
from forms.texts import Text
from reports.evidence import Note
from reports.findings import all_findings
from reports.pdf import fonts
from reports.pdf.blocks import Heading
from reports.pdf.branch_report import branch_blocks, render_branch
from reports.pdf.flow import paginate
from reports.pdf.jpeg import PhotoUnusable, read_jpeg
from reports.pdf.parts.page_one import page_one
from reports.pdf.style import BODY_HEIGHT, MARGIN, PAGE, WIDTH, Kit
from reports.pdf.text import measure
from reports.pdf.visit_report import render_visit, visit_blocks
from reports.snapshot import BranchSnapshot, Counts, Score, Views, VisitSnapshot
from reports.speak import speaker
from tests.reports import sample_parts, sample_words, samples
from tests.reports.sample_album import Album, draw_photo

WORDS = load_words()
CASES: dict[str, Callable[[], VisitSnapshot | BranchSnapshot]] = {
    "normal": samples.visit,
    "critical": samples.critical_visit,
    "empty": samples.empty_visit,
    "huge": samples.huge_visit,
    "branch": samples.branch,
    "full": samples.full_branch,
}
HOSTILE = {
    "markup": '<b>unclosed <img src="/etc/passwd"/> &amp; [[[0,0,0]]] <para>' * 20,
    "script": '<a href="javascript:alert(1)">x</a>',
    "one word": "W" * 200_000,
    "no spaces": "字" * 200_000,
    "zero width": "a\u200b" * 100_000,
    "right to left": "مرحبا \u202e!olleh\u202c שלום",
    "emoji": "👍👎👨\u200d👩\u200d👧 😀" * 50,
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028" + "\x00" * 500,
    "newlines": "\n" * 50_000,
    "marks only": "！" * 5_000 + "“" * 5_000,
}


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    return Album(tmp_path_factory.mktemp("photos"))


def render(snapshot: VisitSnapshot | BranchSnapshot, lang: str, album: Album) -> bytes:
    if isinstance(snapshot, VisitSnapshot):
        return render_visit(snapshot, lang, album, WORDS)
    return render_branch(snapshot, lang, album, WORDS)


_RENDERED: dict[tuple[str, str], bytes] = {}


def _open(value: Any) -> Any:
    """A dictionary of the file, whether it stands here or elsewhere."""
    return value.get_object()


def resources(page: Any) -> Any:
    """The resources of a page."""
    return _open(page["/Resources"])


def rendered(case: str, lang: str, album: Album) -> bytes:
    """A case's report, rendered once for all tests that only read it."""
    key = (case, lang)
    if key not in _RENDERED:
        _RENDERED[key] = render(CASES[case](), lang, album)
    return _RENDERED[key]


def read(pdf: bytes) -> str:
    """All text of a PDF without white space."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("case", CASES)
def test_the_same_snapshot_gives_the_same_bytes(
    case: str, lang: str, album: Album, tmp_path: Path
) -> None:
    elsewhere = Album(tmp_path)
    assert rendered(case, lang, album) == render(CASES[case](), lang, elsewhere)


@pytest.mark.parametrize(
    ("case", "lang"),
    [("normal", "zh"), ("normal", "en"), ("branch", "zh"), ("branch", "en"), ("huge", "zh")],
)
def test_name_score_and_coaching_can_be_read(case: str, lang: str, album: Album) -> None:
    snapshot = CASES[case]()
    text = read(rendered(case, lang, album))
    assert bare(snapshot.branch.name.say(lang)) in text
    assert "86.4" in text
    failing = next(item for item in snapshot.items if item.key.startswith("wait") and item.lost)
    assert failing.coaching is not None
    assert bare(failing.coaching.say(lang)) in text
    for item in snapshot.items:
        assert bare(item.wording.say(lang)) in text


def test_an_empty_visit_says_so_on_page_one(album: Album) -> None:
    pdf = rendered("empty", "zh", album)
    first = bare(PdfReader(BytesIO(pdf)).pages[0].extract_text())
    assert "本次没有可评判的项目，因此没有得分。" in first
    assert "0.0" not in first


def test_a_failed_critical_item_leads(album: Album) -> None:
    pdf = rendered("critical", "zh", album)
    first = bare(PdfReader(BytesIO(pdf)).pages[0].extract_text())
    assert "触发一票否决：86.4分变为60.0分。" in first
    assert "总分以60.0为上限" in first


@pytest.mark.parametrize("case", CASES)
def test_every_font_is_embedded_and_ours(case: str, album: Album) -> None:
    pdf = rendered(case, "en", album)
    names = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in resources(page)["/Font"].values():
            outlines = _open(_open(font)["/DescendantFonts"][0])
            assert "/FontFile2" in _open(outlines["/FontDescriptor"])
            names.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    assert names <= {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    assert b"Helvetica" not in pdf


def texts(pdf: bytes) -> Iterator[tuple[float, float, str, str, float]]:
    """Yield (x, y, text, role, size) of everything that is set on any page."""
    for page in PdfReader(BytesIO(pdf)).pages:
        found: list[tuple[float, float, str, str, float]] = []

        def keep(text: str, cm: Any, tm: Any, font: Any, size: float, found: Any = found) -> None:
            if text.strip() and font is not None:
                role = "bold" if "Bold" in font["/BaseFont"] else "regular"
                found.append((tm[4] + cm[4], tm[5] + cm[5], text.strip(), role, size))

        page.extract_text(visitor_text=keep)
        yield from found


@pytest.mark.parametrize(
    ("case", "lang"),
    [
        ("normal", "zh"),
        ("normal", "en"),
        ("branch", "zh"),
        ("huge", "en"),
        ("full", "both"),
        ("empty", "both"),
        ("huge", "both"),
    ],
)
def test_nothing_leaves_the_page(case: str, lang: str, album: Album) -> None:
    for x, y, text, role, size in texts(rendered(case, lang, album)):
        assert x >= MARGIN - 5, text
        assert MARGIN - 12 <= y <= PAGE[1] - MARGIN + 2, text
        if "\n" not in text:
            assert x + measure(text, role, size).width <= MARGIN + WIDTH + 6, text


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("case", CASES)
def test_no_blank_page_no_overflow_no_heading_at_the_foot(case: str, lang: str) -> None:
    snapshot = CASES[case]()
    kit = Kit(speaker(lang, WORDS))
    if isinstance(snapshot, VisitSnapshot):
        blocks = visit_blocks(snapshot, kit)
    else:
        blocks = branch_blocks(snapshot, kit)
    pages = paginate(blocks, WIDTH, BODY_HEIGHT)
    for page in pages:
        assert page.placed
        assert not isinstance(page.placed[-1].block, Heading)
        for placed in page.placed:
            assert placed.scale == 1.0
            assert placed.y + placed.block.height(WIDTH) <= BODY_HEIGHT + 0.1


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_neither_breaks_nor_slows(name: str, album: Album) -> None:
    nasty = HOSTILE[name]
    items = list(sample_parts.items())
    note = Note(text=nasty, language="zh")
    items[7] = items[7].model_copy(update={"note": note, "reason": nasty, "owner": nasty})
    items[8] = items[8].model_copy(
        update={"note": note, "no_answer": "na", "reason": nasty, "answer": None}
    )
    branch = sample_parts.BRANCH.model_copy(update={"address": nasty, "code": nasty[:64]})
    snapshot = samples.visit(
        kind="open", inspector=nasty, items=tuple(items), branch=branch, number=nasty[:40]
    )
    plain, _ = _timed(samples.visit(kind="open", inspector="Ms Zhou"), album)
    taken, pdf = _timed(snapshot, album)
    assert taken < 20 * plain  # words broken in squared time take thousands of times as long
    assert len(PdfReader(BytesIO(pdf)).pages) < 80
    assert b"/JavaScript" not in pdf
    assert b"/URI (javascript" not in pdf


def _timed(snapshot: VisitSnapshot, album: Album) -> tuple[float, bytes]:
    """Return the processor's seconds for a report, and the report."""
    started = time.process_time()
    pdf = render(snapshot, "zh", album)
    return time.process_time() - started, pdf


def test_a_visible_sign_stands_for_what_the_font_lacks(album: Album) -> None:
    items = list(sample_parts.items())
    items[0] = items[0].model_copy(update={"note": Note(text="很好👍", language="zh")})
    text = read(render(samples.visit(items=tuple(items)), "zh", album))
    assert "很好[U+1F44D]" in text


def test_no_metadata_of_a_photo_comes_along(tmp_path: Path) -> None:
    draw_photo(tmp_path / "plain.jpg", 1)
    exif = Image.Exif()
    exif[0x013B] = "canary-artist"
    with Image.open(tmp_path / "plain.jpg") as image:
        image.save(tmp_path / "all.jpg", exif=exif, comment=b"canary-comment", quality=80)
    assert b"canary" in (tmp_path / "all.jpg").read_bytes()
    pdf = render_visit(samples.visit(), "zh", lambda key: tmp_path / "all.jpg", WORDS)
    reader = PdfReader(BytesIO(pdf))
    for page in reader.pages:
        for image in resources(page).get("/XObject", {}).values():
            data = image.get_object()
            raw = data.get_data() + data._data
            assert b"canary" not in raw
            assert b"Exif" not in raw
    stripped = read_jpeg(tmp_path / "all.jpg")
    with Image.open(BytesIO(stripped.data)) as shown, Image.open(tmp_path / "all.jpg") as kept:
        assert shown.tobytes() == kept.tobytes()


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xd9"]
)
def test_a_file_that_is_no_jpeg_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(content)
    with pytest.raises(PhotoUnusable):
        read_jpeg(tmp_path / "x.jpg")


def test_a_photo_shown_twice_is_stored_once(album: Album) -> None:
    reader = PdfReader(BytesIO(rendered("normal", "zh", album)))
    ids = set()
    for page in reader.pages:
        for ref in resources(page).get("/XObject", {}).values():
            if ref.get_object()["/Subtype"] == "/Image":
                ids.add(ref.get_object().hash_bin())
    shown = {photo.key for item in sample_parts.items() for photo in item.photos}
    assert len(ids) == len(shown)


def test_metadata_outline_and_language(album: Album) -> None:
    reader = PdfReader(BytesIO(rendered("normal", "en", album)))
    assert _open(reader.trailer["/Root"])["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Tianyaoqiao Road, Xuhui · Q4 2026 · Mystery visit report"
    assert str(reader.metadata.get("/CreationDate")).startswith("D:20261121")
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert "How the service felt" in titles
    assert "All answers" in titles
    assert samples.visit().digest() in str(reader.metadata.subject)


def elements(pdf: bytes) -> list[dict[str, Any]]:
    """The elements of a tagged file in reading order, those of tables too."""
    return [one for one in parts(whole(pdf)) if not isinstance(one["/K"], list)]


def whole(pdf: bytes) -> dict[str, Any]:
    """What all elements of a tagged file stand in."""
    root = _open(PdfReader(BytesIO(pdf)).trailer["/Root"])
    assert _open(root["/MarkInfo"])["/Marked"]
    found: dict[str, Any] = _open(_open(root["/StructTreeRoot"])["/K"])
    return found


def parts(within: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What stands in something, and in that, and so on."""
    for kid in map(_open, within["/K"]):
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
        rows = [[str(_open(cell)["/S"]) for cell in _open(row)["/K"]] for row in table["/K"]]
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


def test_size_is_that_of_its_photos(album: Album) -> None:
    keys = {photo.key for item in samples.huge_visit().items for photo in item.photos}
    photos = sum(album(key).stat().st_size for key in keys)
    assert len(rendered("huge", "zh", album)) < photos * 1.02 + 400_000


def test_a_missing_font_says_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FONTS", tmp_path)
    fonts.load_faces.cache_clear()
    try:
        with pytest.raises(fonts.FontsMissing, match="Run scripts/setup"):
            fonts.face("regular")
    finally:
        monkeypatch.undo()
        fonts.load_faces.cache_clear()
        fonts.load_faces()


def _long(n: int) -> Text:
    return Text(zh="很长的文字，" * (n // 6), en="long words and " * (n // 15))


def long_everything() -> VisitSnapshot:
    """Every text as long as a checklist allows, many sections, deep regions, no bands."""
    items = tuple(
        item.model_copy(
            update={
                "wording": _long(4000),
                "standard": _long(4000),
                "coaching": _long(4000),
                "answer": _long(4000),
                "reason": "原因" * 3000,
                "note": Note(text="备注" * 9000, language="zh") if item.lost else None,
                "owner": "责任人" * 300,
            }
        )
        for item in sample_parts.items()
    )
    branch = sample_parts.BRANCH.model_copy(
        update={"name": _long(4000), "region": (_long(400),) * 12, "address": "地址" * 500}
    )
    sections = tuple(
        one.model_copy(update={"title": _long(900)}) for one in sample_parts.sections() * 3
    )
    known = sample_parts.SCORE.peers
    peers = known.model_copy(update={"label": _long(4000)})  # type: ignore[union-attr]
    score = sample_parts.SCORE.model_copy(update={"bands": (), "peers": peers})
    return samples.visit(items=items, branch=branch, sections=sections, score=score)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_texts_of_any_length_stay_on_their_pages(lang: str, album: Album) -> None:
    snapshot = long_everything()
    kit = Kit(speaker(lang, WORDS))
    for page in paginate(visit_blocks(snapshot, kit), WIDTH, BODY_HEIGHT):
        for placed in page.placed:
            assert placed.scale == 1.0
            assert placed.y + placed.block.height(WIDTH) <= BODY_HEIGHT + 0.1
    assert render(snapshot, lang, album)


def bare_visit() -> VisitSnapshot:
    """Only what must be there."""
    score = Score(raw=8640, final=8640, outcome="scored")
    return samples.visit(
        score=score, sections=(), views=Views(), trend=(), items=(), verify_url="", counts=Counts()
    )


def test_a_visit_with_nothing_but_a_score(album: Album) -> None:
    pdf = render(bare_visit(), "zh", album)
    assert "86.4" in read(pdf)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("case", CASES)
def test_page_one_is_one_page(case: str, lang: str) -> None:
    snapshot = CASES[case]()
    kit = Kit(speaker(lang, WORDS))
    blocks = page_one(snapshot, ["facts"], all_findings(snapshot), kit)
    assert len(paginate(blocks, WIDTH, BODY_HEIGHT)) == 1
