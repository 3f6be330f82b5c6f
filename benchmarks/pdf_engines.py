"""The same report by five engines, each used as its manual says. One call makes one file.

The other engines are loaded by whoever uses them: a process holds one engine, not five.
"""

import os
import subprocess
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

from audit.words import load_words
from benchmarks.pdf_content import FAMILY, FONT, HEAD, TITLE, Content, svg
from reports.evidence import Photo
from reports.pdf.blocks import Block, Paragraph, Row, Stack, Style
from reports.pdf.flow import Break
from reports.pdf.marks import chart
from reports.pdf.parts.photos import boxed
from reports.pdf.sheet import Cover, build
from reports.pdf.style import Kit
from reports.pdf.table import Table
from reports.speak import Speaker

Engine = Callable[[Content, Path], None]
COLUMNS = (32, 150, 32, 32, 48, 206)
CHROMIUM = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)


def ours() -> Engine:
    """Our blocks, paginator and pen, with head, foot and QR code."""
    kit = Kit(Speaker("zh", load_words()["zh"]))
    body, cell, small = Style(10, leading=1.5), Style(9, leading=1.33), Style(8, leading=1.25)
    cover = Cover("报告", "河滨路店", "2026Q2", "R-1", 1, date(2026, 6, 30), "0" * 64, "mingcha:1")

    def row(cells: tuple[str, ...], rule: str = "hairline") -> Row:
        texts = [Paragraph(text=text, style=cell) for text in cells]
        return Row(cells=texts, spans=COLUMNS, gutter=8, pad=2, rule=rule)

    def picture(photo: tuple[Path, str], n: int) -> Block:
        drawn = boxed(Photo(key=str(n), width=1600, height=1200, number=n + 1), 240, 180)
        return Stack(blocks=[drawn, Paragraph(text=photo[1], style=small)])

    def make(report: Content, target: Path) -> None:
        half = len(report.paragraphs) // 2
        said = [Paragraph(text=text, style=body, before=6) for text in report.paragraphs]
        blocks: list[Block] = [Paragraph(text=TITLE, style=Style(18, "bold")), *said[:half]]
        blocks += [chart(figure, before=8) for figure in report.charts]
        blocks.append(
            Table(head=row(HEAD, "ink"), rows=[row(one) for one in report.rows], before=8)
        )
        blocks += [*said[half:], Break()]
        shown = [picture(photo, n) for n, photo in enumerate(report.photos)]
        pairs = [shown[n : n + 2] for n in range(0, len(shown), 2)]
        blocks += [Row(cells=pair, spans=(1,) * len(pair), gutter=14, before=6) for pair in pairs]
        paths = [path for path, _ in report.photos]
        target.write_bytes(build(cover, blocks, kit, lambda key: paths[int(key)]))

    return make


def typst() -> Engine:
    """Typst, compiled in this process by its own Python package."""
    compiler = import_module("typst")

    def escaped(text: str) -> str:
        return "".join("\\" + sign if sign in "\\#*_$@`<>[]~" else sign for sign in text)

    def make(report: Content, target: Path) -> None:
        folder, half = target.parent, len(report.paragraphs) // 2
        lines = [
            '#set page(paper: "a4", margin: 16mm, footer: context align(center, '
            "text(8pt)[#counter(page).display()]))",
            f'#set text(font: "{FAMILY}", size: 10pt, lang: "zh")',
            f"#set par(leading: 0.6em)\n#text(18pt, weight: 700)[{TITLE}]\n",
            *[escaped(text) + "\n" for text in report.paragraphs[:half]],
        ]
        for n, figure in enumerate(report.charts):
            (folder / f"chart{n}.svg").write_text(svg(figure), "utf-8")
            lines.append(f'#image("chart{n}.svg", width: {figure.width}pt)\n')
        widths = ", ".join(f"{width}pt" for width in COLUMNS[:-1])
        heads = ", ".join(f"[{text}]" for text in HEAD)
        cells = ", ".join(f"[{escaped(text)}]" for row in report.rows for text in row)
        lines.append(
            f"#set text(9pt)\n#table(columns: ({widths}, 1fr), inset: 3pt, stroke: 0.5pt + gray, "
            f"table.header({heads}), {cells})\n#set text(10pt)\n"
        )
        lines += [escaped(text) + "\n" for text in report.paragraphs[half:]]
        pictures = ", ".join(
            f'[#image("/{os.path.relpath(path, folder.parent)}", width: 240pt) {escaped(words)}]'
            for path, words in report.photos
        )
        lines.append(
            f"#pagebreak(weak: true)\n#set text(8pt)\n#grid(columns: 2, gutter: 10pt, {pictures})"
        )
        source = folder / "report.typ"
        source.write_text("\n".join(lines), "utf-8")
        compiler.compile(source, output=target, root=folder.parent, font_paths=[FONT.parent])

    return make


