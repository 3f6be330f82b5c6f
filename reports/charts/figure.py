"""Marks, scales and the SVG writer. Points, origin at the top left, colours by token name."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    w: float
    h: float
    colour: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    colour: str
    weight: float = 0.75
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed polygon, filled, outlined or both."""

    points: tuple[Point, ...]
    fill: str = ""
    stroke: str = ""
    weight: float = 0.75


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle, filled, outlined or both."""

    x: float
    y: float
    radius: float
    fill: str = ""
    stroke: str = ""
    weight: float = 0.75


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text at a baseline point; anchor "start", "middle" or "end"."""

    x: float
    y: float
    text: str
    size: float = 7
    colour: str = "muted"
    anchor: str = "start"
    bold: bool = False


Mark = Box | Stroke | Shape | Dot | Label


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: its size, its marks in drawing order, and the sentence that says the same."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    alt: str = ""


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Return the linear map of low..high to start..end; values outside stop at the ends."""
    span = (high - low) or 1

    def place(value: float) -> float:
        share = min(max((value - low) / span, 0.0), 1.0)
        return start + share * (end - start)

    return place


def to_svg(figure: Figure, classes: str = "chart") -> str:
    """Return the figure as an <svg> element for a page; colours follow the page's tokens."""
    body = "".join(_svg(mark) for mark in figure.marks)
    size = f'viewBox="0 0 {_n(figure.width)} {_n(figure.height)}"'
    name = f'role="img" aria-label="{escape(figure.alt)}"' if figure.alt else 'aria-hidden="true"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" {size} {name}>{body}</svg>'


def _svg(mark: Mark) -> str:
    match mark:
        case Box():
            place = f'x="{_n(mark.x)}" y="{_n(mark.y)}" width="{_n(mark.w)}" height="{_n(mark.h)}"'
            return f'<rect {place} fill="{_colour(mark.colour)}"/>'
        case Stroke():
            dash = f' stroke-dasharray="{" ".join(map(_n, mark.dash))}"' if mark.dash else ""
            style = f'fill="none"{_outline(mark.colour, mark.weight)}{dash}'
            return f'<polyline points="{_points(mark.points)}" {style}/>'
        case Shape():
            style = f'fill="{_colour(mark.fill)}"{_outline(mark.stroke, mark.weight)}'
            return f'<polygon points="{_points(mark.points)}" {style}/>'
        case Dot():
            style = f'fill="{_colour(mark.fill)}"{_outline(mark.stroke, mark.weight)}'
            return f'<circle cx="{_n(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.radius)}" {style}/>'
        case Label():
            return _svg_text(mark)


def _svg_text(mark: Label) -> str:
    place = f'x="{_n(mark.x)}" y="{_n(mark.y)}" font-size="{_n(mark.size)}"'
    weight = ' font-weight="650"' if mark.bold else ""
    style = f'fill="{_colour(mark.colour)}" text-anchor="{mark.anchor}"{weight}'
    return f"<text {place} {style}>{escape(mark.text)}</text>"


def _outline(colour: str, weight: float) -> str:
    return f' stroke="{_colour(colour)}" stroke-width="{_n(weight)}"' if colour else ""


def _colour(name: str) -> str:
    return f"var(--{name})" if name else "none"


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
