"""How the service of many branches felt: the square with all of them, how far visits ran."""

from collections.abc import Sequence

from reports.area_snapshot import AreaSnapshot, NetworkSnapshot, Place
from reports.charts.plots import SquareDot, service_square
from reports.charts.strips import section_bar
from reports.pdf.blocks import Block, Heading, Paragraph, Row, Stack, number
from reports.pdf.marks import chart, fluid
from reports.pdf.parts.area_front import subhead
from reports.pdf.parts.views import BASE_MEANING, NAMES, TYPES
from reports.pdf.style import Kit
from reports.pdf.text import fit
from reports.snapshot import Views

BASES = ("first", "second", "third", "home")
BASE_SPANS = (4.4, 4.4, 1.4, 1.8)
SQUARE = 250.0


def bases_block(runs: Sequence[int], kit: Kit) -> list[Block]:
    """Return how many visits touched each base in order; `runs`: how many got exactly so far."""
    visits = sum(runs)
    if not visits:
        return []
    reached = [sum(runs[n:]) for n in range(1, len(BASES) + 1)]
    title = kit.t("Four bases: {n} of {m} visits scored a run", n=reached[-1], m=visits)
    rows = [_base_row(key, n, visits, kit) for key, n in zip(BASES, reached, strict=True)]
    return [Stack(blocks=[subhead(title, kit), *rows], before=16)]


def _base_row(key: str, reached: int, visits: int, kit: Kit) -> Row:
    share = round(reached * 10_000 / visits)
    name = kit.speak.fill("{a}: {b}", a=kit.t(NAMES[key]), b=kit.t(BASE_MEANING[key]))
    style = kit.body.but(size=8.5, leading=1.35)
    cells: list[Block] = [
        Paragraph(text=name, style=style, most=1),
        fluid(11, lambda width: section_bar(width, 11, share)),
        number(f"{share / 100:.0f} %", style.but(role="bold")),
        number(kit.t("{n} of {m}", n=reached, m=visits), kit.caption),
    ]
    return Row(cells=cells, spans=BASE_SPANS, gutter=8, pad=2.6, rule="hairline", middle=True)


def square_block(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return branches (in the network's report: regions) between process and personal.

    Their names stand beside them while they are few.
    """
    if not snapshot.square:
        return []
    views = snapshot.views
    words = {key: fit(kit.t(name), "regular", 6.8, 120).text for key, name in TYPES.items()}
    words |= {"process": kit.t("process"), "personal": kit.t("personal")}
    few = len(snapshot.square) <= 12
    dots = [
        SquareDot(
            place.process,
            place.personal,
            fit(kit.speak.text(place.label), "regular", 7, 70).text if few else "",
            subject=False,
        )
        for place in snapshot.square
    ]
    kinds = [_kind(place, views) for place in snapshot.square]
    regions = isinstance(snapshot, NetworkSnapshot)
    title = kit.t(
        "Process × personal: {n} of {m} regions with quality service"
        if regions
        else "Process × personal: {n} of {m} with quality service",
        n=kinds.count("quality"),
        m=len(kinds),
    )
    figure = service_square(SQUARE, dots, views.process_at, views.personal_at, words)
    counts: list[Block] = [
        Row(
            cells=[
                Paragraph(text=kit.t(TYPES[kind]), style=kit.body),
                number(str(kinds.count(kind)), kit.strong),
            ],
            spans=(4, 1),
            pad=3,
            rule="hairline",
        )
        for kind in ("quality", "by_the_book", "friendly_helpless", "indifferent")
    ]
    side = Stack(
        blocks=[subhead(kit.t("Regions by type" if regions else "Branches by type"), kit), *counts]
    )
    row = Row(cells=[chart(figure, alt=title), side], spans=(7, 5), gutter=24, before=6)
    return [Heading(text=title, style=kit.head, before=24), row]


def _kind(place: Place, views: Views) -> str:
    prompt, warm = place.process >= views.process_at, place.personal >= views.personal_at
    if prompt:
        return "quality" if warm else "by_the_book"
    return "friendly_helpless" if warm else "indifferent"
