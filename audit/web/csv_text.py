"""CSV that spreadsheets open: UTF-8 with a BOM, CRLF, and no cell that turns into a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from audit.imports.tabular import inert


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a file of rows under heads; texts are made inert, numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    return inert(value) if isinstance(value, str) else value


def decimal(value: int | None) -> Decimal | None:
    """Return 1/100 as a number of two decimals; None makes an empty cell."""
    return None if value is None else Decimal(value).scaleb(-2)
