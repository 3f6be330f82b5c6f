"""The mark: sun and moon meeting (明), a disc held by a crescent; the two together are also an eye.

Geometry is in units of a 32 × 32 square, y downwards. The files in static/ and the phone form's
icons are drawn from it: `python -m audit.web.mark` writes them again.
"""

from math import atan2, cos, hypot, pi, sin, sqrt
from pathlib import Path

from PIL import Image, ImageDraw

Point = tuple[float, float]
Circle = tuple[float, float, float]

MOON: Circle = (17.2, 17.2, 12.8)
SHADE: Circle = (12.9, 12.9, 11.2)
SUN: Circle = (11.2, 11.2, 7.2)
BRAND = "#0a5c62"
PAPER = "#fbf9f4"


def horns() -> tuple[Point, Point]:
    """The two tips of the crescent: where the moon's edge crosses the shade's."""
    (x0, y0, r0), (x1, y1, r1) = MOON, SHADE
    apart = hypot(x1 - x0, y1 - y0)
    along = (r0 * r0 - r1 * r1 + apart * apart) / (2 * apart)
    aside = sqrt(r0 * r0 - along * along)
    ux, uy = (x1 - x0) / apart, (y1 - y0) / apart
    foot = (x0 + along * ux, y0 + along * uy)
    first = (foot[0] - aside * uy, foot[1] + aside * ux)
    return first, (foot[0] + aside * uy, foot[1] - aside * ux)


def _arc(circle: Circle, start: Point, end: Point, steps: int) -> list[Point]:
    """Points on `circle` from start to end, by way of the lower right (the moon's thick side)."""
    x, y, radius = circle
    begin = atan2(start[1] - y, start[0] - x)
    sweep = (atan2(end[1] - y, end[0] - x) - begin) % (2 * pi)
    if not any(0 < (pi / 4 - begin + turn) < sweep for turn in (-2 * pi, 0.0, 2 * pi)):
        sweep -= 2 * pi
    turns = (begin + sweep * step / steps for step in range(steps + 1))
    return [(x + radius * cos(turn), y + radius * sin(turn)) for turn in turns]


def crescent(steps: int = 64) -> list[Point]:
    """The crescent as a closed polygon of 2 × (steps + 1) points."""
    first, second = horns()
    return _arc(MOON, first, second, steps) + _arc(SHADE, second, first, steps)


def svg_path() -> str:
    """The crescent as SVG path data."""
    (ax, ay), (bx, by) = horns()
    outer, inner = MOON[2], SHADE[2]
    return (
        f"M{ax:.2f} {ay:.2f}A{outer} {outer} 0 1 1 {bx:.2f} {by:.2f}"
        f"A{inner} {inner} 0 1 0 {ax:.2f} {ay:.2f}Z"
    )


def svg_body() -> str:
    """Path and disc in the current colour, to be put inside an <svg viewBox="0 0 32 32">."""
    x, y, radius = SUN
    return f'<path d="{svg_path()}"/><circle cx="{x}" cy="{y}" r="{radius}"/>'


def draw_icon(size: int, inset: float = 0.2) -> Image.Image:
    """A full-bleed app icon (maskable): paper mark on brand, drawn at 4 × and reduced.

    `inset` is the free part on each side; 0.2 keeps the mark inside a maskable icon's safe zone.
    """
    large = size * 4
    image = Image.new("RGB", (large, large), BRAND)
    draw = ImageDraw.Draw(image)
    scale, shift = large * (1 - 2 * inset) / 26, large * inset
    draw.polygon([(shift + (x - 4) * scale, shift + (y - 4) * scale) for x, y in crescent()], PAPER)
    x, y, radius = (shift + (SUN[0] - 4) * scale, shift + (SUN[1] - 4) * scale, SUN[2] * scale)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), PAPER)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def write_files(static: Path, icons: Path) -> None:
    """Write logo.svg and favicon.svg to `static`, the phone form's PNG icons to `icons`."""
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="3 3 28 28"'
    (static / "logo.svg").write_text(f'{head} fill="{BRAND}">{svg_body()}</svg>\n', "utf-8")
    night = "<style>@media (prefers-color-scheme:dark){svg{fill:#5cc3bd}}</style>"
    favicon = f'{head} fill="{BRAND}">{night}{svg_body()}</svg>\n'
    (static / "favicon.svg").write_text(favicon, "utf-8")
    icons.mkdir(parents=True, exist_ok=True)
    for size in (192, 512):
        draw_icon(size).save(icons / f"icon-{size}.png", optimize=True)
    draw_icon(180, inset=0.16).save(icons / "apple-touch-icon.png", optimize=True)
    (icons / "favicon.svg").write_text(favicon, "utf-8")


if __name__ == "__main__":
    root = Path(__file__).parents[2]
    write_files(root / "audit/web/static", root / "forms/mobile/public/icons")
