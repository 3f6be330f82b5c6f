"""The later parts of reports: standing, plan, follow-up, areas, the action sheet, photo copies."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image
from pydantic import ValidationError
from pypdf import PdfReader

from audit.words import load_words
from reports.area_snapshot import AreaSnapshot
from reports.draw import draw
from reports.evidence import Photo
from reports.frozen import PeerDots
from reports.pdf.action_sheet import action_blocks
from reports.pdf.area_report import area_blocks
from reports.pdf.blocks import Block, Heading, Paragraph, Row
from reports.pdf.branch_report import branch_blocks
from reports.pdf.copies import MOST_SHARP, evidence, with_copies
from reports.pdf.flow import paginate
from reports.pdf.parts.photos import boxed
from reports.pdf.style import BODY_HEIGHT, WIDTH, Kit
from reports.pdf.table import Table
from reports.snapshot import BranchSnapshot, VisitSnapshot
from reports.speak import speaker
from tests.reports import sample_areas, sample_parts, sample_words, samples
from tests.reports.sample_album import Album

WORDS = load_words()
LANGS = ("zh", "en", "both")
AREAS: dict[str, Callable[[], AreaSnapshot]] = {
    "region": sample_areas.region,
    "network": sample_areas.network,
}


class Paths(dict[str, Path]):
    """The album as draw takes it."""

    def __init__(self, album: Album) -> None:
        self.album = album

    def __missing__(self, key: str) -> Path:
        return self.album(key)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    return Paths(Album(tmp_path_factory.mktemp("photos")))


def drawn(kind: str, snapshot: Any, lang: str, paths: Paths) -> bytes:
    return draw(kind, snapshot.model_dump(mode="json"), lang, paths)


def read(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def bare(text: str) -> str:
    return "".join(text.split())


def kit(lang: str) -> Kit:
    return Kit(speaker(lang, WORDS))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", AREAS)
def test_an_area_fills_its_pages_and_no_more(case: str, lang: str) -> None:
    for page in paginate(area_blocks(AREAS[case](), kit(lang)), WIDTH, BODY_HEIGHT):
        assert page.placed
        assert not isinstance(page.placed[-1].block, Heading)
        for placed in page.placed:
            assert placed.scale == 1.0
            assert placed.y + placed.block.height(WIDTH) <= BODY_HEIGHT + 0.1


@pytest.mark.parametrize("case", AREAS)
def test_an_area_names_its_branches_and_is_the_same_twice(case: str, paths: Paths) -> None:
    snapshot = AREAS[case]()
    pdf = drawn(case, snapshot, "zh", paths)
    assert pdf == drawn(case, snapshot, "zh", paths)
    text = read(pdf)
    for branch in snapshot.branches:
        assert bare(branch.name.zh) in text
    for item in snapshot.league:
        assert bare(item.wording.zh) in text


@pytest.mark.parametrize("lang", LANGS)
def test_page_one_of_an_area_says_what_to_fix(lang: str) -> None:
    snapshot = sample_areas.region()
    first = paginate(area_blocks(snapshot, kit(lang)), WIDTH, BODY_HEIGHT)[0]
    said = [
        inner.text
        for placed in first.placed
        for inner in blocks_of(placed.block)
        if isinstance(inner, Paragraph)
    ]
    for item in snapshot.league[:3]:
        assert any(item.wording.zh in text or item.wording.en in text for text in said)
    lowest = min(snapshot.branches, key=lambda one: one.final or 0)
    assert any(lowest.name.zh in text or lowest.name.en in text for text in said)


@pytest.mark.parametrize("lang", LANGS)
def test_a_small_region_lists_its_branches_on_page_one(lang: str) -> None:
    whole = sample_areas.region()
    lowest = whole.branches[-3:]
    finals = tuple(sorted(one.final or 0 for one in lowest))
    snapshot = sample_areas.region(total=3, branches=lowest, finals=finals)
    pages = paginate(area_blocks(snapshot, kit(lang)), WIDTH, BODY_HEIGHT)
    first = [inner for placed in pages[0].placed for inner in blocks_of(placed.block)]
    assert any(isinstance(block, Table) and len(block.rows) == 3 for block in first)
    # What has no room on page one begins the second; it never runs over by a few rows.
    assert sum(one.block.height(WIDTH) for one in pages[1].placed) > BODY_HEIGHT / 3


def test_an_area_tells_how_many_visits_scored_a_run(paths: Paths) -> None:
    text = read(drawn("region", sample_areas.region(runs=(4, 10, 18, 22, 18)), "en", paths))
    assert "Fourbases:18of72visitsscoredarun" in text
    assert "68of72" in text


def test_a_rank_counts_the_branch_itself(paths: Paths) -> None:
    assert "9to15of25" in read(drawn("branch", samples.branch(), "en", paths))


def test_one_visit_says_why_it_has_no_interval(paths: Paths) -> None:
    said = "Onevisitalonehasnointervalandnorank"
    assert said in read(drawn("visit", samples.visit(), "en", paths))
    assert said not in read(drawn("branch", samples.full_branch(), "en", paths))


def test_an_area_without_anything_but_a_score(paths: Paths) -> None:
    empty: dict[str, object] = dict.fromkeys(
        ("finals", "branches", "heat", "league", "movers", "square", "waits", "trend", "sections"),
        (),
    )
    assert "85.1" in read(drawn("region", sample_areas.region(**empty), "zh", paths))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "make",
    [
        samples.visit,
        samples.critical_visit,
        samples.empty_visit,
        samples.huge_visit,
        samples.full_branch,
    ],
)
def test_the_action_sheet_is_one_page(
    make: Callable[[], VisitSnapshot | BranchSnapshot], lang: str, paths: Paths
) -> None:
    snapshot = make()
    assert len(paginate(action_blocks(snapshot, kit(lang)), WIDTH, BODY_HEIGHT)) == 1
    assert len(PdfReader(BytesIO(drawn("sheet", snapshot, lang, paths))).pages) == 1


def test_both_languages_say_everything(paths: Paths) -> None:
    snapshot = samples.full_branch()
    text = read(drawn("branch", snapshot, "both", paths))
    for item in snapshot.items:
        assert bare(item.wording.zh) in text
        assert bare(item.wording.en) in text
    pages = [
        len(PdfReader(BytesIO(drawn("branch", snapshot, lang, paths))).pages)
        for lang in ("zh", "both")
    ]
    assert pages[1] < 1.5 * pages[0]


def test_the_printed_steps_add_up(paths: Paths) -> None:
    snapshot = samples.full_branch()
    text = read(drawn("branch", snapshot, "en", paths))
    shown = [f"−{-step.amount / 100:g}" for step in snapshot.waterfall if step.kind == "loss"]
    assert all(amount in text for amount in shown)
    assert 100 - sum(float(amount[1:]) for amount in shown) == pytest.approx(86.4)


def test_steps_that_do_not_add_up_are_refused() -> None:
    steps = [step.model_dump() for step in samples.waterfall()]
    steps[1]["amount"] -= 1
    with pytest.raises(ValidationError, match="don't lead to its end"):
        samples.branch(waterfall=steps)


@pytest.mark.parametrize("finals", [(8000, 7000, 9000, 9100, 9200), (8000, 9000)])
def test_peers_are_sorted_and_enough(finals: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError):
        PeerDots.model_validate(
            {"scope": "region", "label": sample_words.text("东", "East"), "finals": finals}
        )


def test_what_came_later_does_not_change_old_digests() -> None:
    plain = samples.branch().canonical().decode("utf-8")
    for name in ("waterfall", "lift", "peer_dots", "limits", "appeals", "page_url", "credit"):
        assert f'"{name}"' not in plain
    assert '"waterfall"' in samples.full_branch().canonical().decode("utf-8")


def test_actions_and_appeals_appear_only_with_data(paths: Paths) -> None:
    with_data = read(drawn("branch", samples.full_branch(), "en", paths))
    without = read(drawn("branch", samples.branch(), "en", paths))
    for words in ("Actions:1of2fromthelastwavearedone", "Ifyoudisagree", "overdue"):
        assert words in with_data
        assert words not in without


def test_a_later_edition_says_what_it_replaces_and_what_changed(paths: Paths) -> None:
    text = read(drawn("branch", samples.full_branch(), "en", paths))
    assert "Edition2,inplaceofR-2026Q4-BR0143" in text
    assert "Dress:87.5→90.0" in text
    assert "95%interval83.5–89.3" in text
    assert "Edition2,inplaceof" not in read(drawn("branch", samples.branch(), "en", paths))


def test_links_lead_to_the_page_and_to_the_proof(paths: Paths) -> None:
    reader = PdfReader(BytesIO(drawn("branch", samples.full_branch(), "zh", paths)))
    found = set()
    for page in reader.pages:
        notes: Any = page["/Annots"]
        for note in notes:
            found.add(str(note.get_object()["/A"]["/URI"]))
    assert "https://audit.example.com/branches/SH-014" in found
    assert {uri.partition("?")[0] for uri in found} == {
        "https://audit.example.com/branches/SH-014",
        "https://audit.example.com/r/7KQ2M9",
    }


def test_reasons_and_what_is_still_earned_are_said(paths: Paths) -> None:
    items = list(sample_parts.items())
    reasons = sample_words.text("地面有水渍", "Water on the floor")
    items[0] = items[0].model_copy(update={"reasons": reasons, "credit": 60})
    text = read(drawn("visit", samples.visit(items=tuple(items)), "en", paths))
    assert "because:Wateronthefloor(60%stillearned)" in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_signature_of_the_branch_is_drawn_and_named_for_readers(lang: str, paths: Paths) -> None:
    items = list(samples.visit().items)
    plain = drawn("visit", samples.visit(), lang, paths)
    strokes = ((100, 500, 300, 200, 500, 700), (9_999_999, -5), (700,), ())
    items[-1] = items[-1].model_copy(update={"strokes": strokes})
    signed = drawn("visit", samples.visit(items=tuple(items)), lang, paths)
    alt = "签名" if lang != "en" else "signature"
    assert alt.encode("utf-16-be").hex().encode() in signed.lower()
    assert len(PdfReader(BytesIO(signed)).pages) == len(PdfReader(BytesIO(plain)).pages)


def blocks_of(block: Block) -> Iterator[Block]:
    yield block
    for name in ("blocks", "cells", "rows"):
        for inner in getattr(block, name, ()):
            yield from blocks_of(inner)


def test_a_failed_item_stands_beside_its_photos() -> None:
    pages = paginate(branch_blocks(samples.full_branch(), kit("zh")), WIDTH, BODY_HEIGHT)
    with_titles = [
        (place, inner.outline)
        for place, page in enumerate(pages)
        for placed in page.placed
        for inner in blocks_of(placed.block)
        if isinstance(inner, Heading) and inner.outline[:1].isdigit()
    ]
    assert len(with_titles) == len(sample_words.FAILING)
    for place, _ in with_titles:
        assert any(
            type(inner) is type(boxed(Photo(key="x", width=4, height=3, number=1), 4, 3))
            for placed in pages[place].placed
            for inner in blocks_of(placed.block)
        )


def _row(text: str) -> Row:
    return Row(cells=[Paragraph(text=text)], spans=(1,))


def test_a_table_repeats_its_head_and_leaves_no_row_alone() -> None:
    table = Table(head=_row("头"), rows=[_row(str(n)) for n in range(90)])
    pages = paginate([table], WIDTH, BODY_HEIGHT)
    assert len(pages) > 1
    parts = [page.placed[0].block for page in pages]
    rows = 0
    for part in parts:
        assert isinstance(part, Table)
        assert part.head is table.head
        assert len(part.rows) >= 2
        rows += len(part.rows)
    assert rows == 90


def photographed(count: int) -> VisitSnapshot:
    """A visit with `count` photos, half of them evidence of failures, each in two sizes."""
    made = []
    for n, item in enumerate(samples.huge_visit().items[: count * 2]):
        photo = Photo(key=f"big{n}", width=1000, height=750, number=n + 1, small=f"small{n}")
        shown = (photo,) if n < count else ()
        update = {"photos": shown, "result": "not_met" if n % 2 else "met", "lost": n % 2 * 50}
        made.append(item.model_dump() | update | {"note": None})
    return samples.visit(items=made)


def noisy_photo(path: Path, size: tuple[int, int]) -> None:
    """Draw as many details as a photo of a shop has: 150 kB at 1,000 px."""
    random = Random(3)
    image = Image.new("RGB", size)
    for cells, share in ((8, 1.0), (100, 0.4), (500, 0.16)):
        small = (cells, cells * 3 // 4)
        noise = Image.frombytes("RGB", small, random.randbytes(small[0] * small[1] * 3))
        image = Image.blend(image, noise.resize(size, Image.Resampling.BICUBIC), share)
    image.save(path, "JPEG", quality=80)


def test_thirty_photos_weigh_less_than_5_mb_and_are_sharp(tmp_path: Path) -> None:
    noisy_photo(tmp_path / "big.jpg", (1000, 750))
    noisy_photo(tmp_path / "small.jpg", (320, 240))
    snapshot = photographed(30)

    class Two(dict[str, Path]):
        def __missing__(self, key: str) -> Path:
            return tmp_path / ("big.jpg" if key.startswith("big") else "small.jpg")

    pdf = draw("visit", snapshot.model_dump(mode="json"), "zh", Two())
    assert len(pdf) < 5_000_000
    for width, pixels in placed_photos(pdf):
        assert pixels / (width / 72) >= 130


def placed_photos(pdf: bytes) -> Iterator[tuple[float, int]]:
    """Yield (width in points, width in pixels) of each photo as it is placed."""
    for page in PdfReader(BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        found = resources.get_object()["/XObject"].get_object()
        operations = page.get_contents().operations  # type: ignore[union-attr]
        width = 0.0
        for operands, operator in operations:
            if operator == b"cm":
                width = float(operands[0])
            if operator == b"Do" and found[operands[0]].get_object()["/Subtype"] == "/Image":
                yield width, int(found[operands[0]].get_object()["/Width"])


def test_evidence_is_sharp_and_the_rest_is_light() -> None:
    snapshot = photographed(60)
    sharp = evidence(snapshot)
    assert len(sharp) == MOST_SHARP
    shown = {photo.key for item in with_copies(snapshot, sharp).items for photo in item.photos}
    assert sharp < shown
    assert all(key.startswith("small") for key in shown - sharp)


def test_everything_that_is_said_is_said_in_chinese(paths: Paths) -> None:
    asked: set[str] = set()

    def spy(sentence: str, **params: object) -> str:
        asked.add(sentence)
        return WORDS["zh"](sentence, **params)

    said = Kit(speaker("zh", {"zh": spy}))
    for area in AREAS.values():
        area_blocks(area(), said)
    for make in (samples.full_branch, samples.critical_visit, samples.empty_visit):
        action_blocks(make(), said)
    branch_blocks(samples.full_branch(), said)
    untranslated = {s for s in asked if len(s) > 1 and WORDS["zh"](s) == s}
    assert not untranslated
