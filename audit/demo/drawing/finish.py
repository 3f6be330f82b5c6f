"""What makes a drawing look like a photo: light from one side, a soft edge, grain."""

from functools import lru_cache
from random import Random

from PIL import Image, ImageChops

_TILE = 512


@lru_cache(maxsize=1)
def _grain() -> Image.Image:
    """A tile of even noise around the middle grey, the same in every process."""
    noise = Image.frombytes("L", (_TILE, _TILE), Random(20).randbytes(_TILE * _TILE))  # noqa: S311 no secret
    return noise.point([112 + value // 8 for value in range(256)])


def _tiled(size: tuple[int, int], rng: Random) -> Image.Image:
    grain = _grain()
    left, top = rng.randrange(_TILE), rng.randrange(_TILE)
    sheet = Image.new("L", size)
    for x in range(-left, size[0], _TILE):
        for y in range(-top, size[1], _TILE):
            sheet.paste(grain, (x, y))
    return sheet


def _light(size: tuple[int, int], rng: Random) -> Image.Image:
    """Brighter towards one side and the middle, around the middle grey."""
    slope = Image.linear_gradient("L").rotate(rng.choice((0, 90, 270)) + rng.uniform(-35, 35))
    slope = slope.crop((52, 52, 204, 204)).resize((80, 60), Image.Resampling.BILINEAR)
    edge = ImageChops.invert(Image.radial_gradient("L")).resize((80, 60), Image.Resampling.BILINEAR)
    strength = rng.uniform(0.35, 0.6)
    both = Image.blend(slope, edge, 0.45).point(
        [round(136 + (value - 118) * strength) for value in range(256)]
    )
    return both.resize(size, Image.Resampling.BILINEAR)


def finish(image: Image.Image, seed: int) -> Image.Image:
    """Return the reduced drawing with light and grain laid over it."""
    rng = Random(seed * 7 + 3)  # noqa: S311 no secret
    sheet = image.reduce(2)
    over = ImageChops.add(_light(sheet.size, rng), _tiled(sheet.size, rng), 1, -128)
    warm = rng.uniform(-7, 7)
    bands = (
        over.point([_clip(v + warm) for v in range(256)]),
        over,
        over.point([_clip(v - warm) for v in range(256)]),
    )
    return ImageChops.soft_light(sheet, Image.merge("RGB", bands))


def _clip(value: float) -> int:
    return max(0, min(255, round(value)))
