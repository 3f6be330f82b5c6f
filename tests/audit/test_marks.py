"""Marks over a photo: as shapes, and drawn into a copy."""

from io import BytesIO

from PIL import Image

from audit.photos.images import process
from audit.photos.marks import flatten, marks_digest, marks_of, shapes
from reports.pdf.fonts import FILES, FONTS
from tests.photos import jpeg_photo, scene

CIRCLE = {"kind": "circle", "x": 5000, "y": 5000, "rx": 1000, "ry": 2000}
ARROW = {"kind": "arrow", "x": 1000, "y": 1000, "x2": 3000, "y2": 1000}
WORDS = {"kind": "text", "x": 1000, "y": 9000, "text": "灯不亮"}
BLUR = {"kind": "blur", "x": 2500, "y": 2500, "w": 5000, "h": 5000}


def test_shapes_stand_on_the_photo_s_own_field() -> None:
    circle, arrow, words, blur = shapes([CIRCLE, ARROW, WORDS, BLUR], 400, 300)
    assert circle == {"shape": "ellipse", "x": 200, "y": 150, "rx": 40, "ry": 60}
    assert arrow["path"].startswith("M40.0 30.0L120.0 30.0M")
    assert (words["text"], words["x"], words["y"]) == ("灯不亮", 40, 270)
    assert blur == {"shape": "rect", "x": 100, "y": 75, "w": 200, "h": 150}


def test_a_blur_leaves_a_few_blocks_and_the_rest_alone() -> None:
    photo = scene(800, 600)
    copy = flatten(photo, [BLUR], FONTS)
    inside = copy.crop((200, 150, 600, 450))
    assert len(inside.getcolors(10**6) or []) <= 36
    assert copy.crop((0, 0, 800, 150)).tobytes() == photo.crop((0, 0, 800, 150)).tobytes()
    assert photo.tobytes() == scene(800, 600).tobytes()


def test_what_was_drawn_is_in_the_copy() -> None:
    paper = Image.new("RGB", (400, 300), "white")
    font = next(FONTS.glob("*.ttf"))
    for mark in (CIRCLE, ARROW, WORDS):
        assert (255, 184, 77) in {c for _, c in flatten(paper, [mark], font).getcolors(10**6) or []}


def test_marks_at_the_edge_do_no_harm() -> None:
    photo = scene(50, 40)
    edge = [BLUR | {"x": 9999, "y": 9999}, BLUR | {"w": 0}, CIRCLE | {"rx": 0, "ry": 0}, ARROW]
    assert flatten(photo, edge, FONTS).size == (50, 40)


def test_a_photo_with_marks_has_two_sets_of_copies() -> None:
    taken = jpeg_photo(scene(800, 600))
    plain = process(taken)
    both = process(taken, [BLUR], FONTS / FILES["bold"])
    assert plain.marked is None
    assert both.copies == plain.copies
    assert both.marked
    for size in ("large_jpeg", "print_jpeg", "small_jpeg"):
        with Image.open(BytesIO(getattr(both.marked, size))) as drawn:
            assert drawn.format == "JPEG"
        assert getattr(both.marked, size) != getattr(both.copies, size)


def test_marks_of_a_photo_listed_twice_all_count() -> None:
    one, other, bare = ({"id": f"{n}" * 32} for n in (1, 1, 2))
    found = marks_of([one | {"marks": [BLUR]}, other | {"marks": [CIRCLE]}, bare])
    assert list(found.values()) == [[BLUR, CIRCLE], []]
    assert marks_digest([]) is None
    assert marks_digest([BLUR]) != marks_digest([BLUR, CIRCLE])