def _html(report: Content) -> str:
    half = len(report.paragraphs) // 2
    rows = "".join(
        "<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in report.rows
    )
    photos = "".join(
        f'<figure><img src="{path.as_uri()}">{words}</figure>' for path, words in report.photos
    )
    bold = FONT.with_name("NotoSansSC_700Bold.ttf")
    return f"""<!doctype html><html lang="zh"><meta charset="utf-8"><style>
@font-face {{ font-family: "{FAMILY}"; src: url("{FONT.as_uri()}"); font-weight: 400 }}
@font-face {{ font-family: "{FAMILY}"; src: url("{bold.as_uri()}"); font-weight: 700 }}
@page {{ size: A4; margin: 16mm; @bottom-center {{ content: counter(page); font-size: 8pt }} }}
body {{ font: 10pt/1.5 "{FAMILY}"; margin: 0 }} h1 {{ font-size: 18pt }}
table {{ border-collapse: collapse; width: 100%; font-size: 9pt }}
td, th {{ border: .5pt solid #888; padding: 2pt 4pt }} tr {{ break-inside: avoid }}
section {{ break-before: page }}
figure {{ display: inline-block; width: 48%; margin: 0 .8% 4mm 0; font-size: 8pt }}
figure {{ break-inside: avoid }} img {{ width: 100%; display: block }}
</style><h1>{TITLE}</h1>
{"".join(f"<p>{text}</p>" for text in report.paragraphs[:half])}
{"".join(f"<div>{svg(figure)}</div>" for figure in report.charts)}
<table><thead><tr>{"".join(f"<th>{text}</th>" for text in HEAD)}</tr></thead>{rows}</table>
{"".join(f"<p>{text}</p>" for text in report.paragraphs[half:])}
<section>{photos}</section></html>"""


def weasyprint() -> Engine:
    """WeasyPrint, from HTML with SVG charts; its fonts are loaded once."""
    library = import_module("weasyprint")
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()

    def make(report: Content, target: Path) -> None:
        library.HTML(string=_html(report)).write_pdf(target, font_config=fonts)

    return make


def chromium() -> Engine:
    """Chromium prints the same HTML: a browser for each report, as a print service does it."""

    def make(report: Content, target: Path) -> None:
        page = target.with_name("report.html")
        page.write_text(_html(report), "utf-8")
        profile = f"--user-data-dir={target.with_name('profile')}"
        command = [*CHROMIUM, profile, f"--print-to-pdf={target}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    return make


def fpdf2() -> Engine:
    """fpdf2 with its own table; charts are its SVG drawings."""
    library = import_module("fpdf")
    drawings = import_module("fpdf.svg")

    def make(report: Content, target: Path) -> None:
        pdf = library.FPDF(unit="pt", format="A4")
        pdf.set_auto_page_break(True, 50)
        pdf.set_margins(45, 45, 45)
        pdf.add_font(FAMILY, "", FONT)
        pdf.add_font(FAMILY, "B", FONT.with_name("NotoSansSC_700Bold.ttf"))
        pdf.add_page()

        def say(text: str, size: float, step: float) -> None:
            pdf.set_font(FAMILY, size=size)
            pdf.multi_cell(505, step, text, new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")
            pdf.ln(6)

        half = len(report.paragraphs) // 2
        say(TITLE, 18, 27)
        for text in report.paragraphs[:half]:
            say(text, 10, 15)
        for figure in report.charts:
            if pdf.get_y() + figure.height > 790:
                pdf.add_page()
            drawings.SVGObject(svg(figure)).draw_to_page(pdf, 45, pdf.get_y())
            pdf.set_y(pdf.get_y() + figure.height + 8)
        pdf.set_font(FAMILY, size=9)
        plain = library.FontFace(emphasis=None)
        with pdf.table(
            col_widths=COLUMNS, width=500, line_height=12, wrapmode="CHAR", headings_style=plain
        ) as table:
            for line in (HEAD, *report.rows):
                table.row(line)
        pdf.ln(8)
        for text in report.paragraphs[half:]:
            say(text, 10, 15)
        for n, (path, words) in enumerate(report.photos):
            if n % 6 == 0:
                pdf.add_page()
            x, y = 45 + 255 * (n % 2), 45 + 212 * (n % 6 // 2)
            pdf.image(path, x, y, 240, 180)
            pdf.set_font(FAMILY, size=8)
            pdf.text(x, y + 190, words)
        pdf.output(str(target))

    return make


ENGINES = {
    "ours": ours,
    "typst": typst,
    "fpdf2": fpdf2,
    "weasyprint": weasyprint,
    "chromium": chromium,
}
