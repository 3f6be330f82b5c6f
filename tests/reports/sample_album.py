"""Drawn photos for sample reports."""

from pathlib import Path
from random import Random

from PIL import Image, ImageDraw


def draw_photo(path: Path, seed: int, size: tuple[int, int] = (1000, 750)) -> None:
    """Draw a counter with people; different for each seed."""
    r = Random(seed)
    image = Image.new("RGB", size, (r.randint(190, 235), r.randint(190, 230), r.randint(180, 220)))
    draw = ImageDraw.Draw(image)
    w, h = size
    for i in range(6):
        x = i * w // 6
        draw.rectangle((x + 12, h * 0.08, x + w // 6 - 12, h * 0.4), (r.randint(90, 180),) * 3)
    for _ in range(r.randint(1, 4)):
        x = r.randint(w // 8, w * 7 // 8)
        draw.ellipse((x - 40, h * 0.3, x + 40, h * 0.3 + 90), (224, 188, 160))
        draw.rectangle((x - 70, h * 0.3 + 92, x + 70, h * 0.8), (20, r.randint(60, 120), 110))
    draw.rectangle((0, h * 0.7, w, h), (r.randint(100, 160), 110, 90))
    image.save(path, "JPEG", quality=80)


class Album:
    """Photos in a folder, drawn when first asked for; the callable that rendering takes."""

    def __init__(self, folder: Path, size: tuple[int, int] = (1000, 750)) -> None:
        self.folder, self.size = folder, size

    def __call__(self, key: str) -> Path:
        path = self.folder / f"{key}.jpg"
        if not path.exists():
            draw_photo(path, sum(map(ord, key)), self.size)
        return path
