"""A table as CSV: scores with two decimals, shares as fractions, texts made inert."""

from decimal import Decimal

from audit.web import csv_text
from audit.words import Words
from forms.texts import Text
from reports.exports.tables import Kind, Said, Table, Value, Word


def say(words: Said | str, t: Words, lang: str) -> str:
    """Write a sentence or content in a language."""
    if isinstance(words, Word):
        return t(words.text, **dict(words.values))
    return words.say(lang) if isinstance(words, Text) else words


def written(table: Table, t: Words, lang: str) -> bytes:
    """Return the table as a file."""
    heads = [say(column.head, t, lang) for column in table.columns]
    kinds = [column.kind for column in table.columns]
    return csv_text.table(
        heads,
        (
            [_cell(value, kind, t, lang) for value, kind in zip(row, kinds, strict=True)]
            for row in table.rows
        ),
    )


def _cell(value: Value, kind: Kind, t: Words, lang: str) -> object:
    if isinstance(value, Word | Text | str):
        return say(value, t, lang)
    if value is None or kind not in ("score", "change", "share"):
        return value
    if kind == "share":
        return Decimal(repr(value))
    return csv_text.decimal(int(value))  # type: ignore[arg-type]
