"""The drawn files of the mark are the ones its geometry gives."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from audit.web import mark

ROOT = Path(__file__).parents[2]


def test_the_files_are_drawn_from_the_geometry(tmp_path: Path) -> None:
    mark.write_files(tmp_path, tmp_path / "icons")
    for name in ("logo.svg", "favicon.svg"):
        assert (tmp_path / name).read_text("utf-8") == (ROOT / "audit/web/static" / name).read_text(
            "utf-8"
        )


@pytest.mark.parametrize(("name", "size"), [("icon-192.png", 192), ("icon-512.png", 512)])
def test_a_maskable_icon_keeps_its_mark_in_the_safe_zone(name: str, size: int) -> None:
    with Image.open(ROOT / "forms/mobile/public/icons" / name) as icon:
        assert icon.size == (size, size)
        ground = Image.new("RGB", icon.size, mark.BRAND)
        box = ImageChops.difference(icon.convert("RGB"), ground).getbbox()
    assert box
    left, top, right, bottom = (edge / size for edge in box)
    corners = [(x, y) for x in (left, right) for y in (top, bottom)]
    assert min(left, top, 1 - right, 1 - bottom) >= 0.1
    # The mark's box may leave the circle of 80 % only by corners that are empty.
    assert all(((x - 0.5) ** 2 + (y - 0.5) ** 2) ** 0.5 < 0.45 for x, y in corners)


def test_templates_carry_the_same_path() -> None:
    for name in ("components.html", "door.html"):
        assert mark.svg_path() in (ROOT / "audit/web/templates" / name).read_text("utf-8")
