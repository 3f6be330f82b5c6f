"""Whole reports: what can be read in them, what must not be there, that nothing sticks out."""

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from forms.texts import Text
from reports.evidence import Note
from reports.findings import all_findings
from reports.pdf import fonts
from reports.pdf.blocks import Heading
from reports.pdf.branch_report import branch_blocks
from reports.pdf.flow import paginate
from reports.pdf.jpeg import PhotoUnusable, read_jpeg
from reports.pdf.parts.page_one import page_one
from reports.pdf.style import BODY_HEIGHT, MARGIN, PAGE, WIDTH, Kit
from reports.pdf.text import measure
from reports.pdf.visit_report import render_visit, visit_blocks
from reports.snapshot import Counts, Score, Views, VisitSnapshot
from reports.speak import speaker
from tests.reports import sample_parts, samples
from tests.reports.sample_album import Album, draw_photo
from tests.reports.sample_reports import CASES, WORDS, opened, render, rendered

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


def resources(page: Any) -> Any:
    """The resources of a page."""
    return opened(page["/Resources"])


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
            outlines = opened(opened(font)["/DescendantFonts"][0])
            assert "/FontFile2" in opened(outlines["/FontDescriptor"])
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
    assert opened(reader.trailer["/Root"])["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Tianyaoqiao Road, Xuhui · Q4 2026 · Mystery visit report"
    assert str(reader.metadata.get("/CreationDate")).startswith("D:20261121")
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert "How the service felt" in titles
    assert "All answers" in titles
    assert samples.visit().digest() in str(reader.metadata.subject)


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
