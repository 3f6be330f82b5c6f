"""Tables as a workbook: real numbers with formats, frozen heads, filters, native charts.

Written row by row, so that a workbook of thousands of branches needs little memory. Texts are
written as texts: nothing in a workbook is ever run as a formula.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from audit.words import Words
from forms.texts import Text
from reports.exports.as_csv import say
from reports.exports.tables import Chart, Column, Kind, Table, Value, Word

_WIDTHS: dict[Kind, int] = {
    "text": 26, "count": 9, "score": 10, "change": 10, "share": 10, "seconds": 10, "number": 12,
    "day": 12,
}  # fmt: skip
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_INK, _SOFT, _SUBJECT, _CONTEXT = "#1F2A30", "#EEF2F1", "#0E6B60", "#9AA5A8"
_LOW, _MIDDLE, _HIGH = "#F2D0C4", "#FBF7EE", "#BFE0D6"


@dataclass(frozen=True)
class Cover:
    """The first sheet: what the workbook is of, as pairs of words."""

    title: str
    lines: Sequence[tuple[str, str]]


def written(
    tables: Sequence[Table], cover: Cover, places: int, made: datetime, t: Words, lang: str
) -> bytes:
    """Return a workbook: a cover, and a sheet for each table; scores with `places` decimals."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "in_memory": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": cover.title, "created": made.replace(tzinfo=None)})
    writing = _Writing(book, places, t, lang)
    writing.cover(cover)
    for table in tables:
        writing.sheet(table)
    book.close()
    return file.getvalue()


class _Writing:
    def __init__(self, book: Any, places: int, t: Words, lang: str) -> None:
        self.book, self.t, self.lang = book, t, lang
        decimals = "0" + ("." + "0" * places if places else "")
        formats: dict[Kind, str] = {
            "text": "@", "count": "0", "score": decimals, "change": f"+{decimals};-{decimals};0",
            "share": "0%", "seconds": "0", "number": "0.000", "day": "yyyy-mm-dd",
        }  # fmt: skip
        self.formats = {
            kind: book.add_format({"num_format": code, "valign": "top"})
            for kind, code in formats.items()
        }
        self.head = book.add_format(
            {"bold": True, "bg_color": _SOFT, "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": _INK})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.names: set[str] = set()

    def cover(self, cover: Cover) -> None:
        sheet = self.book.add_worksheet(self._name(self.t("About")))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 80)
        sheet.write_string(0, 0, cover.title, self.title)
        for row, (name, words) in enumerate(cover.lines, start=2):
            sheet.write_string(row, 0, name, self.bold)
            sheet.write_string(row, 1, words, self.wrapped)

    def sheet(self, table: Table) -> None:
        name = self._name(say(table.title, self.t, self.lang))
        sheet = self.book.add_worksheet(name)
        kinds = [column.kind for column in table.columns]
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _WIDTHS[column.kind])
        sheet.set_row(0, 45)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, say(column.head, self.t, self.lang), self.head)
        for row, values in enumerate(table.rows, start=1):
            for place, (value, kind) in enumerate(zip(values, kinds, strict=True)):
                self._cell(sheet, row, place, value, kind)
        last = max(len(table.rows), 1)
        sheet.freeze_panes(1, _frozen(table.columns))
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        if table.heat and table.rows:
            sheet.conditional_format(
                1, table.heat[0], last, table.heat[1],
                {"type": "3_color_scale", "min_color": _LOW, "mid_color": _MIDDLE,
                 "max_color": _HIGH},
            )  # fmt: skip
        if table.chart and table.rows:
            self._chart(name, sheet, table, table.chart)

    def _name(self, words: str) -> str:
        """Return a name for a sheet that none has yet."""
        plain = _FORBIDDEN.sub(" ", words).strip()[:_LONGEST_NAME] or "–"
        name, number = plain, 2
        while name.casefold() in self.names:
            end = f" {number}"
            name, number = plain[: _LONGEST_NAME - len(end)] + end, number + 1
        self.names.add(name.casefold())
        return name

    def _cell(self, sheet: Any, row: int, place: int, value: Value, kind: Kind) -> None:
        form = self.formats[kind]
        if value is None:
            return
        if isinstance(value, Word | Text | str):
            sheet.write_string(row, place, say(value, self.t, self.lang), form)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, datetime.combine(value, time()), form)
        else:
            sheet.write_number(row, place, number(value, kind), form)

    def _chart(self, name: str, sheet: Any, table: Table, chart: Chart) -> None:
        """Draw beside the table: what the eye wants first is the shape."""
        last = min(len(table.rows), chart.most)
        drawn = self.book.add_chart({"type": chart.kind})
        colours = (_SUBJECT, _CONTEXT, _INK, "#B4552D")
        for colour, place in zip(colours, chart.values, strict=False):
            series: dict[str, Any] = {
                "name": say(table.columns[place].head, self.t, self.lang),
                "categories": [name, 1, chart.names, last, chart.names],
                "values": [name, 1, place, last, place],
            }
            if chart.kind == "line":
                series["line"] = {"color": colour, "width": 2}
            elif chart.kind == "scatter":
                series["marker"] = {"type": "circle", "size": 5, "fill": {"color": colour}}
            else:
                series |= {"fill": {"color": colour}, "gap": 60}
            drawn.add_series(series)
        drawn.set_title({"name": say(table.title, self.t, self.lang), "overlay": False})
        drawn.set_legend({"none": True} if len(chart.values) == 1 else {"position": "bottom"})
        if chart.kind == "bar":
            drawn.set_y_axis({"reverse": True})
        drawn.set_size({"width": 720, "height": max(360, 22 * last if chart.kind == "bar" else 0)})
        sheet.insert_chart(1, len(table.columns) + 1, drawn)


def number(value: float, kind: Kind) -> float:
    """Return what a cell holds: points for scores, all else as it is."""
    return value / 100 if kind in ("score", "change") else value


def _frozen(columns: Sequence[Column]) -> int:
    """Return how many columns stay when one scrolls: those up to the name."""
    heads = [column.head for column in columns]
    return heads.index(Word("Branch")) + 1 if Word("Branch") in heads else 1
