"""Walls, floors and furniture that several scenes share."""

from dataclasses import dataclass
from random import Random

from audit.demo.drawing.pen import HEIGHT, WIDTH, Colour, Pen, darker, lighter, mix

WALLS: tuple[Colour, ...] = (
    (226, 220, 206),
    (208, 218, 214),
    (232, 212, 192),
    (204, 212, 224),
    (222, 224, 212),
    (238, 226, 200),
    (196, 206, 204),
)
FLOORS: tuple[Colour, ...] = (
    (178, 166, 150),
    (150, 152, 156),
    (190, 158, 122),
    (166, 172, 168),
    (142, 124, 108),
    (200, 192, 178),
)
WOODS: tuple[Colour, ...] = (
    (170, 122, 78),
    (134, 92, 62),
    (198, 160, 112),
    (92, 78, 70),
    (214, 206, 194),
)
ACCENTS: tuple[Colour, ...] = (
    (20, 96, 100),
    (178, 84, 62),
    (58, 84, 130),
    (206, 150, 60),
    (104, 132, 92),
    (132, 84, 120),
)
GOODS: tuple[Colour, ...] = (
    (206, 92, 76),
    (224, 168, 78),
    (92, 146, 132),
    (84, 116, 168),
    (236, 222, 190),
    (150, 104, 140),
    (70, 88, 96),
    (222, 132, 96),
)


@dataclass(frozen=True)
class Room:
    """The colours of one shop, and where its floor begins (sheet units from the top)."""

    wall: Colour
    floor: Colour
    wood: Colour
    accent: Colour
    horizon: float


def make_room(rng: Random) -> Room:
    return Room(
        wall=mix(rng.choice(WALLS), (255, 255, 255), rng.uniform(0, 0.25)),
        floor=rng.choice(FLOORS),
        wood=rng.choice(WOODS),
        accent=rng.choice(ACCENTS),
        horizon=rng.uniform(790, 880),
    )


def shell(pen: Pen, rng: Random, room: Room) -> None:
    """Wall, skirting and floor over the whole sheet."""
    pen.rect(-200, -200, WIDTH + 400, room.horizon + 200, room.wall)
    if rng.random() < 0.5:
        pen.rect(-200, room.horizon - 250, WIDTH + 400, 250, darker(room.wall, 0.08))
    _floor(pen, rng, room)
    pen.rect(-200, room.horizon - 22, WIDTH + 400, 22, lighter(room.wall, 0.5))


def _floor(pen: Pen, rng: Random, room: Room) -> None:
    pen.rect(-200, room.horizon, WIDTH + 400, HEIGHT + 200 - room.horizon, room.floor)
    seam = darker(room.floor, 0.1)
    middle = rng.uniform(600, 1000)
    for step in range(-9, 10):
        top, low = middle + step * 130, middle + step * 330
        pen.poly(
            [(top, room.horizon), (top + 4, room.horizon), (low + 10, 1400), (low, 1400)], seam
        )
    if rng.random() < 0.6:
        deep = HEIGHT - room.horizon
        for part in (0.08, 0.24, 0.5, 0.86):
            pen.rect(-200, room.horizon + deep * part, WIDTH + 400, 3 + 4 * part, seam)


def window(pen: Pen, rng: Random, x: float, y: float, wide: float, high: float) -> None:
    """A window on a street or a garden."""
    sky = rng.choice(((186, 212, 226), (222, 214, 200), (160, 190, 200), (58, 72, 98)))
    pen.rect(x - 14, y - 14, wide + 28, high + 28, (246, 244, 238), 6)
    pen.rect(x, y, wide, high, sky)
    ground = y + high
    for step in range(5):
        tower = rng.uniform(0.2, 0.7) * high
        pen.rect(
            x + step * wide / 5,
            ground - tower,
            wide / 5 - 6,
            tower,
            mix(sky, (90, 104, 116), 0.3 + 0.08 * step),
        )
    pen.rect(x + wide / 2 - 5, y, 10, high, (246, 244, 238))


def plant(pen: Pen, rng: Random, x: float, foot: float, tall: float) -> None:
    """A pot with leaves."""
    green = rng.choice(((74, 122, 88), (98, 138, 84), (60, 104, 92)))
    for step in range(9):
        lean = (step - 4) * tall * 0.11
        rise = tall * (0.92 - abs(step - 4) * 0.07) * rng.uniform(0.85, 1.05)
        leaf = darker(green, 0.1 * (step % 3))
        pen.curve(
            (x, foot - tall * 0.25),
            (x + lean * 0.3, foot - rise * 0.8),
            (x + lean, foot - rise),
            tall * 0.055,
            leaf,
        )
    pot = rng.choice(((188, 112, 82), (236, 230, 220), (82, 88, 96)))
    pen.poly(
        [
            (x - tall * 0.16, foot - tall * 0.3),
            (x + tall * 0.16, foot - tall * 0.3),
            (x + tall * 0.11, foot),
            (x - tall * 0.11, foot),
        ],
        pot,
    )


