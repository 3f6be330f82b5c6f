"""HEIC photos are decoded by a child process that can be killed without anybody noticing."""

import time
from contextlib import suppress
from io import BytesIO
from random import Random

import pytest
from PIL import Image

from audit.photos import heic, images
from audit.photos.heic import Limits
from audit.photos.images import ImageRefused
from tests import heif, photos


def large_of(data: bytes) -> Image.Image:
    return Image.open(BytesIO(images.derive(data).large_jpeg))


@pytest.fixture(scope="module")
def fifty_megapixels() -> bytes:
    return heif.heic(photos.scene(512, 512), grid=(12, 16, 8192, 6144))


def test_a_heic_is_taken_with_its_time_and_place() -> None:
    photo = images.process(photos.heic_photo(photos.scene(320, 240)))
    assert photo.facts.media_type == "image/heic"
    assert (photo.facts.width, photo.facts.height) == (320, 240)
    assert photo.facts.taken_at is not None
    assert photo.facts.latitude == pytest.approx(31.2304, abs=1e-6)
    large = Image.open(BytesIO(photo.copies.large_jpeg))
    assert photos.corners(large) == ["red", "green", "blue", "white"]
    for secret in photos.CANARIES.values():
        assert secret.encode() not in photo.copies.large_jpeg + photo.copies.small_jpeg


@pytest.mark.parametrize(
    ("turns", "seen"),
    [
        (1, ["green", "white", "red", "blue"]),
        (2, ["white", "blue", "green", "red"]),
        (3, ["blue", "red", "white", "green"]),
    ],
)
def test_the_container_turns_the_picture_and_the_exif_does_not_turn_it_again(
    turns: int, seen: list[str]
) -> None:
    data = photos.heic_photo(photos.scene(320, 240), orientation=6, turns=turns)
    facts = images.inspect(data)
    assert (facts.width, facts.height) == ((320, 240) if turns == 2 else (240, 320))
    assert facts.orientation == 1
    assert photos.corners(large_of(data)) == seen


def test_a_mirrored_heic_is_mirrored_once() -> None:
    data = heif.heic(photos.scene(320, 240), mirror=1)
    assert photos.corners(large_of(data)) == ["green", "red", "white", "blue"]


def test_a_large_heic_is_reduced_in_the_child(fifty_megapixels: bytes) -> None:
    photo = heic.decode(fifty_megapixels)
    assert (photo.width, photo.height) == (8192, 6144)
    assert photo.image.size == (2048, 1536)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(seconds=0.15), "took_too_long"),
        (Limits(cpu_seconds=0), "took_too_long"),
        (Limits(memory_bytes=300 * 1024**2), "too_many_pixels"),
        (Limits(memory_bytes=200 * 1024**2), "too_many_pixels"),
    ],
)
def test_the_child_is_held_to_its_limits(
    fifty_megapixels: bytes, limits: Limits, code: str
) -> None:
    start = time.monotonic()
    with pytest.raises(ImageRefused) as caught:
        heic.decode(fifty_megapixels, limits)
    assert caught.value.code == code
    assert time.monotonic() - start < 15


def test_no_mutation_escapes() -> None:
    random = Random(7)
    base = photos.heic_photo(photos.scene(64, 48))
    for _ in range(12):
        data = bytearray(base)
        for _ in range(random.randint(1, 6)):
            data[random.randrange(16, len(data))] = random.randrange(256)
        with suppress(ImageRefused):
            images.process(bytes(data))
