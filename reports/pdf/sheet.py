"""The finished document: pages with head and foot, outline, metadata, bytes.

Same snapshot, language, photos and release give the same bytes: dates come from the snapshot,
object names from their order, nothing from the machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from reports.pdf.blocks import Block
from reports.pdf.flow import Page, draw_page, paginate
from reports.pdf.marks import draw_logo, draw_qr
from reports.pdf.pen import Pen, Photos
from reports.pdf.style import BODY_HEIGHT, FOOT, MARGIN, PAGE, TOP, WIDTH, Kit
from reports.pdf.tags import ARTIFACT, Element
from reports.pdf.text import fit
from reports.pdf.tokens import load_tokens
from reports.snapshot import Document

# ReportLab would write each stream as ASCII85, in pure Python: 20 times slower, a quarter larger.
rl_config.useA85 = 0

LANGUAGE_TAGS = {"zh": "zh-Hans", "en": "en"}
QR_SIZE = 34


@dataclass(frozen=True)
class Cover:
    """What a document says about itself: kind ("Visit report"), whose it is, wave, proof.

    `page`: where those who may see it find the same on the screen; the running head leads there.
    """

    kind: str
    subject: str
    wave: str
    number: str
    edition: int
    issued_on: date
    digest: str
    verify: str
    page: str = ""

    @classmethod
    def of(cls, snapshot: Document, kind: str, subject: str, kit: Kit) -> "Cover":
        """Read the cover facts from a snapshot."""
        digest = snapshot.digest()
        address = snapshot.verify_url or f"mingcha:{snapshot.number}"
        return cls(
            kind=kind,
            subject=subject,
            wave=kit.speak.text(snapshot.wave.name),
            number=snapshot.number,
            edition=snapshot.edition,
            issued_on=snapshot.issued_on,
            digest=digest,
            verify=f"{address}?d={digest[:16]}",
            page=snapshot.page_url,
        )


def build(cover: Cover, blocks: Sequence[Block], kit: Kit, photos: Photos) -> bytes:
    """Lay the blocks out and return the PDF."""
    pages = paginate(blocks, WIDTH, BODY_HEIGHT)
    canvas = _canvas(cover, kit)
    pen = Pen(canvas, load_tokens(), photos, PAGE[1], lambda n: kit.t("photo {numbers}", numbers=n))
    canvas.beginForm("proof", 0, 0, QR_SIZE, PAGE[1])
    draw_qr(pen, cover.verify, 0, PAGE[1] - QR_SIZE, QR_SIZE)
    canvas.endForm()
    for index, page in enumerate(pages):
        _page(pen, page, cover, kit, (index + 1, len(pages)))
        pen.end_page()
    pen.finish()
    data: bytes = canvas.getpdfdata()  # type: ignore[no-untyped-call]
    return data


class _Bare(Canvas):
    """A canvas that sets no font of its own: ReportLab's would be one that is not embedded."""

    def _make_preamble(self) -> None:
        self._preamble = ""


def _canvas(cover: Cover, kit: Kit) -> Canvas:
    day = cover.issued_on.strftime("%Y%m%d")
    canvas = _Bare(
        "",
        pagesize=PAGE,
        pageCompression=1,
        invariant=1,
        lang=LANGUAGE_TAGS[kit.speak.lang],
        pdfVersion=(1, 7),
    )
    canvas.setDateFormatter(lambda *_: f"D:{day}000000Z")
    canvas.setTitle(f"{cover.subject} · {cover.wave} · {cover.kind}")
    canvas.setSubject(f"{cover.number} · {cover.edition} · {cover.digest}")
    canvas.setAuthor("Mingcha 明察")
    canvas.setCreator("Mingcha 明察")
    canvas.setProducer("Mingcha 明察")
    canvas.setKeywords(cover.number)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()
    return canvas


def _page(pen: Pen, page: Page, cover: Cover, kit: Kit, at: tuple[int, int]) -> None:
    with pen.tags.inside(Element(ARTIFACT)):
        _running_head(pen, cover, kit, at)
    draw_page(page, pen, MARGIN, TOP, WIDTH)
    with pen.tags.inside(Element(ARTIFACT)):
        _foot(pen, cover, kit)


def _running_head(pen: Pen, cover: Cover, kit: Kit, at: tuple[int, int]) -> None:
    base = MARGIN + 2
    left, right = MARGIN, MARGIN + WIDTH
    place = kit.t("Page {n} of {m}", n=at[0], m=at[1])
    room = WIDTH - pen.say(place, (right, base), 7.5, "muted", anchor="end") - 24
    if at[0] == 1:
        draw_logo(pen, left, base - 11.5, 14)
        pen.say(kit.t("Mingcha"), (left + 20, base), 11, "brand", role="bold")
        wide = pen.width(kit.t("Mingcha"), 11, "bold") + 32
        pen.set(fit(cover.kind, "regular", 9, room - wide), (left + wide, base), 9, "ink-2")
    else:
        name = fit(cover.subject, "bold", 8, room * 0.6)
        pen.set(name, (left, base), 8, "ink", role="bold")
        rest = kit.speak.join([cover.wave, cover.kind])
        wide = name.width + 10
        pen.set(fit(rest, "regular", 8, room - wide), (left + wide, base), 8, "muted")
    pen.line((left, MARGIN + 9), (right, MARGIN + 9), "ink", 0.6)
    pen.link(cover.page, left, base - 10, room, 14)


def _foot(pen: Pen, cover: Cover, kit: Kit) -> None:
    top = FOOT - 30
    left = MARGIN + QR_SIZE + 9
    pen.line((MARGIN, top), (MARGIN + WIDTH, top), "hairline-2", 0.5)
    pen.form("proof", MARGIN, top + 5 + QR_SIZE)
    number = kit.t("Report {number}, edition {n}", number=cover.number, n=cover.edition)
    issued = kit.t("issued {day}", day=kit.speak.day(cover.issued_on))
    said = kit.speak.join([number, issued])
    pen.set(fit(said, "regular", 7, WIDTH - 60), (left, top + 13), 7, "ink-2")
    groups = " ".join(cover.digest[i : i + 4] for i in range(0, 32, 4))
    pen.say(kit.t("Fingerprint {hash}", hash=groups), (left, top + 23), 6.5, "muted")
    note = kit.t("Scan to check that this copy is genuine and current. For internal use only.")
    pen.set(fit(note, "regular", 6.5, WIDTH - 60), (left, top + 33), 6.5, "muted")
    if cover.verify.startswith("http"):
        pen.link(cover.verify, MARGIN, top + 5, QR_SIZE, QR_SIZE)