def lamps(pen: Pen, rng: Random, many: int, *, off: bool = False) -> None:
    """Hanging lamps over the whole width."""
    glow: Colour = (150, 146, 138) if off else (255, 240, 198)
    shade = rng.choice(((52, 58, 66), (222, 216, 204), (178, 130, 70)))
    drop = rng.uniform(110, 190)
    for step in range(many):
        x = WIDTH * (step + 0.5) / many
        pen.rect(x - 2, -200, 4, drop + 200, (70, 70, 74))
        pen.arc(x, drop + 46, 66, 56, 3.14, 6.29, shade)
        pen.arc(x, drop + 44, 30, 16, 0, 3.15, glow)


def picture(pen: Pen, rng: Random, x: float, y: float, wide: float, high: float) -> None:
    """A poster on the wall."""
    paper = rng.choice(ACCENTS)
    pen.rect(x - 8, y - 8, wide + 16, high + 16, (250, 248, 242))
    pen.rect(x, y, wide, high, paper)
    pen.oval(
        x + wide * rng.uniform(0.35, 0.65),
        y + high * 0.36,
        wide * 0.26,
        wide * 0.26,
        lighter(paper, 0.55),
    )
    pen.lines(x + wide * 0.14, y + high * 0.68, wide * 0.72, 3, high * 0.075, lighter(paper, 0.75))


def desk(pen: Pen, room: Room, x: float, top: float, wide: float, high: float) -> None:
    """A counter seen from the front."""
    pen.rect(x - 20, top, wide + 40, 34, lighter(room.wood, 0.35), 8)
    pen.rect(x, top + 34, wide, high - 34, room.wood)
    pen.rect(x, top + 34, wide, 14, darker(room.wood, 0.25))
    panels = max(2, round(wide / 260))
    for step in range(panels):
        at = x + 24 + step * (wide - 24) / panels
        pen.rect(at, top + 74, (wide - 24) / panels - 24, high - 120, darker(room.wood, 0.08), 6)
    pen.rect(x, top + high - 26, wide, 26, darker(room.wood, 0.4))


def screen(pen: Pen, x: float, base: float, *, dark: bool = False) -> None:
    """A till or computer standing on a counter."""
    pen.rect(x - 20, base - 44, 40, 44, (72, 76, 82))
    pen.rect(x - 86, base - 158, 172, 120, (44, 48, 54), 10)
    pen.rect(x - 76, base - 148, 152, 100, (60, 64, 70) if dark else (170, 206, 208), 4)
    if not dark:
        pen.lines(x - 62, base - 136, 110, 4, 20, (92, 138, 142))


def shelf_unit(
    pen: Pen,
    rng: Random,
    room: Room,
    x: float,
    y: float,
    wide: float,
    high: float,
    rows: int,
    *,
    gaps: float = 0.04,
) -> None:
    """Shelves with goods; `gaps` is the part of places that are empty."""
    pen.rect(x, y, wide, high, darker(room.wood, 0.2))
    pitch = high / rows
    for row in range(rows):
        top = y + row * pitch
        pen.rect(x + 12, top + 10, wide - 24, pitch - 26, mix(room.wall, (120, 112, 104), 0.35))
        _goods(pen, rng, x + 20, top + pitch - 16, wide - 40, pitch - 40, gaps)
        pen.rect(x, top + pitch - 16, wide, 16, lighter(room.wood, 0.25))
        for tag in range(max(1, round(wide / 150))):
            pen.rect(x + 40 + tag * 150, top + pitch - 15, 44, 14, (250, 248, 240), 2)


def _goods(
    pen: Pen, rng: Random, x: float, base: float, wide: float, high: float, gaps: float
) -> None:
    at = x
    while at < x + wide - 60:
        kind, colour = rng.choice("bocj"), rng.choice(GOODS)
        each, tall, many = rng.uniform(38, 74), high * rng.uniform(0.55, 0.98), rng.randint(2, 5)
        for _ in range(many):
            if at + each > x + wide:
                return
            if rng.random() >= gaps:
                _ware(pen, kind, at, base, each - 5, tall, colour)
            at += each


def _ware(
    pen: Pen, kind: str, x: float, base: float, wide: float, tall: float, colour: Colour
) -> None:
    label = lighter(colour, 0.6)
    if kind == "o":
        pen.rect(x + wide * 0.34, base - tall, wide * 0.32, tall * 0.4, darker(colour, 0.2), 4)
        pen.rect(x, base - tall * 0.74, wide, tall * 0.74, colour, wide * 0.3)
        pen.rect(x + 2, base - tall * 0.5, wide - 4, tall * 0.26, label)
    elif kind == "c":
        pen.rect(x, base - tall * 0.6, wide, tall * 0.6, colour, 8)
        pen.rect(x, base - tall * 0.62, wide, 10, darker(colour, 0.35), 4)
        pen.oval(x + wide / 2, base - tall * 0.3, wide * 0.26, wide * 0.26, label)
    elif kind == "j":
        pen.rect(x + 2, base - tall * 0.8, wide - 4, tall * 0.8, lighter(colour, 0.2), 10)
        pen.rect(x + 2, base - tall * 0.84, wide - 4, tall * 0.14, darker(colour, 0.3), 4)
    else:
        pen.rect(x, base - tall, wide, tall, colour, 3)
        pen.lines(x + wide * 0.16, base - tall * 0.8, wide * 0.68, 3, tall * 0.12, label)
