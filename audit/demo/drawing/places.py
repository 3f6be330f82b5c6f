"""Scenes without people: shop front, shelf, floor, fitting room."""

from random import Random

from audit.demo.drawing import rooms
from audit.demo.drawing.pen import HEIGHT, WIDTH, Colour, Pen, darker, lighter, mix


def shop_front(pen: Pen, rng: Random, failed: bool) -> None:
    """The shop seen from the street; failed: sign half dark, rubbish before the door."""
    sky = rng.choice(((176, 206, 224), (226, 206, 186), (196, 204, 212), (62, 74, 104)))
    stone, accent = rng.choice(rooms.WALLS), rng.choice(rooms.ACCENTS)
    pen.rect(-200, -200, 2000, 1600, sky)
    for step in range(7):
        tall = rng.uniform(180, 420)
        pen.rect(
            -60 + step * 250,
            420 - tall,
            230,
            tall + 100,
            mix(sky, (96, 104, 116), 0.25 + 0.05 * (step % 3)),
        )
    pen.rect(60, 170, 1480, 760, stone)
    pen.rect(30, 150, 1540, 40, darker(stone, 0.2))
    _fascia(pen, rng, accent, failed)
    door = rng.choice((300, 680, 1060))
    _windows(pen, rng, door)
    _door(pen, rng, door, accent)
    if rng.random() < 0.65:
        _awning(pen, accent)
    pen.rect(-200, 930, 2000, 60, (176, 172, 166))
    pen.rect(-200, 990, 2000, 400, (112, 114, 120))
    for side in (door - 70, door + 310):
        rooms.plant(pen, rng, side, 980, 220)
    if failed:
        _litter(pen, rng, 1000, 1120, 9)


def _fascia(pen: Pen, rng: Random, accent: Colour, failed: bool) -> None:
    pen.rect(90, 220, 1420, 120, accent, 6)
    glow: Colour = (252, 246, 228)
    x = rng.uniform(440, 560)
    pen.oval(x - 80, 280, 36, 36, glow)
    pen.oval(x - 66, 272, 28, 28, accent)
    for step in range(rng.randint(4, 6)):
        off = failed and step % 2 == 1
        shade = darker(accent, 0.25) if off else glow
        at = x + step * 88
        pen.rect(at, 246, 60, 68, shade, 8)
        pen.rect(at + 14, 262 + 12 * (step % 3), 32, 12, accent)
        pen.rect(at + 24, 246, 12, 68 if step % 2 else 30, mix(shade, accent, 0.55))


def _windows(pen: Pen, rng: Random, door: float) -> None:
    for x in range(110, 1490, 230):
        if door - 200 < x < door + 230:
            continue
        glass: Colour = rng.choice(((120, 150, 158), (238, 214, 162), (150, 172, 176)))
        pen.rect(x, 420, 210, 510, (60, 64, 70))
        pen.rect(x + 10, 430, 190, 450, glass)
        pen.rect(x + 26, 800, 158, 80, darker(glass, 0.4))
        for step in range(3):
            colour = rng.choice(rooms.GOODS)
            pen.rect(x + 36 + step * 48, 800 - 60 - 50 * rng.random(), 40, 110, colour, 10)
        pen.poly([(x + 40, 430), (x + 90, 430), (x + 10, 700), (x + 10, 560)], lighter(glass, 0.35))


def _door(pen: Pen, rng: Random, x: float, accent: Colour) -> None:
    pen.rect(x, 410, 240, 520, (52, 56, 62))
    for leaf in (0, 1):
        pen.rect(x + 12 + leaf * 110, 424, 104, 500, (168, 190, 192))
        pen.rect(x + (100 if not leaf else 128), 650, 10, 100, (220, 214, 200), 4)
    pen.rect(x + 28, 520, 70, 50, rng.choice((accent, (250, 246, 236))), 4)


def _awning(pen: Pen, accent: Colour) -> None:
    for step in range(18):
        colour = accent if step % 2 else (248, 242, 228)
        pen.rect(90 + step * 79, 340, 79, 70, colour)
        pen.arc(90 + step * 79 + 39.5, 410, 39.5, 24, 0, 3.15, colour)


def _litter(pen: Pen, rng: Random, top: float, low: float, many: int) -> None:
    for _ in range(many):
        x, y, wide = rng.uniform(120, 1480), rng.uniform(top, low), rng.uniform(22, 56)
        colour = rng.choice(((238, 234, 224), (196, 170, 120), (206, 92, 76), (150, 170, 178)))
        turn = rng.uniform(-0.5, 0.5)
        pen.oval(x, y + 10, wide * 0.8, 7, (84, 84, 88))
        pen.poly(
            [
                (x - wide, y + wide * turn),
                (x - wide * 0.2, y - wide * 0.5),
                (x + wide * 0.8, y - wide * turn),
                (x + wide * 0.3, y + wide * 0.5),
            ],
            colour,
        )


def shelf(pen: Pen, rng: Random, failed: bool) -> None:
    """A wall of shelves; failed: empty places and goods lying about."""
    room = rooms.make_room(rng)
    rooms.shell(pen, rng, room)
    units, rows = rng.choice((2, 3)), rng.choice((4, 5))
    wide = 1480 / units
    for unit in range(units):
        rooms.shelf_unit(
            pen,
            rng,
            room,
            60 + unit * wide,
            120,
            wide - 20,
            930,
            rows,
            gaps=0.55 if failed else 0.02,
        )
    pen.rect(60, 50, 1460, 66, room.accent, 6)
    pen.lines(500, 72, 560, 1, 52, (250, 246, 236))
    if failed:
        for _ in range(4):
            x, colour = rng.uniform(150, 1400), rng.choice(rooms.GOODS)
            pen.rect(x, 1095, rng.uniform(70, 120), 46, colour, 8)
    if rng.random() < 0.4:
        rooms.plant(pen, rng, rng.choice((90, 1510)), 1150, 360)


