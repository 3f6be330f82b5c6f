"""How long one photo's derivation takes, as ratios that mean the same on every machine.

Run: python benchmarks/photos.py [rounds]. All variants take turns in one process, so that whatever
else the machine does hits each of them alike; the median of each counts.
"""

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image

from audit.photos import images, pixels

SIZES = {"12 MP, 4032 x 3024": (4032, 3024), "8 MP, 3264 x 2448": (3264, 2448)}


def picture(size: tuple[int, int]) -> bytes:
    """Draw noise of several scales: as hard for a JPEG decoder as a real photo of 3 to 4 MB."""
    random = Random(7)
    image = Image.new("RGB", size)
    for cells, share in ((8, 1.0), (64, 0.5), (252, 0.4), (1008, 0.12)):
        small = (cells, cells * 3 // 4)
        noise = Image.frombytes("RGB", small, random.randbytes(small[0] * small[1] * 3))
        image = Image.blend(image, noise.resize(size, Image.Resampling.BICUBIC), share)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def thumbnail_and_saves(data: bytes) -> None:
    """What one would write first."""
    image = Image.open(BytesIO(data))
    image.thumbnail((2000, 2000))
    image.save(BytesIO(), "JPEG")
    image.thumbnail((320, 320))
    image.save(BytesIO(), "JPEG")


def bare_half(data: bytes) -> None:
    """The floor: decode at half size, nothing else."""
    image = Image.open(BytesIO(data))
    image.draft(None, (image.width // 2, image.height // 2))
    image.load()


def large_only(data: bytes) -> None:
    """Decode and copy, without encoding."""
    image = Image.open(BytesIO(data))
    pixels.served_copy(image, 1, None)


def main() -> None:
    """Print one table for each size."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    ways: dict[str, Callable[[bytes], object]] = {
        "thumbnail() + two saves": thumbnail_and_saves,
        "derive": images.derive,
        "  of it: decode, turn, copy": large_only,
        "bare decode at one half": bare_half,
        "inspect": images.inspect,
    }
    for name, size in SIZES.items():
        data = picture(size)
        times: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, work in ways.items():
                start = time.perf_counter()
                work(data)
                times[way].append((time.perf_counter() - start) * 1000)
        base = statistics.median(times["thumbnail() + two saves"])
        print(f"{name}, {len(data) / 1e6:.1f} MB, {rounds} rounds (median ms, ratio)")
        for way in ways:
            middle = statistics.median(times[way])
            print(f"  {way:28} {middle:8.2f}  {middle / base:5.2f}")


if __name__ == "__main__":
    main()
