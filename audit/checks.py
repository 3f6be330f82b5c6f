"""Checks of typed or imported fields that collect every fault before refusing."""

import re
import unicodedata
from dataclasses import dataclass, field

from audit.problems import Problem
from forms.issues import Issue

CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,30}[A-Za-z0-9])?")
LONGEST_CODE = 32
_UNSEEN = frozenset("\u200b\u200e\u200f\u2028\u2029\ufeff")
_UNSEEN_RANGES = ((0x202A, 0x202E), (0x2066, 0x2069))  # they turn the reading direction


@dataclass
class Checks:
    """The faults found so far. `stop()` raises Problem("invalid") when there are any."""

    issues: list[Issue] = field(default_factory=list)

    def fault(self, path: str, code: str, message: str, **params: str | int) -> None:
        """Note one fault; `message` is the English sentence with {placeholders}."""
        self.issues.append(Issue(path, code, message, params))

    def need(self, holds: bool, path: str, code: str, message: str, **params: str | int) -> bool:
        """Note the fault unless `holds`; return `holds`."""
        if not holds:
            self.fault(path, code, message, **params)
        return holds

    def text(self, path: str, value: str, most: int, *, required: bool = True) -> str:
        """Return one line of text, composed (NFC) and trimmed."""
        kept = unicodedata.normalize("NFC", value).strip()
        if is_plain(kept):
            self.need(bool(kept) or not required, path, "missing", "This is missing.")
        else:
            self.fault(path, "bad_text", "The text holds characters that can’t be kept.")
        message = "At most {most} characters are possible here."
        self.need(len(kept) <= most, path, "too_long", message, most=most)
        return kept

    def code(self, path: str, value: str) -> str:
        """Return a code of a branch, region or brand."""
        kept = value.strip()
        message = "A code is up to 32 letters (a–z), digits, “-” and “_”."
        self.need(CODE.fullmatch(kept) is not None, path, "bad_code", message)
        return kept

    def one_of(self, path: str, value: str, allowed: tuple[str, ...]) -> str:
        """Return `value` if it is one of `allowed`."""
        message = "The value must be one of: {allowed}."
        self.need(value in allowed, path, "not_one_of", message, allowed=", ".join(allowed))
        return value

    def stop(self) -> None:
        """Raise Problem("invalid") with every fault."""
        if self.issues:
            raise Problem("invalid", issues=self.issues)


def findable(text: str, longest: int | None = None) -> str:
    """Return what is looked for, or "" when it holds what no table can (NUL, half a sign).

    With `longest` also when it is longer than its column: the column's own check would fail.
    """
    if longest is not None and len(text) > longest:
        return ""
    return "" if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text) else text


def findable_code(text: str) -> str:
    """Return a code that is looked for, or "" when no code column can hold it."""
    return findable(text, LONGEST_CODE)


def is_plain(text: str) -> bool:
    """Tell whether `text` is one line without control, unseen or impossible characters."""
    return not any(_hidden(sign) for sign in text)


def _hidden(sign: str) -> bool:
    turning = any(low <= ord(sign) <= high for low, high in _UNSEEN_RANGES)
    return turning or sign in _UNSEEN or unicodedata.category(sign) in ("Cc", "Cs", "Cn")
