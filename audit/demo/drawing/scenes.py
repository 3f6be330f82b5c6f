"""One door to all drawings: a kind, a seed, and whether the standard was failed."""

from collections.abc import Callable, Mapping
from random import Random

from PIL import Image

from audit.demo.drawing import places, things, with_people
from audit.demo.drawing.finish import finish
from audit.demo.drawing.pen import Pen

Scene = Callable[[Pen, Random, bool], None]

_SCENES: Mapping[str, Scene] = {
    "staff_uniform": with_people.staff_uniform,
    "shop_front": places.shop_front,
    "counter": with_people.counter,
    "queue": with_people.queue,
    "shelf": places.shelf,
    "water_point": things.water_point,
    "floor": places.floor,
    "fitting_room": places.fitting_room,
    "receipt": things.receipt,
    "sign": things.sign,
}
KINDS = tuple(_SCENES)


def draw_scene(
    kind: str, seed: int, size: tuple[int, int] = (1600, 1200), *, failed: bool = False
) -> Image.Image:
    """Draw an RGB picture of `size` pixels; same arguments, same pixels. KeyError: unknown kind."""
    rng = Random(f"{kind}:{seed}:{failed}")  # noqa: S311 no secret
    pen = Pen(size, (120, 116, 110), tilt=rng.uniform(-0.035, 0.035), zoom=rng.uniform(1.05, 1.14))
    _SCENES[kind](pen, rng, failed)
    return finish(pen.image, rng.randrange(1 << 30))
