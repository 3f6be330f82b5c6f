"""What a visit brought home beside its answers: photos, remarks, waits."""

from typing import Annotated, ClassVar

from pydantic import Field

from reports.frozen import Count, Frozen, Grown


class Photo(Grown):
    """A copy with what was drawn over it: opaque file key, pixels, caption number, and the `small`
    copy's key for where the photo is a few centimetres wide."""

    later: ClassVar[frozenset[str]] = frozenset({"small"})

    key: str
    width: Annotated[int, Field(gt=0)]
    height: Annotated[int, Field(gt=0)]
    number: Annotated[int, Field(gt=0)]
    small: str = ""


class Note(Frozen):
    """What the auditor wrote, never translated; `language` as a BCP 47 tag."""

    text: str
    language: str = "zh"


class Wait(Frozen):
    """A measured wait. `full`/`half` = limits in seconds for all or part of the points."""

    seconds: Count
    full: Count | None = None
    half: Count | None = None
    queue: Count | None = None
    estimated: bool = False
