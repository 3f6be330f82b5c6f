"""Conditions "show if" and "required if": what they look like. `showing.py` evaluates them.

    { all = [..] }   { any = [..] }   { not = {..} }
    { item = "sec.item", is | in | includes | at_least | at_most | more_than | less_than | state }
    { branch = "format" | "region" | "brand", is | in }   { branch = "tags", includes }

An item without a value (skipped, hidden, left empty) makes every test on its value false; `state`
is how to ask for that.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from forms.base import ItemKey, Model, Quantity, plain

State = Literal["answered", "na", "unseen", "hidden", "empty"]
Fact = Literal["format", "region", "brand", "tags"]
MOST_PARTS = 100
LONGEST_WORD = 64
LARGEST = 10**12
VALUE_TESTS = ("is", "in", "includes", "at_least", "at_most", "more_than", "less_than")


def _said(raw: object) -> bool | int | str:
    """true, a whole number or a word; other numbers are kept as they are written."""
    if isinstance(raw, Decimal) and raw.is_finite():
        raw = plain(raw)
    if isinstance(raw, bool) or (isinstance(raw, int) and abs(raw) <= LARGEST):
        return raw
    if isinstance(raw, str) and len(raw) <= LONGEST_WORD:
        return raw
    raise PydanticCustomError("not_valid", "not valid")


Said = Annotated[bool | int | str, PlainValidator(_said)]
Word = Annotated[str, Field(min_length=1, max_length=LONGEST_WORD)]


class Condition(Model):
    """One condition; exactly one of `all`, `any`, `not`, `item`, `branch` is written."""

    all: Annotated[tuple["Condition", ...], Field(max_length=MOST_PARTS)] = ()
    any: Annotated[tuple["Condition", ...], Field(max_length=MOST_PARTS)] = ()
    not_: "Condition | None" = Field(default=None, alias="not")
    item: ItemKey | None = None
    branch: Fact | None = None
    is_: Said | None = Field(default=None, alias="is")
    in_: Annotated[tuple[Said, ...], Field(max_length=MOST_PARTS)] = Field(default=(), alias="in")
    includes: Word | None = None
    at_least: Quantity | None = None
    at_most: Quantity | None = None
    more_than: Quantity | None = None
    less_than: Quantity | None = None
    state: State | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """Which of the five forms are written; a sound condition has one."""
        given = {
            "all": self.all,
            "any": self.any,
            "not": self.not_ is not None,
            "item": self.item is not None,
            "branch": self.branch is not None,
        }
        return tuple(name for name, there in given.items() if there)

    @property
    def tests(self) -> tuple[str, ...]:
        """Which tests are written; with `item` or `branch` there is one, else none."""
        given = {
            "is": self.is_ is not None,
            "in": self.in_,
            "includes": self.includes is not None,
            "at_least": self.at_least is not None,
            "at_most": self.at_most is not None,
            "more_than": self.more_than is not None,
            "less_than": self.less_than is not None,
            "state": self.state is not None,
        }
        return tuple(name for name, there in given.items() if there)

    def inner(self) -> tuple["Condition", ...]:
        return (*self.all, *self.any, *(() if self.not_ is None else (self.not_,)))

    def items(self) -> Iterator[str]:
        """The keys of all items it asks about."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            if one.item is not None:
                yield one.item
            waiting.extend(one.inner())
