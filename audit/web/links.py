"""Addresses that leave the page: in a message, on paper, in a QR code."""

from typing import Any

import segno
from markupsafe import Markup

from audit.web.call import Call


def absolute(call: Call[Any, Any], path: str) -> str:
    """Return a path as a whole address: by the setting `base_url`, else as this was asked for."""
    base = call.services.settings.base_url or str(call.request.base_url)
    return base.rstrip("/") + path


def reset_address(call: Call[Any, Any], token: str) -> str:
    """Return the address of a one-time link."""
    return absolute(call, call.url("reset", token=token))


def qr(address: str) -> Markup:
    """Return an address as a QR code: black SVG without a size of its own."""
    drawn = segno.make(address, error="m").svg_inline(omitsize=True)
    return Markup(drawn)  # noqa: S704  drawn by segno, the address is not in it as text
