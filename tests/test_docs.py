"""The documents keep up with the code."""

from pathlib import Path

import pytest

from audit.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme(name: str) -> None:
    field = Settings.model_fields[name]
    assert f"| `MINGCHA_{name.upper()}` | {field.description}" in README


def test_the_readme_s_pictures_are_there() -> None:
    for picture in ("form", "report", "ranking"):
        assert 0 < (ROOT / "docs" / f"{picture}.png").stat().st_size < 400_000
