"""People-like figures in uniform: built from limbs, with a face that can smile."""

from dataclasses import dataclass, replace
from math import pi
from random import Random

from audit.demo.drawing.pen import Colour, Pen, darker, lighter, mix

SKINS: tuple[Colour, ...] = ((246, 214, 184), (236, 196, 160), (222, 176, 138), (198, 150, 112))
HAIRS: tuple[Colour, ...] = ((34, 30, 34), (52, 40, 36), (70, 50, 40), (28, 32, 44))
UNIFORMS: tuple[Colour, ...] = (
    (24, 74, 84),
    (38, 56, 96),
    (120, 44, 52),
    (62, 66, 74),
    (36, 92, 72),
    (92, 62, 104),
)
CLOTHES: tuple[Colour, ...] = (
    (196, 120, 72),
    (92, 124, 156),
    (168, 92, 96),
    (116, 140, 104),
    (210, 180, 120),
    (86, 86, 110),
    (150, 160, 172),
    (62, 96, 100),
)
SCARVES: tuple[Colour, ...] = ((214, 150, 60), (190, 70, 66), (232, 214, 168), (120, 176, 168))
WHITE: Colour = (248, 246, 240)


@dataclass(frozen=True)
class Look:
    """How one figure looks. Lengths are parts of its height."""

    skin: Colour
    hair: Colour
    cut: str
    top: Colour
    bottom: Colour
    neckwear: Colour
    woman: bool
    pose: str
    uniform: bool = True
    badge: bool = True
    tie: bool = True
    neat: bool = True
    smile: bool = True
    back: bool = False


def make_look(
    rng: Random, *, uniform: bool, failed: bool = False, colour: Colour | None = None
) -> Look:
    """A figure by chance; `failed` takes one thing of the dress away or makes it untidy."""
    woman = rng.random() < 0.55
    top = colour or rng.choice(UNIFORMS if uniform else CLOTHES)
    look = Look(
        skin=rng.choice(SKINS),
        hair=rng.choice(HAIRS),
        cut=rng.choice(("bun", "bob", "fringe") if woman else ("short", "parted", "crop")),
        top=top,
        bottom=darker(top, 0.35)
        if uniform
        else rng.choice(((52, 58, 72), (88, 84, 80), (60, 66, 60))),
        neckwear=rng.choice(SCARVES),
        woman=woman,
        pose=rng.choice(("stand", "greet", "offer", "hands"))
        if uniform
        else rng.choice(("stand", "bag", "phone")),
        uniform=uniform,
    )
    return _spoilt(look, rng) if failed else look


def _spoilt(look: Look, rng: Random) -> Look:
    fault = rng.choice(("badge", "tie", "untidy", "phone"))
    if fault == "badge":
        return replace(look, badge=False, smile=False)
    if fault == "tie":
        return replace(look, tie=False, badge=rng.random() < 0.5)
    if fault == "phone":
        return replace(look, pose="phone", smile=False)
    return replace(look, neat=False, tie=False, smile=False)


def figure(pen: Pen, x: float, foot: float, tall: float, look: Look) -> None:
    """Draw a figure standing at (x, foot), `tall` sheet units high."""
    pen.oval(x, foot, tall * 0.17, tall * 0.022, (70, 66, 66))
    _legs(pen, x, foot, tall, look)
    _arm(pen, x, foot, tall, look, -1, behind=True)
    _torso(pen, x, foot, tall, look)
    _head(pen, x, foot, tall, look)
    _arm(pen, x, foot, tall, look, -1, behind=False)
    _arm(pen, x, foot, tall, look, 1, behind=False)


def _legs(pen: Pen, x: float, foot: float, tall: float, look: Look) -> None:
    hip, shoe = foot - tall * 0.47, (34, 32, 38)
    skirt = look.woman and look.uniform
    for side in (-1, 1):
        at = x + side * tall * 0.052
        if skirt:
            pen.limb(
                [(at, hip + tall * 0.1), (at, foot - tall * 0.03)],
                tall * 0.048,
                mix(look.skin, (60, 54, 60), 0.55),
            )
        else:
            pen.limb(
                [(at, hip), (at + side * tall * 0.006, foot - tall * 0.045)],
                tall * 0.085,
                look.bottom,
            )
        pen.arc(at + side * tall * 0.012, foot, tall * 0.05, tall * 0.034, pi, 2 * pi, shoe)
    if skirt:
        pen.poly(
            [
                (x - tall * 0.1, hip - tall * 0.04),
                (x + tall * 0.1, hip - tall * 0.04),
                (x + tall * 0.122, hip + tall * 0.21),
                (x - tall * 0.122, hip + tall * 0.21),
            ],
            look.bottom,
        )


