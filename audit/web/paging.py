"""Pages of a long list: which one is asked for, and the way to the others."""

from typing import Any
from urllib.parse import urlencode

from audit.checks import findable_code
from audit.problems import Problem
from audit.web.call import Plain


def page_number(call: Plain) -> int:
    """Return ?page=, 1 for anything that is no page."""
    asked = call.request.query_params.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def pager(call: Plain, number: int, total: int, size: int) -> dict[str, Any]:
    """Return what ui.pager expects; the other parameters of the address stay, except `done`."""
    pages = max(1, -(-total // size))
    pairs = call.request.query_params.multi_items()
    kept = [pair for pair in pairs if pair[0] not in ("page", "done")]

    def to(other: int) -> str:
        return f"{call.request.url.path}?{urlencode([*kept, ('page', str(other))])}"

    return {
        "page": number,
        "pages": pages,
        "total": total,
        "previous": to(number - 1) if number > 1 else None,
        "next": to(number + 1) if number < pages else None,
    }


def asked_code(call: Plain, name: str) -> str | None:
    """Return the code that the query asks for, None for none.

    Raises not_found for one that no table can hold, as for one that nothing has.
    """
    asked = call.request.query_params.get(name, "")
    if asked and not findable_code(asked):
        raise Problem("not_found")
    return asked or None
