"""Demo photos: the same seed draws the same pixels, another seed is seen to be another."""

from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from audit.demo.drawing import KINDS, draw_scene, scene_for
from audit.demo.drawing.choose import kind_for

SMALL = (400, 300)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of the pixels, 0…255, after taking the grain away."""
    pair = [image.convert("L").resize((40, 30)) for image in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*pair)).mean[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_draws_the_same_pixels(kind: str) -> None:
    assert draw_scene(kind, 5, SMALL).tobytes() == draw_scene(kind, 5, SMALL).tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_each_seed_and_each_fault_is_seen(kind: str) -> None:
    shown = [draw_scene(kind, seed, SMALL) for seed in range(4)]
    shown.append(draw_scene(kind, 0, SMALL, failed=True))
    assert min(difference(*pair) for pair in combinations(shown, 2)) > 4


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_weighs_what_a_photo_weighs(kind: str) -> None:
    file = BytesIO()
    draw_scene(kind, 1).save(file, "JPEG", quality=82)
    assert 120_000 < file.tell() < 450_000


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("dress.badge", "staff_uniform"),
        ("surroundings.water", "water_point"),
        ("wait.first_greeting", "queue"),
        ("surroundings.floor", "floor"),
    ],
)
def test_the_scene_fits_the_item(key: str, kind: str) -> None:
    assert kind_for(key) == kind
    assert scene_for(key, False, 1).size == (1600, 1200)


def test_an_unknown_item_still_gets_a_scene() -> None:
    assert kind_for("xyzzy") in KINDS
