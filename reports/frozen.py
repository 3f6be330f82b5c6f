"""The base of all parts of a snapshot, and the parts of standing, plan and follow-up."""

import json
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from forms.texts import Text

Hundredths = int
Count = Annotated[int, Field(ge=0)]


class Frozen(BaseModel):
    """Base of all parts of a snapshot: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Grown(Frozen):
    """A part that got fields after the first reports were issued.

    The `later` ones are left out while they have their default, so that an old snapshot keeps its
    digest, and with it the proof on paper.
    """

    later: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _without_unused(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        plain: dict[str, Any] = serialize(self)
        for name in self.later:
            if getattr(self, name) == type(self).model_fields[name].default:
                plain.pop(name, None)
        return plain


class Whole(Grown):
    """A snapshot as a whole: its bytes and its fingerprint."""

    def canonical(self) -> bytes:
        """Return the bytes that stand for this snapshot (sorted keys, no spaces, UTF-8)."""
        plain = self.model_dump(mode="json")
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")

    def digest(self) -> str:
        """Return the sha256 of the canonical bytes, in hex."""
        return sha256(self.canonical()).hexdigest()


class Step(Frozen):
    """One step of the way from the full score to the final one.

    `start` is the full score, `final` the shown one; the amounts of all others are signed and lead
    from the first to the last.
    """

    key: str
    label: Text
    amount: Hundredths
    kind: Literal["start", "loss", "bonus", "critical", "final"]


class Lift(Frozen):
    """One item of the smallest set that reaches the next band: what it gains, where one is then."""

    item: str
    gain: Hundredths
    after: Hundredths
    band: str | None = None


class PeerDots(Frozen):
    """The final scores of other branches, sorted, so that nobody can be told from the order."""

    scope: Literal["format", "region", "network"]
    label: Text
    finals: Annotated[tuple[Hundredths, ...], Field(min_length=5)]

    @model_validator(mode="after")
    def _anonymous(self) -> Self:
        if list(self.finals) != sorted(self.finals):
            raise ValueError("the scores of peers are sorted")
        return self


class Limits(Frozen):
    """Between which scores a branch varies without a cause (control limits of its waves)."""

    centre: Hundredths
    low: Hundredths
    high: Hundredths


class Action(Frozen):
    """What was agreed about an item; `carried`: agreed in an earlier wave."""

    item: str = ""
    what: str
    owner: str = ""
    due: date | None = None
    evidence: str = ""
    recheck: date | None = None
    state: Literal["open", "overdue", "done", "closed"] = "open"
    carried: bool = False


class Appeal(Frozen):
    """One point that the branch disputed; `before` and `after` are the total's score."""

    item: str
    state: Literal["open", "upheld", "rejected", "withdrawn"]
    said: str = ""
    decision: str = ""
    before: Hundredths | None = None
    after: Hundredths | None = None


class Appeals(Frozen):
    """Until when and how the branch may disagree, and what became of it."""

    deadline: date | None = None
    how: Text | None = None
    cases: tuple[Appeal, ...] = ()
