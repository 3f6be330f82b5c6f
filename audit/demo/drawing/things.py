"""Close views of things: water point, receipt, sign."""

from random import Random

from audit.demo.drawing import rooms
from audit.demo.drawing.pen import Colour, Pen, darker, lighter, mix
from audit.demo.drawing.people import SKINS


def water_point(pen: Pen, rng: Random, failed: bool) -> None:
    """A water dispenser with its cups; failed: the cup holder is empty, a puddle below."""
    room = rooms.make_room(rng)
    rooms.shell(pen, rng, room)
    rooms.picture(pen, rng, rng.choice((150, 1180)), 200, 260, 340)
    x, foot = rng.uniform(620, 800), room.horizon + 130
    body = rng.choice(((240, 240, 236), (70, 76, 84), (206, 216, 218)))
    pen.oval(x + 140, foot, 230, 26, darker(room.floor, 0.25))
    pen.rect(x, foot - 640, 280, 640, body, 26)
    pen.rect(x + 24, foot - 480, 232, 180, darker(body, 0.3), 14)
    pen.rect(x + 52, foot - 330, 176, 16, (150, 156, 160))
    for step, colour in enumerate(((196, 70, 62), (72, 124, 176))):
        pen.rect(x + 74 + step * 90, foot - 470, 40, 46, colour, 8)
        pen.rect(x + 86 + step * 90, foot - 424, 16, 26, (210, 212, 212))
    _bottle(pen, x + 140, foot - 640, empty=failed and rng.random() < 0.5)
    _cups(pen, rng, x + 330, foot - 560, empty=failed)
    if failed:
        pen.oval(x + 330, foot + 40, 190, 26, lighter(room.floor, 0.35))
        pen.oval(x - 160, foot + 46, 40, 18, (236, 234, 226))
    else:
        rooms.plant(pen, rng, x - 200, foot - 10, 420)
    pen.rect(x - 20, foot - 1000 if room.horizon > 860 else 60, 320, 70, room.accent, 8)
    pen.lines(x + 40, (foot - 1000 if room.horizon > 860 else 60) + 22, 200, 1, 60, (250, 246, 236))


def _bottle(pen: Pen, x: float, base: float, *, empty: bool) -> None:
    glass: Colour = (176, 210, 226)
    pen.rect(x - 96, base - 270, 192, 250, glass, 34)
    pen.rect(x - 96, base - (60 if empty else 190), 192, 40 if empty else 170, (120, 176, 208), 30)
    pen.poly(
        [(x - 70, base - 34), (x + 70, base - 34), (x + 40, base + 6), (x - 40, base + 6)],
        (120, 176, 208),
    )
    for step in (0.3, 0.6):
        pen.rect(x - 98, base - 270 * step - 30, 196, 8, (150, 194, 216))
    pen.rect(x - 74, base - 250, 18, 160, (222, 238, 244), 9)


def _cups(pen: Pen, rng: Random, x: float, top: float, *, empty: bool) -> None:
    pen.rect(x, top, 90, 330, (206, 208, 206), 12)
    pen.rect(x + 10, top + 12, 70, 306, (150, 154, 156) if empty else (226, 228, 226), 8)
    if empty:
        return
    cup: Colour = rng.choice(((250, 248, 242), (222, 178, 110), (150, 190, 176)))
    for step in range(rng.randint(7, 11)):
        y = top + 300 - step * 24
        pen.poly(
            [(x + 14, y - 30), (x + 76, y - 30), (x + 68, y + 8), (x + 22, y + 8)],
            darker(cup, 0.05 * (step % 2)),
        )
        pen.rect(x + 11, y - 34, 68, 8, darker(cup, 0.12), 4)


def receipt(pen: Pen, rng: Random, failed: bool) -> None:
    """A receipt held over a table; failed: crumpled, the lower part torn off."""
    wood = rng.choice(rooms.WOODS)
    pen.rect(-200, -200, 2000, 1600, wood)
    for step in range(12):
        pen.rect(
            -200,
            -60 + step * 118 + rng.uniform(-20, 20),
            2000,
            rng.uniform(3, 9),
            darker(wood, rng.uniform(0.05, 0.14)),
        )
    pen.oval(rng.choice((210, 1400)), rng.uniform(220, 420), 150, 150, (240, 236, 226))
    x, wide = rng.uniform(520, 640), rng.uniform(400, 470)
    low = rng.uniform(700, 820) if failed else rng.uniform(1000, 1080)
    lean = rng.uniform(-40, 40)
    pen.poly(
        [
            (x + 22, 130),
            (x + wide + 24, 130),
            (x + wide + 24 + lean, low + 24),
            (x + 22 + lean, low + 24),
        ],
        darker(wood, 0.35),
    )
    edge = [
        (x + lean + wide * (1 - step / 14), low + (26 if step % 2 else 0) * (2 if failed else 0.6))
        for step in range(15)
    ]
    pen.poly([(x, 110), (x + wide, 110), *edge], (250, 248, 240))
    _print(pen, rng, x, wide, lean, low)
    if failed:
        for step in range(5):
            y = 260 + step * 90
            pen.poly(
                [(x + 10, y), (x + wide - 10, y + rng.uniform(-60, 60)), (x + wide - 10, y + 10)],
                (226, 222, 210),
            )
    _thumb(pen, rng, x + wide, low - 160)