def floor(pen: Pen, rng: Random, failed: bool) -> None:
    """The floor of the hall; failed: stains, footprints and paper."""
    room = rooms.make_room(rng)
    room = rooms.Room(room.wall, room.floor, room.wood, room.accent, rng.uniform(380, 480))
    rooms.shell(pen, rng, room)
    rooms.desk(pen, room, rng.uniform(-100, 250), room.horizon - 200, 600, 240)
    rooms.shelf_unit(pen, rng, room, rng.uniform(950, 1100), 60, 460, room.horizon - 40, 3)
    shine = lighter(room.floor, 0.25)
    if not failed:
        for step in range(4):
            x = 200 + step * 380 + rng.uniform(-60, 60)
            pen.poly(
                [(x, 560), (x + 90, 560), (x + 10, 1180), (x - 140, 1180)],
                mix(room.floor, shine, 0.6),
            )
        if rng.random() < 0.5:
            _wet_sign(pen, rng.uniform(600, 1000), 900)
        return
    dirt = darker(room.floor, 0.28)
    for _ in range(rng.randint(4, 7)):
        x, y, wide = rng.uniform(150, 1450), rng.uniform(620, 1120), rng.uniform(50, 160)
        for _ in range(4):
            pen.oval(
                x + rng.uniform(-wide, wide) * 0.5,
                y + rng.uniform(-20, 20),
                wide * 0.5,
                wide * 0.17,
                mix(room.floor, dirt, rng.uniform(0.5, 0.9)),
            )
    for step in range(9):
        x, y = 260 + step * 120, 1120 - step * 50 + 26 * (step % 2)
        pen.oval(x, y, 40, 15, dirt)
        pen.oval(x - 52, y + 8, 18, 12, dirt)
    _litter(pen, rng, 600, 1120, 7)


def _wet_sign(pen: Pen, x: float, foot: float) -> None:
    pen.oval(x, foot, 120, 18, (110, 106, 100))
    pen.poly(
        [(x - 40, foot - 250), (x + 40, foot - 250), (x + 100, foot), (x - 100, foot)],
        (232, 182, 58),
    )
    pen.poly(
        [(x - 16, foot - 190), (x + 16, foot - 190), (x + 46, foot - 110), (x - 46, foot - 110)],
        (60, 56, 50),
    )
    pen.lines(x - 54, foot - 84, 108, 2, 26, (60, 56, 50))


def fitting_room(pen: Pen, rng: Random, failed: bool) -> None:
    """A row of fitting rooms; failed: clothes left on the floor, a curtain off its rail."""
    room = rooms.make_room(rng)
    rooms.shell(pen, rng, room)
    many, cloth = rng.choice((2, 3)), rng.choice(rooms.ACCENTS)
    wide = 1400 / many
    for place in range(many):
        x = 100 + place * wide
        _cabin(
            pen,
            rng,
            room,
            x,
            wide - 40,
            cloth,
            open_=place == many - 1 or rng.random() < 0.4,
            torn=failed and place == 0,
        )
    if failed:
        for _ in range(6):
            x, y = rng.uniform(200, 1400), rng.uniform(room.horizon + 60, HEIGHT - 80)
            colour = rng.choice(rooms.GOODS)
            pen.oval(x, y, rng.uniform(70, 130), rng.uniform(20, 36), colour)
            pen.oval(x + 40, y - 14, 50, 18, lighter(colour, 0.15))
    pen.rect(WIDTH * 0.36, room.horizon + 90, WIDTH * 0.28, 34, lighter(room.wood, 0.2), 10)
    for leg in (0.38, 0.61):
        pen.rect(WIDTH * leg, room.horizon + 124, 22, 100, darker(room.wood, 0.3))


def _cabin(
    pen: Pen,
    rng: Random,
    room: rooms.Room,
    x: float,
    wide: float,
    cloth: Colour,
    *,
    open_: bool,
    torn: bool,
) -> None:
    top, foot = 200, room.horizon + 10
    pen.rect(x, top, wide, foot - top, darker(room.wall, 0.22))
    pen.rect(x + wide * 0.24, top + 70, wide * 0.5, foot - top - 150, (206, 220, 222), 8)
    pen.poly(
        [
            (x + wide * 0.34, top + 80),
            (x + wide * 0.46, top + 80),
            (x + wide * 0.28, foot - 220),
            (x + wide * 0.26, foot - 420),
        ],
        (228, 238, 238),
    )
    if rng.random() < 0.7:
        pen.rect(x + wide * 0.8, top + 190, wide * 0.14, 250, rng.choice(rooms.GOODS), 14)
    pen.rect(x - 14, top - 40, 14, foot - top + 40, room.wood)
    pen.rect(x + wide, top - 40, 14, foot - top + 40, room.wood)
    pen.rect(x - 14, top - 14, wide + 28, 14, (190, 176, 140))
    drawn = wide * (0.3 if open_ else 0.98)
    folds = max(3, round(drawn / 46))
    sag = 70 if torn else 0
    for fold in range(folds):
        at = x + fold * drawn / folds
        drop = sag if fold > folds / 2 else 0
        pen.rect(
            at, top + drop, drawn / folds + 1, foot - top - 50, darker(cloth, 0.16 * (fold % 2)), 6
        )