def _torso(pen: Pen, x: float, foot: float, tall: float, look: Look) -> None:
    neck, hip = foot - tall * 0.815, foot - tall * 0.445
    wide, waist = tall * (0.128 if look.woman else 0.145), tall * (0.1 if look.woman else 0.122)
    pen.limb(
        [(x, neck - tall * 0.035), (x, neck + tall * 0.03)], tall * 0.062, darker(look.skin, 0.1)
    )
    pen.poly(
        [
            (x - wide * 0.45, neck),
            (x + wide * 0.45, neck),
            (x + wide, neck + tall * 0.045),
            (x + waist, (neck + hip) / 2 + tall * 0.03),
            (x + waist * 1.14, hip),
            (x - waist * 1.14, hip),
            (x - waist, (neck + hip) / 2 + tall * 0.03),
            (x - wide, neck + tall * 0.045),
        ],
        look.top,
    )
    if look.back:
        return
    if look.uniform:
        _front(pen, x, neck, hip, tall, look)
    else:
        pen.arc(x, neck - tall * 0.002, tall * 0.05, tall * 0.04, 0, pi, darker(look.skin, 0.04))


def _front(pen: Pen, x: float, neck: float, hip: float, tall: float, look: Look) -> None:
    deep = tall * (0.15 if look.neat else 0.2)
    skew = 0 if look.neat else tall * 0.02
    pen.poly(
        [(x - tall * 0.055, neck - 2), (x + tall * 0.055, neck - 2), (x + skew, neck + deep)], WHITE
    )
    edge = lighter(look.top, 0.16)
    for side in (-1, 1):
        pen.poly(
            [
                (x + side * tall * 0.055, neck - 3),
                (x + side * tall * 0.085, neck + tall * 0.055),
                (x + skew, neck + deep + tall * 0.012),
                (x + skew, neck + deep - tall * 0.012),
            ],
            edge,
        )
    pen.limb(
        [(x + skew, neck + deep), (x + skew * 1.4, hip - 4)], tall * 0.004, darker(look.top, 0.3)
    )
    for step in range(2 if look.neat else 1):
        pen.oval(
            x + skew + tall * 0.016,
            neck + deep + tall * (0.035 + 0.06 * step),
            tall * 0.007,
            tall * 0.007,
            lighter(look.top, 0.5),
        )
    if look.tie and look.woman:
        pen.arc(x, neck - tall * 0.008, tall * 0.052, tall * 0.052, 0, pi, look.neckwear)
        pen.poly(
            [
                (x - 3, neck + tall * 0.03),
                (x + tall * 0.055, neck + tall * 0.085),
                (x + tall * 0.015, neck + tall * 0.095),
            ],
            darker(look.neckwear, 0.12),
        )
    elif look.tie:
        pen.poly(
            [
                (x - tall * 0.016, neck),
                (x + tall * 0.016, neck),
                (x + tall * 0.019, neck + deep * 0.8),
                (x, neck + deep),
                (x - tall * 0.019, neck + deep * 0.8),
            ],
            look.neckwear,
        )
    if look.badge:
        pen.rect(
            x + tall * 0.05, neck + tall * 0.1, tall * 0.052, tall * 0.026, WHITE, tall * 0.004
        )
        pen.lines(x + tall * 0.055, neck + tall * 0.106, tall * 0.04, 2, tall * 0.009, (90, 90, 96))


def _arm(
    pen: Pen, x: float, foot: float, tall: float, look: Look, side: int, *, behind: bool
) -> None:
    shoulder = (x + side * tall * (0.112 if look.woman else 0.128), foot - tall * 0.755)
    hanging = look.pose in ("stand", "bag") or (
        look.pose in ("greet", "phone", "offer") and side < 0
    )
    if behind != (hanging and side < 0):
        return
    elbow, hand = _reach(x, foot, tall, look.pose if not hanging else "stand", side)
    thick = tall * 0.058
    sleeve = darker(look.top, 0.1)
    pen.limb([shoulder, elbow, hand], thick, sleeve)
    cuff = (hand[0] + (hand[0] - elbow[0]) * 0.1, hand[1] + (hand[1] - elbow[1]) * 0.1)
    pen.oval(cuff[0], cuff[1], thick * 0.46, thick * 0.5, look.skin)
    if look.pose == "phone" and side > 0:
        pen.rect(
            cuff[0] - thick * 0.35, cuff[1] - thick * 0.9, thick * 0.6, thick * 1.1, (28, 30, 36), 4
        )
    if look.pose == "bag" and side > 0:
        pen.rect(
            cuff[0] - tall * 0.06, cuff[1] + tall * 0.03, tall * 0.12, tall * 0.14, look.neckwear, 6
        )
        pen.limb(
            [
                (cuff[0] - tall * 0.03, cuff[1] + tall * 0.03),
                cuff,
                (cuff[0] + tall * 0.03, cuff[1] + tall * 0.03),
            ],
            5,
            darker(look.neckwear, 0.3),
        )


