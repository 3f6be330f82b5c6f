"""Which scene shows what an item asks for: by the words in its key."""

from zlib import crc32

from PIL import Image

from audit.demo.drawing.scenes import KINDS, draw_scene

_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("water_point", ("water", "cup", "drink", "seat")),
    ("fitting_room", ("fitting", "changing")),
    ("receipt", ("receipt", "bill", "invoice", "price", "change", "promise", "record", "bag")),
    ("queue", ("queue", "wait", "lane", "greet", "crowd")),
    ("counter", ("counter", "desk", "till", "checkout", "handing", "accessible")),
    ("shop_front", ("front", "entrance", "outside", "window", "door", "facade")),
    ("floor", ("floor", "clean", "toilet", "rest_room", "tidy", "aisle")),
    ("sign", ("sign", "light", "notice", "hours", "guide")),
    ("shelf", ("shelf", "display", "stock", "goods", "product", "demo")),
    (
        "staff_uniform",
        ("dress", "uniform", "badge", "tie", "hair", "shoes", "posture", "stand", "smile", "staff"),
    ),
)


def kind_for(item_key: str) -> str:
    """The scene for an item key such as "dress.badge"; the part after the dot counts first."""
    section, _, name = item_key.lower().rpartition(".")
    for text in (name, section):
        for kind, words in _WORDS:
            if any(word in text for word in words):
                return kind
    return KINDS[crc32(item_key.encode()) % len(KINDS)]


def scene_for(item_key: str, failed: bool, seed: int) -> Image.Image:
    """Draw a 1600 × 1200 photo that fits the item, showing the fault when it was failed."""
    return draw_scene(kind_for(item_key), seed, failed=failed)
