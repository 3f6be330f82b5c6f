"""The small signs that charts and reports share: band letters' shapes, target tick, arrows, ticks.

Each band has its shape as well as its colour, so that grey print and colour-blind eyes lose
nothing: A triangle, B disc, C square, D cross.
"""

from math import cos, pi, sin

from reports.charts.figure import Dot, Mark, Shape, Stroke

LETTERS = "ABCD"


def band_tokens(position: int) -> tuple[str, str, str]:
    """Return (letter, token, soft token) of the band at a position; 0 is best, below D stays D."""
    letter = LETTERS[min(position, 3)]
    return letter, f"band-{letter.lower()}", f"band-{letter.lower()}-soft"


def band_shape(position: int, x: float, y: float, size: float, colour: str = "") -> Mark:
    """Return the sign of a band, centred on (x, y), `size` points high."""
    letter, token, _ = band_tokens(position)
    r = size / 2
    fill = colour or token
    if letter == "A":
        return Shape(((x, y - r), (x + r * 1.1, y + r * 0.85), (x - r * 1.1, y + r * 0.85)), fill)
    if letter == "B":
        return Dot(x, y, r, fill)
    if letter == "C":
        s = r * 0.9
        return Shape(((x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)), fill)
    return cross(x, y, r, fill)


def cross(x: float, y: float, r: float, fill: str) -> Shape:
    """Return a solid ✕ of radius r."""
    arm = r * 0.36
    corners = [(-arm, -r), (arm, -r), (arm, -arm), (r, -arm), (r, arm), (arm, arm)]
    corners += [(-px, -py) for px, py in corners]
    turn = pi / 4
    return Shape(
        tuple(
            (x + px * cos(turn) - py * sin(turn), y + px * sin(turn) + py * cos(turn))
            for px, py in corners
        ),
        fill,
    )


def tick(x: float, y: float, r: float, colour: str) -> Stroke:
    """Return a ✓ of about 2r."""
    return Stroke(
        ((x - r, y + r * 0.05), (x - r * 0.3, y + r * 0.75), (x + r, y - r * 0.75)),
        colour,
        r * 0.42,
    )


def arrow(x: float, y: float, size: float, up: bool, colour: str) -> Shape:
    """Return a solid arrow head pointing up or down, centred on (x, y)."""
    r, d = size / 2, 1 if up else -1
    return Shape(((x, y - r * d), (x + r, y + r * 0.7 * d), (x - r, y + r * 0.7 * d)), colour)


def diamond(x: float, y: float, r: float, fill: str, stroke: str = "") -> Shape:
    """Return a diamond: the median of the peers in every chart."""
    return Shape(((x, y - r), (x + r, y), (x, y + r), (x - r, y)), fill, stroke)