def _reach(
    x: float, foot: float, tall: float, pose: str, side: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Elbow and hand of the arm on `side` (−1 left, 1 right) in a pose."""

    def at(across: float, up: float) -> tuple[float, float]:
        return x + side * tall * across, foot - tall * up

    return {
        "stand": (at(0.152, 0.6), at(0.142, 0.46)),
        "bag": (at(0.152, 0.6), at(0.15, 0.46)),
        "hands": (at(0.165, 0.6), at(0.03, 0.53)),
        "greet": (at(0.21, 0.66), at(0.235, 0.82)),
        "offer": (at(0.17, 0.6), at(0.27, 0.6)),
        "phone": (at(0.16, 0.6), at(0.06, 0.69)),
    }[pose]


def _head(pen: Pen, x: float, foot: float, tall: float, look: Look) -> None:
    y, across, down = foot - tall * 0.905, tall * 0.062, tall * 0.078
    if look.cut in ("bob", "fringe"):
        pen.rect(x - across * 1.2, y - down * 0.8, across * 2.4, down * 1.75, look.hair, across)
    if look.cut == "bun":
        pen.oval(x, y - down * 1.12, across * 0.55, down * 0.42, look.hair)
    if look.back:
        pen.oval(x, y, across * 1.08, down * 1.04, look.hair)
        return
    for side in (-1, 1):
        pen.oval(
            x + side * across, y + down * 0.08, across * 0.2, down * 0.2, darker(look.skin, 0.08)
        )
    pen.oval(x, y, across, down, look.skin)
    _hair(pen, x, y, across, down, look)
    _face(pen, x, y, across, down, look)


def _hair(pen: Pen, x: float, y: float, across: float, down: float, look: Look) -> None:
    low = {"crop": 0.42, "short": 0.34, "parted": 0.3, "bun": 0.36, "bob": 0.3, "fringe": 0.14}[
        look.cut
    ]
    pen.arc(x, y - down * low * 0.5, across * 1.08, down * 0.98, pi * 1.02, pi * 1.98, look.hair)
    if look.cut in ("parted", "bob"):
        pen.poly(
            [
                (x - across * 0.2, y - down),
                (x + across, y - down * 0.75),
                (x + across * 1.04, y - down * 0.05),
            ],
            look.hair,
        )
    if not look.neat:
        for step in (-0.5, 0.1, 0.6):
            pen.limb(
                [(x + across * step, y - down * 0.9), (x + across * (step + 0.25), y - down * 1.3)],
                across * 0.16,
                look.hair,
            )


def _face(pen: Pen, x: float, y: float, across: float, down: float, look: Look) -> None:
    ink, drop = (52, 40, 40), down * (0.2 if look.pose == "phone" else 0.0)
    for side in (-1, 1):
        pen.oval(x + side * across * 0.4, y + down * 0.06 + drop, across * 0.1, down * 0.085, ink)
        pen.limb(
            [
                (x + side * across * 0.56, y - down * 0.14 + drop),
                (x + side * across * 0.24, y - down * 0.17 + drop),
            ],
            across * 0.08,
            look.hair,
        )
        if look.smile:
            pen.oval(
                x + side * across * 0.58,
                y + down * 0.34,
                across * 0.18,
                down * 0.1,
                mix(look.skin, (226, 120, 104), 0.35),
            )
    pen.limb(
        [(x, y + down * 0.14 + drop), (x - across * 0.08, y + down * 0.3 + drop)],
        across * 0.07,
        darker(look.skin, 0.18),
    )
    bend = 0.64 if look.smile else 0.46
    pen.curve(
        (x - across * 0.3, y + down * 0.48 + drop * 0.6),
        (x, y + down * bend + drop * 0.6),
        (x + across * 0.3, y + down * 0.48 + drop * 0.6),
        across * 0.09,
        (168, 72, 66),
    )
