"""What all parts of a definition share: the frozen model, keys, exact numbers."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer


class Model(BaseModel):
    """Frozen; unknown fields are refused, so that a typing error is found and not ignored."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, serialize_by_alias=True
    )


def plain(number: Decimal) -> str:
    """The shortest exact decimal: Decimal("2.50") → "2.5", Decimal("1E+2") → "100"."""
    digits = format(number, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


_written = PlainSerializer(plain, return_type=str, when_used="json")

Points = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000, decimal_places=6), _written]
"""Points of an answer; may be negative."""
Weight = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=6), _written]
Score = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2), _written]
"""A limit, target or cap on the scale of 0 to 100."""
Floor = Annotated[Decimal, Field(ge=-10_000, le=100, decimal_places=2), _written]
"""A lower limit of a score; under 0 where a part may cost the others."""
Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2), _written]
"""A limit on the scale of the policy's full marks."""
Quantity = Annotated[Decimal, Field(ge=-(10**12), le=10**12, decimal_places=6), _written]
"""Something counted or measured (people, degrees, yuan)."""

Key = Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
ItemKey = Annotated[
    str, Field(max_length=129, pattern=r"^[a-z0-9][a-z0-9_-]*\.[a-z0-9][a-z0-9_-]*$")
]
BandKey = Annotated[str, Field(max_length=16, pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*$")]
Format = Annotated[str, Field(min_length=1, max_length=64)]
"""A branch format ("flagship", "kiosk"…), as head office names it."""
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True)]
