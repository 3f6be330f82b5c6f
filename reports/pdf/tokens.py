"""Colours of the PDF, read from the one token file that pages and phone form load too.

Only the light `:root` block counts: paper is light.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TOKENS_CSS = Path(__file__).parents[2] / "audit" / "web" / "static" / "tokens.css"

Rgb = tuple[float, float, float]

_ROOT = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
_COLOUR = re.compile(r"--([a-z0-9-]+):\s*#([0-9a-fA-F]{6})\s*;")


class TokensMissing(RuntimeError):
    """The token file is not there, or lacks a colour that the PDF needs."""


@dataclass(frozen=True)
class Tokens:
    """Colours by token name, each as three parts of 0..1."""

    colours: dict[str, Rgb]

    def rgb(self, name: str) -> Rgb:
        """Return the colour of a token; raise TokensMissing if there is none of that name."""
        try:
            return self.colours[name]
        except KeyError:
            raise TokensMissing(f"--{name} is not in the :root block of {TOKENS_CSS}") from None


@lru_cache(maxsize=4)
def load_tokens(path: Path = TOKENS_CSS) -> Tokens:
    """Read the colours of the first :root block of `path`."""
    try:
        css = path.read_text("utf-8")
    except OSError as error:
        raise TokensMissing(f"cannot read the design tokens: {error}") from error
    root = _ROOT.search(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    found = dict(_COLOUR.findall(root.group(1))) if root else {}
    return Tokens({name: _rgb(digits) for name, digits in found.items()})


def _rgb(digits: str) -> Rgb:
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue
