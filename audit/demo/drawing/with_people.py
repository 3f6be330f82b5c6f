"""Scenes with people: staff in uniform, a counter, a queue."""

from dataclasses import replace
from itertools import pairwise
from random import Random

from audit.demo.drawing import rooms
from audit.demo.drawing.pen import HEIGHT, Pen, darker, lighter
from audit.demo.drawing.people import UNIFORMS, Look, figure, make_look


def staff_uniform(pen: Pen, rng: Random, failed: bool) -> None:
    """One member of staff, whole or to the knee; failed: badge, tie or neatness is missing."""
    room = rooms.make_room(rng)
    rooms.shell(pen, rng, room)
    _background(pen, rng, room)
    tall = rng.uniform(1010, 1450)
    foot = 1120 if tall < 1110 else 130 + tall
    figure(pen, rng.uniform(620, 980), foot, tall, make_look(rng, uniform=True, failed=failed))


def _background(pen: Pen, rng: Random, room: rooms.Room) -> None:
    left = rng.random() < 0.5
    side = 90 if left else 1080
    away = 1180 if left else 120
    choice = rng.randrange(4)
    if choice == 0:
        rooms.shelf_unit(pen, rng, room, side, 200, 430, room.horizon - 200, 4)
    elif choice == 1:
        rooms.window(pen, rng, side, 170, 420, 420)
    elif choice == 2:
        rooms.picture(pen, rng, side + 60, 190, 300, 400)
    else:
        rooms.desk(pen, room, side - 60, room.horizon - 190, 560, 260)
        rooms.screen(pen, side + 150, room.horizon - 190)
    if rng.random() < 0.6:
        rooms.plant(pen, rng, away + 130, room.horizon + 70, rng.uniform(320, 520))
    else:
        rooms.picture(pen, rng, away + 40, 230, 220, 300)


def counter(pen: Pen, rng: Random, failed: bool) -> None:
    """A service counter with staff behind it; failed: places without staff, dark screens."""
    room = rooms.make_room(rng)
    rooms.shell(pen, rng, room)
    rooms.shelf_unit(pen, rng, room, 80, 150, 1440, room.horizon - 420, 2)
    rooms.lamps(pen, rng, rng.choice((3, 4, 5)))
    places, uniform = rng.choice((2, 3)), rng.choice(UNIFORMS)
    top = room.horizon - 130
    staffed = set(range(places)) if not failed else {rng.randrange(places)}
    for place in range(places):
        x = 1600 * (place + 0.5) / places
        if place in staffed:
            figure(
                pen,
                x + rng.uniform(-50, 50),
                top + 385,
                rng.uniform(830, 900),
                make_look(rng, uniform=True, colour=uniform),
            )
    rooms.desk(pen, room, 100, top, 1400, 400)
    for place in range(places):
        x = 1600 * (place + 0.5) / places + 150
        rooms.screen(pen, x, top + 6, dark=place not in staffed)
        if place not in staffed:
            pen.rect(x - 330, top - 62, 130, 66, (250, 246, 236), 4)
            pen.lines(x - 312, top - 46, 94, 2, 20, room.accent)
    if rng.random() < 0.6:
        x = rng.uniform(260, 1340)
        figure(pen, x, HEIGHT + 150, rng.uniform(950, 1040), _from_behind(rng))


def _from_behind(rng: Random) -> Look:
    return replace(make_look(rng, uniform=False), back=True, pose="stand")


def queue(pen: Pen, rng: Random, failed: bool) -> None:
    """People waiting at a till; failed: many of them before one open place."""
    room = rooms.make_room(rng)
    rooms.shell(pen, rng, room)
    rooms.lamps(pen, rng, rng.choice((3, 4)))
    rooms.picture(pen, rng, rng.uniform(900, 1250), 210, 220, 300)
    top = room.horizon - 90
    figure(pen, 250, top + 310, 700, make_look(rng, uniform=True))
    rooms.desk(pen, room, 60, top, 430, 330)
    rooms.screen(pen, 400, top + 6)
    many = rng.randint(6, 8) if failed else rng.randint(1, 3)
    for place in range(many):
        x = 640 + place * (880 / max(many, 4)) + rng.uniform(-22, 22)
        foot = room.horizon + 210 + 16 * (place % 2) + rng.uniform(0, 30)
        figure(pen, x, foot, rng.uniform(700, 820), make_look(rng, uniform=False))
    _rope(pen, room, darker(room.accent, 0.1))


def _rope(pen: Pen, room: rooms.Room, colour: tuple[int, int, int]) -> None:
    posts = (560, 900, 1240, 1580)
    foot = room.horizon + 310
    for start, end in pairwise(posts):
        pen.curve(
            (start, foot - 200), ((start + end) / 2, foot - 110), (end, foot - 200), 14, colour
        )
    for x in posts:
        pen.rect(x - 9, foot - 220, 18, 220, (190, 184, 170))
        pen.oval(x, foot, 46, 14, lighter((150, 146, 138), 0.1))
        pen.oval(x, foot - 224, 17, 17, (214, 206, 188))