def _print(pen: Pen, rng: Random, x: float, wide: float, lean: float, low: float) -> None:
    ink: Colour = (78, 80, 88)
    pen.oval(x + wide / 2, 190, 40, 40, rng.choice(rooms.ACCENTS))
    pen.lines(x + wide * 0.25, 250, wide * 0.5, 2, 26, ink)
    rows = int((low - 480) / 46)
    for row in range(rows):
        y, shift = 340 + row * 46, lean * (340 + row * 46 - 110) / max(low - 110, 1)
        pen.rect(
            x + shift + 40, y, wide * rng.uniform(0.2, 0.45), 14, mix(ink, (250, 248, 240), 0.25), 4
        )
        pen.rect(x + shift + wide - 40 - 80, y, rng.choice((54, 66, 80)), 14, ink, 4)
    y = 350 + rows * 46
    pen.rect(x + lean * 0.8 + 40, y, wide - 80, 4, ink)
    pen.rect(x + lean * 0.8 + wide - 190, y + 20, 150, 24, ink, 5)


def _thumb(pen: Pen, rng: Random, x: float, y: float) -> None:
    skin = rng.choice(SKINS)
    pen.limb([(x + 420, y + 260), (x + 150, y + 120)], 190, darker(skin, 0.06))
    pen.limb([(x + 150, y + 90), (x - 20, y + 20)], 92, skin)
    pen.arc(x - 28, y + 12, 34, 26, 2.2, 5.3, lighter(skin, 0.45))


def sign(pen: Pen, rng: Random, failed: bool) -> None:
    """A sign on the wall: hours, way or promise; failed: hanging askew, faded, a corner gone."""
    room = rooms.make_room(rng)
    rooms.shell(pen, rng, room)
    rooms.plant(pen, rng, rng.choice((180, 1430)), room.horizon + 90, 480)
    plate = mix(room.accent, (190, 190, 184), 0.6) if failed else room.accent
    light: Colour = (252, 248, 236)
    x, y, wide, high = rng.uniform(380, 480), rng.uniform(170, 250), 700, rng.uniform(400, 470)
    drop = rng.uniform(70, 120) if failed else 0
    pen.rect(x + wide / 2 - 3, -200, 6, y + 200, (90, 90, 92))
    pen.poly(
        [
            (x + 12, y + 16),
            (x + wide + 12, y + 16 + drop),
            (x + wide + 12 - drop * 0.3, y + high + 16 + drop),
            (x + 12 - drop * 0.3, y + high + 16),
        ],
        darker(room.wall, 0.25),
    )
    pen.poly(
        [
            (x, y),
            (x + wide, y + drop),
            (x + wide - drop * 0.3, y + high + drop),
            (x - drop * 0.3, y + high),
        ],
        plate,
    )
    _symbol(pen, rng, x + 180, y + high / 2 + drop * 0.3, light, plate)
    for row in range(4):
        at = y + high * 0.24 + row * high * 0.15 + drop * 0.65
        pen.rect(
            x + 340,
            at,
            (300, 220, 270, 160)[row],
            28 if row == 0 else 18,
            mix(light, plate, 0.5 if failed else 0.1),
            6,
        )
    if failed:
        pen.poly(
            [
                (x + wide + 4, y + drop - 6),
                (x + wide - 120, y + drop - 16),
                (x + wide + 4, y + drop + 100),
            ],
            room.wall,
        )
    rooms.desk(pen, room, rng.uniform(200, 500), room.horizon - 40, 760, 260)


def _symbol(pen: Pen, rng: Random, x: float, y: float, light: Colour, plate: Colour) -> None:
    pen.oval(x, y, 118, 118, light)
    kind = rng.randrange(4)
    if kind == 0:
        pen.limb([(x - 56, y), (x + 48, y)], 22, plate)
        pen.limb([(x + 8, y - 46), (x + 54, y), (x + 8, y + 46)], 22, plate)
    elif kind == 1:
        pen.limb([(x, y - 58), (x, y), (x + 44, y + 26)], 18, plate)
    elif kind == 2:
        pen.oval(x, y - 50, 22, 22, plate)
        pen.rect(x - 32, y - 20, 64, 84, plate, 20)
    else:
        pen.arc(x, y + 6, 58, 58, 0.1, 3.04, plate)
        for side in (-1, 1):
            pen.oval(x + side * 34, y - 30, 12, 16, plate)
