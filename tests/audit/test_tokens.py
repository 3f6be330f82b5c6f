"""The tokens promise: text reads at 4.5 : 1 and marks at 3 : 1, by day and by night."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "audit" / "web" / "static"
DECLARATION = re.compile(r"^\s*(--[\w-]+|color-scheme):\s*(.+);$", re.MULTILINE)
GROUNDS = ("paper", "surface", "sunken", "hover")
TEXT = ("ink", "ink-2", "muted", "brand", "brand-strong", "accent-ink", "danger")
BANDS = tuple(f"band-{band}" for band in "abcd")
ON_GROUND = {
    "on-brand": ("brand", "brand-strong"),
    "on-accent": ("accent",),
    "on-danger": ("danger",),
    "on-band": BANDS,
    "brand": ("brand-soft",),
    "brand-strong": ("brand-soft",),
    "ink": ("brand-soft", "accent-soft", "danger-soft", *(f"{band}-soft" for band in BANDS)),
    "accent-ink": ("accent-soft",),
    "danger": ("danger-soft",),
    **{band: (f"{band}-soft",) for band in BANDS},
    **{f"on-heat-{step}": (f"heat-{step}",) for step in range(7)},
}
MARKS = ("edge", "focus", "accent", "chart-subject", *BANDS)


def blocks() -> list[dict[str, str]]:
    """The declarations of the three blocks, in order: light, dark by system, dark by choice."""
    source = re.sub(r"/\*.*?\*/", "", (STATIC / "tokens.css").read_text("utf-8"), flags=re.DOTALL)
    bodies = re.findall(r":root[^{]*\{([^}]*)\}", source)
    return [dict(DECLARATION.findall(body)) for body in bodies]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb as WCAG 2.2 defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def theme(name: str) -> dict[str, str]:
    light, dark, _ = blocks()
    return light if name == "light" else light | dark


def test_the_two_dark_blocks_say_the_same() -> None:
    _, by_system, by_choice = blocks()
    assert by_system == by_choice


def test_dark_redefines_every_colour() -> None:
    light, dark, _ = blocks()
    colours = {name for name, value in light.items() if value.startswith(("#", "rgb", "0 1px"))}
    assert colours == {name for name in dark if name != "color-scheme"}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_reads_on_every_ground(name: str) -> None:
    tokens = theme(name)
    pairs = [(text, ground) for text in TEXT + BANDS for ground in GROUNDS]
    pairs += [(text, ground) for text, grounds in ON_GROUND.items() for ground in grounds]
    poor = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(tokens[f"--{pair[0]}"], tokens[f"--{pair[1]}"])) < 4.5
    }
    assert not poor


@pytest.mark.parametrize("name", ["light", "dark"])
def test_marks_are_seen_on_every_ground(name: str) -> None:
    tokens = theme(name)
    poor = {
        (mark, ground): round(ratio, 2)
        for mark in MARKS
        for ground in GROUNDS
        if (ratio := contrast(tokens[f"--{mark}"], tokens[f"--{ground}"])) < 3
    }
    assert not poor


@pytest.mark.parametrize("name", ["light", "dark"])
def test_heat_steps_fall_in_one_direction(name: str) -> None:
    steps = [luminance(theme(name)[f"--heat-{step}"]) for step in range(7)]
    falls = [second < first for first, second in pairwise(steps)]
    assert all(falls) if name == "light" else not any(falls)
