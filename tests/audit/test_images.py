"""A photo comes in as a phone made it and goes out upright, small and silent about its maker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import anyio
import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from audit.jobs.rendering import Renderers
from audit.photos import images
from audit.photos.fingerprint import distance
from audit.photos.images import Derivatives, ImageRefused, PhotoFacts
from audit.photos.photo_gate import MAX_PIXELS
from audit.photos.pixels import KEEP_EDGE, SMALL_EDGE
from tests import hostile, photos

Maker = Callable[..., bytes]
MAKERS: dict[str, Maker] = {
    "jpeg": photos.jpeg_photo,
    "png": photos.png_photo,
    "webp": photos.webp_photo,
}
NOT_A_NUMBER = IFDRational(1, 0)
TURNED = ["red", "green", "blue", "white"]
CORPUS = hostile.corpus()
# Pillow warns about a broken EXIF and goes on, as it does in the server.
lenient = pytest.mark.filterwarnings("ignore:Corrupt EXIF", "ignore:Image appears to be a malf")


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data), formats=("JPEG",))


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(ImageRefused) as caught:
        yield
    assert caught.value.code == code


def assert_silent(copies: Derivatives) -> None:
    """Only pixels are in the copies: known segments, and none of the secrets."""
    for data in (copies.large_jpeg, copies.print_jpeg, copies.small_jpeg):
        for secret in (*photos.CANARIES.values(), "canary-script", "canary-php", "iPhone"):
            assert secret.encode() not in data
        info = opened(data).info
        assert {key for key in info if not str(key).startswith("jfif")} == set()
        assert not opened(data).getexif()
        assert data.endswith(b"\xff\xd9")


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_ends_upright(kind: str, orientation: int) -> None:
    photo = images.process(MAKERS[kind](photos.scene(640, 480), orientation))
    assert photos.corners(opened(photo.copies.large_jpeg)) == TURNED
    assert photos.corners(opened(photo.copies.small_jpeg)) == TURNED
    assert (photo.facts.width, photo.facts.height) == (640, 480)
    assert (photo.copies.width, photo.copies.height) == (640, 480)
    assert photo.facts.orientation == orientation
    assert_silent(photo.copies)


@pytest.mark.parametrize("kind", MAKERS)
def test_time_and_place_are_read(kind: str) -> None:
    facts = images.inspect(MAKERS[kind]())
    assert facts.media_type == f"image/{kind}"
    assert facts.taken_at == datetime(2026, 11, 21, 10, 15, 30)  # noqa: DTZ001 - a wall clock
    assert facts.offset_minutes == 480
    assert facts.gps_at == datetime(2026, 11, 21, 2, 15, 30, tzinfo=UTC)
    assert facts.latitude == pytest.approx(31.2304, abs=1e-6)
    assert facts.longitude == pytest.approx(121.4737, abs=1e-6)
    assert facts.accuracy_m == 6.5


def gps(tags: dict[int, object]) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(tags)
    return exif.tobytes()


@pytest.mark.parametrize(
    ("tags", "place"),
    [
        ({1: "S", 2: (33.0, 52.0, 7.68), 3: "W", 4: (70.0, 30.0, 0.0)}, (-33.8688, -70.5)),
        ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}, (None, None)),
        ({1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (12.0, 0.0, 0.0)}, (None, None)),
        ({1: "N", 2: (31.0, 13.0), 3: "E", 4: (121.0, 28.0, 0.0)}, (None, None)),
        ({2: (31.0, 13.0, 49.44)}, (None, None)),
        ({1: "N", 2: (NOT_A_NUMBER,) * 3, 3: "E", 4: (121.0, 28.0, 0.0)}, (None, None)),
    ],
)
def test_a_place_is_right_or_absent(
    tags: dict[int, object], place: tuple[float | None, float | None]
) -> None:
    facts = images.inspect(photos.jpeg_photo(exif=gps(tags)))
    assert facts.latitude == pytest.approx(place[0])
    assert facts.longitude == pytest.approx(place[1])


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "    :  :     :  :  ", "2026:13:41 10:00:00", "", "soon"]
)
def test_an_impossible_time_is_no_time(taken: str) -> None:
    facts = images.inspect(photos.jpeg_photo(exif=photos.exif_block(taken=taken)))
    assert facts.taken_at is None
    assert facts.latitude is not None


@pytest.mark.parametrize(
    ("offset", "gps_at", "hour"),
    [
        (480, None, 2),
        (-300, datetime(2026, 11, 21, 2, 15, tzinfo=UTC), 15),
        (None, None, 1),
        (None, datetime(2026, 11, 21, 2, 16, tzinfo=UTC), 2),
        (None, datetime(2026, 11, 21, 2, 21, tzinfo=UTC), 1),
        (None, datetime(2026, 11, 20, 2, 15, tzinfo=UTC), 1),
    ],
    ids=["said", "said against GPS", "branch", "GPS", "GPS out of step", "GPS of another day"],
)
def test_the_wall_clock_becomes_a_moment(
    offset: int | None, gps_at: datetime | None, hour: int
) -> None:
    taken = datetime(2026, 11, 21, 10, 15, 30)  # noqa: DTZ001 - a wall clock
    facts = PhotoFacts("image/jpeg", 4, 3, 1, taken, offset, gps_at)
    assert facts.moment(ZoneInfo("Asia/Tokyo")) == taken.replace(hour=hour, tzinfo=UTC)
    assert PhotoFacts("image/jpeg", 4, 3).moment(UTC) is None
    first = PhotoFacts("image/jpeg", 4, 3, 1, datetime.min)  # noqa: DTZ901
    assert first.moment(ZoneInfo("Asia/Tokyo")) is None


@pytest.mark.parametrize(
    ("size", "large"),
    [
        ((4032, 3024), (2016, 1512)),
        ((3024, 4032), (1512, 2016)),
        ((4096, 3072), (2048, 1536)),
        ((4608, 3456), (2000, 1500)),
        ((3264, 2448), (2000, 1500)),
        ((1600, 1200), (1600, 1200)),
        ((6000, 40), (2000, 13)),
        ((40, 6000), (13, 2000)),
    ],
)
def test_the_large_copy_keeps_shape_and_bound(
    size: tuple[int, int], large: tuple[int, int]
) -> None:
    photo = images.process(photos.jpeg_photo(photos.scene(*size)))
    assert (photo.facts.width, photo.facts.height) == size
    assert opened(photo.copies.large_jpeg).size == large
    assert max(opened(photo.copies.small_jpeg).size) == SMALL_EDGE


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(320, 240), (4100, 700)])
def test_every_png_mode_becomes_a_true_picture(mode: str, size: tuple[int, int]) -> None:
    if mode == "I;16":
        image = Image.new(mode, size, 0xC000)
    else:
        image = Image.new("RGB", size, (192, 192, 192)).convert(mode)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    large = opened(images.derive(buffer.getvalue()).large_jpeg)
    assert max(large.size) <= KEEP_EDGE
    grey = large.convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert grey == pytest.approx(192, abs=4)


def test_what_is_transparent_becomes_white() -> None:
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    buffer = BytesIO()
    image.save(buffer, "PNG")
    large = opened(images.derive(buffer.getvalue()).large_jpeg)
    assert large.getpixel((32, 32)) == (255, 255, 255)


def test_cmyk_keeps_its_colours() -> None:
    buffer = BytesIO()
    photos.scene().convert("CMYK").save(buffer, "JPEG")
    large = opened(images.derive(buffer.getvalue()).large_jpeg)
    assert photos.corners(large) == TURNED


def test_wide_colours_are_converted_before_their_profile_goes() -> None:
    dull = Image.new("RGB", (64, 64), (200, 60, 50))
    plain = opened(images.derive(photos.jpeg_photo(dull, icc_profile=None)).large_jpeg)
    wide = opened(images.derive(photos.jpeg_photo(dull)).large_jpeg)
    before, after = plain.getpixel((32, 32)), wide.getpixel((32, 32))
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    assert after[0] >= before[0] + 8
    assert after[1] <= before[1] - 8


@pytest.mark.parametrize("profile", [b"nonsense", bytes(500), photos.display_p3()[:200]])
def test_a_broken_profile_spoils_no_photo(profile: bytes) -> None:
    large = opened(images.derive(photos.jpeg_photo(icc_profile=profile)).large_jpeg)
    assert photos.corners(large) == TURNED


def test_the_fingerprint_survives_saving_and_shrinking_but_not_another_scene() -> None:
    first = images.derive(photos.jpeg_photo(photos.scene(1600, 1200))).phash
    saved = images.derive(photos.jpeg_photo(photos.scene(800, 600), quality=40)).phash
    turned = images.derive(photos.jpeg_photo(photos.scene(1600, 1200), 6)).phash
    other = images.derive(photos.jpeg_photo(noise(7))).phash
    assert distance(first, saved) <= 3
    assert distance(first, turned) <= 3
    assert distance(first, other) >= 16
    assert -(2**63) <= first < 2**63
    assert distance(-1, 0) == 64


def noise(seed: int) -> Image.Image:
    small = Image.frombytes("RGB", (16, 12), Random(seed).randbytes(16 * 12 * 3))
    return small.resize((640, 480), Image.Resampling.BICUBIC)


@lenient
@pytest.mark.parametrize("name", CORPUS)
def test_hostile_files_get_the_right_verdict(name: str) -> None:
    data, verdict = CORPUS[name]
    if verdict is None:
        assert_silent(images.derive(data))
    else:
        with refused(verdict):
            images.process(data)
        with refused(verdict):
            images.process(data + b"\0")


def test_a_sensor_of_50_megapixels_is_taken() -> None:
    buffer = BytesIO()
    Image.new("L", (8192, 6144), 90).save(buffer, "JPEG")
    assert MAX_PIXELS == 8192 * 6144
    assert images.derive(buffer.getvalue()).width == 2048


@lenient
def test_no_mutation_escapes() -> None:
    random = Random(20261121)
    bases = [maker(photos.scene(96, 64)) for maker in MAKERS.values()]
    taken = refusals = 0
    for turn in range(600):
        data = bytearray(bases[turn % len(bases)])
        for _ in range(random.randint(1, 12)):
            at = random.randrange(len(data))
            data[at : at + random.choice((1, 1, 1, 4))] = random.randbytes(random.choice((0, 1, 4)))
        try:
            assert_silent(images.derive(bytes(data)))
            taken += 1
        except ImageRefused:
            refusals += 1
    assert taken > 50
    assert refusals > 50


def test_a_missing_file_is_no_refusal(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        images.inspect(tmp_path / "gone.jpg")


@pytest.mark.asyncio
async def test_photos_are_processed_in_threads(tmp_path: Path) -> None:
    path = tmp_path / "named wrongly.txt"
    path.write_bytes(photos.png_photo())
    limiter = anyio.CapacityLimiter(1)
    photo = await images.process_photo(path, limiter=limiter)
    assert photo.facts.media_type == "image/png"
    with refused("not_an_image"):
        await images.process_photo(b"no photo", limiter=limiter)


@pytest.mark.asyncio
async def test_photos_are_processed_in_processes_with_the_same_end(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(photos.png_photo())
    copiers, limiter = Renderers(1, nice=15), anyio.CapacityLimiter(1)
    try:
        photo = await images.process_photo(path, limiter=limiter, apart=copiers.run)
        with refused("not_an_image"):
            await images.process_photo(b"no photo", limiter=limiter, apart=copiers.run)
    finally:
        copiers.close()
    assert photo == images.process(path)
